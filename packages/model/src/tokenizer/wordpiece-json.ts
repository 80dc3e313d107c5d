// BERT's vocab.txt as a tokenizer.json: a line an entry, WordPiece over words in lower case.
import { checkedTokenizerJson, type TokenizerJson } from "./tokenizer-json.js";

/** Entries that text never has. */
const SPECIAL = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"];

/** @throws Error where the text is no vocabulary of WordPiece */
export function wordPieceJson(text: string, source = "vocab.txt"): TokenizerJson {
  const entries = text.replace(/\r?\n$/, "").split(/\r?\n/);
  if (!entries.includes("[UNK]")) throw new Error(`${source}: no vocabulary of WordPiece: it has no [UNK]`);
  const known = SPECIAL.filter((content) => entries.includes(content));
  const json = {
    added_tokens: known.map((content) => ({ id: entries.indexOf(content), content, special: true })),
    normalizer: {
      ...{ type: "BertNormalizer", clean_text: true, handle_chinese_chars: true },
      ...{ strip_accents: null, lowercase: true },
    },
    pre_tokenizer: { type: "BertPreTokenizer" },
    decoder: { type: "WordPiece", prefix: "##", cleanup: true },
    model: {
      ...{ type: "WordPiece", unk_token: "[UNK]", continuing_subword_prefix: "##", max_input_chars_per_word: 100 },
      vocab: Object.fromEntries(entries.map((entry, id) => [entry, id])),
    },
  };
  return checkedTokenizerJson(json, source);
}
