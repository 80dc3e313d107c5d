// Trains nano's tokenizer: byte-level BPE, so that any text encodes, with markers and frequent phrases as single entries.
import { Tokenizer } from "@huggingface/tokenizers";
import { SPECIAL_TOKENS } from "@refvlm/trp";
import { learnMerges } from "./bpe-merges.js";
import { characterOfByte } from "./byte-alphabet.js";
import type { TokenizerJson } from "./tokenizer-json.js";

/** Padding, begin and end have ids 0, 1, 2; the seven markers follow. */
export const CONTROL_TOKENS = ["<pad>", "<s>", "</s>"] as const;

/** Wording that every conversation repeats: one entry each keeps prompts and plans short. They are ordinary text. */
export const FREQUENT_PHRASES: readonly string[] = [
  "\nUnit decode (True). Class name, target unit and number:\n",
  "\nUnit decode (False).\n",
  "- Name: ",
  " Unit: ",
  " Num: ",
  "USER: ",
  " ASSISTANT:",
  "Task Command:\n- task name: ",
  "\n- answer element: ",
  "\n- unit: ",
  "[0]",
  "[1]",
  "[2]",
  "[3]",
];

export interface TrainTokenizerOptions {
  /** Entries in all; the smallest possible is the 256 bytes, the special tokens and the phrases. Default 2000. */
  vocabSize?: number;
  /** Default FREQUENT_PHRASES. */
  phrases?: readonly string[];
}

/** Digits stand alone; words keep the space before them. */
const preTokenizer = {
  type: "Sequence",
  pretokenizers: [
    { type: "Digits", individual_digits: true },
    { type: "ByteLevel", add_prefix_space: false, trim_offsets: false, use_regex: true },
  ],
};

/**
 * Learns a vocabulary from text segments (no markers in them).
 * @returns the content of a tokenizer.json that other implementations of the format read alike
 */
export function trainTokenizer(corpus: Iterable<string>, options: TrainTokenizerOptions = {}): TokenizerJson {
  const { vocabSize = 2000, phrases = FREQUENT_PHRASES } = options;
  const reserved = [...CONTROL_TOKENS, ...SPECIAL_TOKENS, ...phrases];
  const room = vocabSize - reserved.length - characterOfByte.length;
  if (room < 0) throw new Error(`vocabSize: ${vocabSize} is below the smallest possible, ${vocabSize - room}`);

  const taken = new Set<string>(reserved);
  const known = new Set<string>(characterOfByte);
  const merges = learnMerges(countWords(corpus, phrases), room, (merged) => !taken.has(merged));
  for (const [left, right] of merges) known.add(left + right);
  return assemble(reserved, phrases, [...known], merges);
}

/** Counts pre-tokens, phrases cut out, exactly as encoding will see them. */
function countWords(corpus: Iterable<string>, phrases: readonly string[]): Map<string, number> {
  const untrained = new Tokenizer(assemble([...phrases], phrases, [...characterOfByte], []), {});
  const segments = new Map<string, number>();
  for (const text of corpus) segments.set(text, (segments.get(text) ?? 0) + 1);
  const cut = new RegExp(phrases.map((phrase) => phrase.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join("|") || "(?!)");
  const words = new Map<string, number>();
  for (const [text, count] of segments) {
    const pieces = text.split(cut).filter((piece) => piece !== "");
    for (const word of pieces.flatMap((piece) => untrained.pre_tokenizer!.pre_tokenize(piece))) {
      words.set(word, (words.get(word) ?? 0) + count);
    }
  }
  return words;
}

function assemble(
  reserved: readonly string[],
  phrases: readonly string[],
  pieces: readonly string[],
  merges: [string, string][],
): TokenizerJson {
  const ordinary = new Set(phrases);
  return {
    version: "1.0",
    truncation: null,
    padding: null,
    added_tokens: reserved.map((content, id) => ({
      id,
      content,
      single_word: false,
      lstrip: false,
      rstrip: false,
      normalized: false,
      special: !ordinary.has(content),
    })),
    normalizer: null,
    pre_tokenizer: preTokenizer,
    post_processor: null,
    decoder: { type: "ByteLevel", add_prefix_space: true, trim_offsets: true, use_regex: true },
    model: {
      type: "BPE",
      dropout: null,
      unk_token: null,
      continuing_subword_prefix: null,
      end_of_word_suffix: null,
      fuse_unk: false,
      byte_fallback: false,
      ignore_merges: false,
      vocab: Object.fromEntries([...reserved, ...pieces].map((content, id) => [content, id])),
      merges,
    },
  };
}
