// The seven structure markers and the two placeholders (paper appendix A, table of special tokens).

/** Structure markers: each is one entry of the vocabulary. */
export const SPECIAL = {
  task: "<Task>",
  taskEnd: "</Task>",
  phrase: "<Phrase>",
  phraseEnd: "</Phrase>",
  unit: "<Unit>",
  unitEnd: "</Unit>",
  ref: "<REF>",
} as const;

/** A marker as it is written, e.g. `"<REF>"`. */
export type SpecialToken = (typeof SPECIAL)[keyof typeof SPECIAL];

/** All markers in the order in which they are added to a vocabulary. */
export const SPECIAL_TOKENS: readonly SpecialToken[] = Object.values(SPECIAL);

/** How the picture's place is written for people; only a structured part creates its id. */
export const IMAGE_PLACEHOLDER = "<image>";

/** How a visual prompt's place is written for people; only a structured part creates its id. */
export const PROMPT_PLACEHOLDER = "[VPT]";

/** Says whether a text holds a structure marker, and therefore cannot be printed as plain text. */
export function findMarker(text: string): SpecialToken | undefined {
  if (!text.includes("<")) return undefined;
  return SPECIAL_TOKENS.find((marker) => text.includes(marker));
}
