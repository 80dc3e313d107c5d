// A small tokenizer with awkward pieces: longest match first, so that texts tokenise differently alone and joined.
import { type Codec, SPECIAL_TOKENS } from "../src/index.js";

const characters = Array.from({ length: 95 }, (_, i) => String.fromCharCode(32 + i));
const pieces = [
  ...["\n", "\r", "é", "🐕", "dog", " dog", "cat", "s", "the ", " in ", "park", "box", "mask", "keypoint", "dep", "th"],
  ...[
    "Unit",
    " Unit",
    " Unit:",
    "Num",
    " Num",
    ": ",
    ":\n",
    "- ",
    "- Name",
    ", ",
    ",",
    "(<",
    ")(",
    "])",
    "[0",
    "[1]",
    "]<",
    "10",
    "12",
  ],
  ...[
    "<",
    "</",
    "<RE",
    "F>",
    "REF",
    "<REF>",
    "x<REF>y",
    "Phrase>",
    "<Phrase>",
    "Task",
    ">",
    "e>",
    "it>",
    "\n<",
    "<image>",
    "[VPT]",
  ],
  ...characters,
];

const vocabulary = ["<pad>", "<s>", "</s>", ...SPECIAL_TOKENS, ...new Set(pieces)];
const texts = new Map(vocabulary.map((piece, id) => [piece, id] as const).slice(3 + SPECIAL_TOKENS.length));
for (const [piece, id] of vocabulary.map((piece, id) => [piece, id] as const)) if (id > 9) texts.set(piece, id);
const longest = Math.max(...[...texts.keys()].map((piece) => piece.length));

export const toyVocabSize = vocabulary.length;

export const toyCodec: Codec = {
  bosId: 1,
  eosId: 2,
  imageId: -200,
  promptId: -300,
  special: (marker) => 3 + SPECIAL_TOKENS.indexOf(marker),
  encodeText(text) {
    const ids: number[] = [];
    for (let at = 0; at < text.length; ) {
      let length = Math.min(longest, text.length - at);
      while (length > 0 && !texts.has(text.slice(at, at + length))) length -= 1;
      if (length === 0) throw new Error(`the toy tokenizer does not know ${JSON.stringify(text[at])}`);
      ids.push(texts.get(text.slice(at, at + length))!);
      at += length;
    }
    return ids;
  },
  bytesOf: (id) => new TextEncoder().encode(id > 9 ? vocabulary[id] : ""),
  decode: (ids) => ids.map((id) => (id >= 3 ? vocabulary[id] : "")).join(""),
};
