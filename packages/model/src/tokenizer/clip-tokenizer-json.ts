// The tokenizer.json of published CLIP text towers, made from their merges.txt: lower-cased, byte-level, words end in </w>.
import { characterOfByte } from "./byte-alphabet.js";
import { type TokenizerJson, tokenizerJson } from "./tokenizer-json.js";

const END_OF_WORD = "</w>";
/** Merges that the published vocabulary uses; the file lists more. */
const MERGES = 49152 - 256 - 2;
/** The last two entries: they frame every text. */
const FRAME = ["<|startoftext|>", "<|endoftext|>"];

/** The alphabet as CLIP's vocabulary orders it: bytes that print as themselves first. */
const alphabet = [...characterOfByte].sort((a, b) => Number(a >= "\u0100") - Number(b >= "\u0100") || (a < b ? -1 : 1));

/**
 * Numbers text as OpenAI's CLIP does (Unicode NFC, white space collapsed; HTML is not unescaped).
 * @param merges content of merges.txt, the first line a version comment
 */
export function clipTokenizerJson(merges: string): TokenizerJson {
  const pairs = merges
    .split("\n")
    .slice(1, MERGES + 1)
    .filter((line) => line.trim() !== "");
  const pieces = [
    ...alphabet,
    ...alphabet.map((character) => character + END_OF_WORD),
    ...pairs.map((pair) => pair.replace(" ", "")),
  ];
  return tokenizerJson.parse({
    added_tokens: FRAME.map((content, i) => ({ id: pieces.length + i, content, special: true })),
    normalizer: {
      type: "Sequence",
      normalizers: [
        { type: "NFC" },
        { type: "Replace", pattern: { Regex: "\\s+" }, content: " " },
        { type: "Lowercase" },
      ],
    },
    pre_tokenizer: {
      type: "Sequence",
      pretokenizers: [
        {
          type: "Split",
          pattern: { Regex: "'s|'t|'re|'ve|'m|'ll|'d|[\\p{L}]+|[\\p{N}]|[^\\s\\p{L}\\p{N}]+" },
          behavior: "Removed",
          invert: true,
        },
        { type: "ByteLevel", add_prefix_space: false, trim_offsets: true, use_regex: false },
      ],
    },
    post_processor: null,
    decoder: null,
    model: {
      type: "BPE",
      unk_token: null,
      end_of_word_suffix: END_OF_WORD,
      vocab: Object.fromEntries(pieces.map((piece, id) => [piece, id])),
      merges: pairs.map((pair) => pair.split(" ")),
    },
  });
}
