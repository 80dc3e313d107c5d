// The parts of the tokenizer.json format that matter here, and the variant of a file that reads typed markers as text.
import { SPECIAL_TOKENS } from "@refvlm/trp";
import { z } from "zod";

const component = z.looseObject({ type: z.string() });
export type TokenizerComponent = z.infer<typeof component>;

export const addedToken = z.looseObject({
  id: z.int().nonnegative(),
  content: z.string().min(1),
  special: z.boolean().default(false),
});

export const tokenizerJson = z.looseObject({
  added_tokens: z.array(addedToken).default([]),
  normalizer: component.nullable().default(null),
  pre_tokenizer: component.nullable().default(null),
  post_processor: component.nullable().default(null),
  decoder: component.nullable().default(null),
  model: z.looseObject({ vocab: z.record(z.string(), z.int()) }),
});
export type TokenizerJson = z.infer<typeof tokenizerJson>;

/**
 * The content of a tokenizer.json.
 * @throws Error naming `source` and the first field that is not what the format says, or the first merge of unknown pieces
 */
export function checkedTokenizerJson(json: unknown, source: string): TokenizerJson {
  const result = tokenizerJson.safeParse(json);
  if (!result.success) {
    const [issue] = result.error.issues;
    throw new Error(`${source}: not a tokenizer.json: ${issue.path.join(".")}: ${issue.message}`);
  }
  const fault = mergeFault(result.data.model);
  if (fault) throw new Error(`${source}: not a tokenizer.json: ${fault}`);
  return result.data;
}

/**
 * What is wrong with the merges of byte-pair encoding. Each joins two entries of the vocabulary to a third: one that does
 * not would be passed over in silence, and the same text get other ids than it was trained with.
 */
function mergeFault({ vocab, merges, continuing_subword_prefix: prefix }: TokenizerJson["model"]): string | undefined {
  if (merges === undefined) return undefined;
  if (!Array.isArray(merges)) return "model.merges: must be a list";
  for (const [i, merge] of merges.entries()) {
    const pair: unknown = typeof merge === "string" ? merge.split(" ") : merge;
    if (!Array.isArray(pair) || pair.length !== 2 || !pair.every((part) => typeof part === "string" && part !== ""))
      return `model.merges.${i}: must join two pieces, as "t h" or ["t", "h"]`;
    const [left, right] = pair as [string, string];
    const tail = typeof prefix === "string" && right.startsWith(prefix) ? right.slice(prefix.length) : right;
    const missing = [left, right, left + tail].find((piece) => !Object.hasOwn(vocab, piece));
    if (missing !== undefined) return `model.merges.${i}: ${JSON.stringify(missing)} is not in the vocabulary`;
  }
  return undefined;
}

/** One more than the largest id. */
export function vocabularySize({ model, added_tokens }: TokenizerJson): number {
  const ids = [...Object.values(model.vocab), ...added_tokens.map((token) => token.id)];
  return ids.reduce((largest, id) => Math.max(largest, id), -1) + 1;
}

/** The same tokenizer with the structure markers; those that it lacks get the next free ids. */
export function withMarkers(json: TokenizerJson): TokenizerJson {
  const present = new Set(json.added_tokens.map((token) => token.content));
  const free = vocabularySize(json);
  const missing = SPECIAL_TOKENS.filter((marker) => !present.has(marker));
  const added = missing.map((content, i) => ({ id: free + i, content, special: true, normalized: false }));
  return { ...json, added_tokens: [...json.added_tokens, ...added] };
}

/**
 * The same tokenizer with special tokens out of reach of text: what a user types stays text.
 * @param options.prefix keeps the space that SentencePiece puts before a text's first word
 */
export function textOnly(json: TokenizerJson, { prefix }: { prefix: boolean }): TokenizerJson {
  const change = prefix ? (part: TokenizerComponent | null) => part : withoutPrefix;
  return {
    ...json,
    added_tokens: json.added_tokens.filter((token) => !token.special),
    normalizer: change(json.normalizer),
    pre_tokenizer: change(json.pre_tokenizer),
    post_processor: null,
  };
}

/** Drops every way in which a component puts a space in front. */
function withoutPrefix(part: TokenizerComponent | null): TokenizerComponent | null {
  if (!part || part.type === "Prepend") return null;
  if (part.type === "Metaspace") return { ...part, prepend_scheme: "never", add_prefix_space: false };
  if (part.type === "ByteLevel") return { ...part, add_prefix_space: false };
  for (const list of ["normalizers", "pretokenizers"]) {
    const members = part[list] as TokenizerComponent[] | undefined;
    if (members) return { ...part, [list]: members.map(withoutPrefix).filter((member) => member !== null) };
  }
  return part;
}

/** Whether a component of that type is the given one or inside it. */
export function contains(part: TokenizerComponent | null, type: string): boolean {
  if (!part) return false;
  if (part.type === type) return true;
  const members = ["normalizers", "pretokenizers", "decoders"].flatMap(
    (list) => (part[list] ?? []) as TokenizerComponent[],
  );
  return members.some((member) => contains(member, type));
}
