// The words of a question in tokens: each whole word, or several where they are a listed name, with all tokens that write it.
import type { Codec } from "@refvlm/trp";

/** Letters and digits, and what joins them; all bytes of other scripts are letters. Texts here have a character a byte. */
const WORD = /[a-z0-9\x80-\xff]+(?:['-][a-z0-9\x80-\xff]+)*/gi;

/**
 * @param names texts that are one word, however many words they have; in small letters
 * @returns for each token the word that it is a part of, in small letters; null for tokens between words
 */
export function questionWords(ids: readonly number[], codec: Codec, names: ReadonlySet<string>): (string | null)[] {
  const pieces = ids.map((id) => Buffer.from(codec.bytesOf(id)).toString("latin1"));
  const spans = wordSpans(pieces.join("").toLowerCase(), names);
  let from = 0;
  let at = 0;
  return pieces.map((piece) => {
    const to = from + piece.length;
    while (at < spans.length && spans[at].to <= from) at++;
    const span = spans[at];
    const inside = piece.length > 0 && span !== undefined && span.from < to;
    from = to;
    return inside ? span.word : null;
  });
}

interface WordSpan {
  from: number;
  to: number;
  word: string;
}

function wordSpans(bytes: string, names: ReadonlySet<string>): WordSpan[] {
  const words = [...bytes.matchAll(WORD)].map((match) => ({ from: match.index, to: match.index + match[0].length }));
  const longest = Math.max(1, ...[...names].map((name) => name.split(" ").length));
  const textOf = (from: number, to: number) => Buffer.from(bytes.slice(from, to), "latin1").toString();
  const spans: WordSpan[] = [];
  for (let i = 0; i < words.length; ) {
    const { from } = words[i];
    let count = Math.min(longest, words.length - i);
    while (count > 1 && !names.has(textOf(from, words[i + count - 1].to))) count--;
    const { to } = words[i + count - 1];
    spans.push({ from, to, word: textOf(from, to) });
    i += count;
  }
  return spans;
}
