// A codec with the 32,000 entries of a LLaMA vocabulary, made of nothing: a trained tokenizer's own pieces, then syllables.
import { TokenizerCodec, trainTokenizer } from "../src/index.js";

const ENTRIES = 32_000;

/** Byte-level codec of 32,000 entries, markers included; the wording of plans and usual names are single entries. */
export function madeVocabulary(): TokenizerCodec {
  const names = [
    "dog",
    "person",
    "red car",
    "traffic light",
    "box",
    "mask",
    "the",
    "street",
    "and",
    "are",
    "in front of",
  ];
  const json = trainTokenizer(Array.from({ length: 50 }, () => names.map((name) => `${name} ${name}`)).flat());
  const { vocab } = json.model;
  for (let word = 0, id = Object.keys(vocab).length; id < ENTRIES; word++) {
    const piece = `Ġ${syllables(word)}`;
    if (!(piece in vocab)) vocab[piece] = id++;
  }
  return new TokenizerCodec(json);
}

/** A number as consonants and vowels in turn: 0 is "ba", each further word differs. */
function syllables(word: number): string {
  const [consonant, vowel] = ["bcdfghjklmnpqrstvwxyz"[word % 21], "aeiou"[Math.floor(word / 21) % 5]];
  const rest = Math.floor(word / 105);
  return consonant + vowel + (rest > 0 ? syllables(rest - 1) : "");
}
