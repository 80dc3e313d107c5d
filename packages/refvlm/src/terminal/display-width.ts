// How many columns of a terminal a text fills.

/** Combining marks, joiners and variation selectors add nothing to the character before them. */
const NARROWEST = /^[\p{Mn}\p{Me}\p{Cf}]$/u;
/** Pictures, and the scripts of East Asia with their punctuation (Unicode annex 11, wide and full width). */
const WIDE =
  /^[\p{Emoji_Presentation}\p{Script=Han}\p{Script=Hangul}\p{Script=Hiragana}\p{Script=Katakana}\u3000-\u303e\uff01-\uff60\uffe0-\uffe6]$/u;

export function displayWidth(text: string): number {
  let sum = 0;
  for (const character of text) sum += NARROWEST.test(character) ? 0 : WIDE.test(character) ? 2 : 1;
  return sum;
}
