// The tokenizers that lie beside published weights, in whichever form they come.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { clipTokenizerJson } from "../../tokenizer/clip-tokenizer-json.js";
import { sentencePieceTokenizer } from "../../tokenizer/sentencepiece.js";
import { checkedTokenizerJson, type TokenizerJson, vocabularySize } from "../../tokenizer/tokenizer-json.js";
import { wordPieceJson } from "../../tokenizer/wordpiece-json.js";
import { readJson } from "../json-file.js";
import { ModelFileError, readingFile } from "../model-file-error.js";
import type { Description } from "./family.js";
import { ADDED_TOKENS, TOKENIZER_FILES } from "./repository-files.js";
import type { Piece } from "./source.js";

/** How each form is read. */
const forms: Record<(typeof TOKENIZER_FILES)[number], (path: string) => TokenizerJson> = {
  "tokenizer.json": (path) => checkedTokenizerJson(readJson(path).value, path),
  "tokenizer.model": (path) => sentencePieceTokenizer(readFileSync(path)),
  "merges.txt": (path) => clipTokenizerJson(readFileSync(path, "utf8")),
  "vocab.txt": (path) => wordPieceJson(readFileSync(path, "utf8"), path),
};

/**
 * The tokenizer of a folder: tokenizer.json, SentencePiece's tokenizer.model, or the merges.txt of CLIP, the vocab.txt of BERT.
 * @throws ModelFileError naming the folder where there is none, and a file that is no tokenizer
 */
export function publishedTokenizer(folder: string): TokenizerJson {
  const file = TOKENIZER_FILES.find((each) => existsSync(join(folder, each)));
  if (!file)
    throw new ModelFileError(
      folder,
      `holds no tokenizer; put ${TOKENIZER_FILES.join(" or ")} of the published model there`,
    );
  const path = join(folder, file);
  return withAdded(
    folder,
    readingFile(path, () => forms[file](path)),
  );
}

/** Tokens that old releases list in a file of their own. */
function withAdded(folder: string, tokenizer: TokenizerJson): TokenizerJson {
  const path = join(folder, ADDED_TOKENS);
  if (!existsSync(path)) return tokenizer;
  const known = new Set([
    ...Object.keys(tokenizer.model.vocab),
    ...tokenizer.added_tokens.map(({ content }) => content),
  ]);
  const listed = Object.entries(readJson(path).value as Record<string, number>);
  const added = listed
    .filter(([content]) => !known.has(content))
    .map(([content, id]) => ({ id, content, special: true }));
  return readingFile(path, () =>
    checkedTokenizerJson({ ...tokenizer, added_tokens: [...tokenizer.added_tokens, ...added] }, path),
  );
}

/** Most rows of a vocabulary's table that may be without a token: tables are filled up to round numbers. */
const MOST_FILL = 1024;

/**
 * @param needed rows that the table must have at least
 * @throws ModelFileError where a tokenizer and a table of rows cannot be of one model
 */
export function checkTableFits(
  folder: string,
  tokenizer: TokenizerJson,
  { from, shape: [rows] }: Pick<Piece, "from" | "shape">,
  needed: number,
): void {
  const entries = vocabularySize(tokenizer);
  if (needed <= rows && rows - entries <= MOST_FILL) return;
  throw new ModelFileError(
    folder,
    `its tokenizer has ${entries} entries, ${from} of the weights ${rows} rows: they are of two models`,
  );
}

/**
 * Checks that texts begin and end with control tokens of a tokenizer: one that only happens to have as many entries as the
 * weights has letters there.
 * @param described the language model's part of a config.json
 * @throws ModelFileError where a tokenizer and what a config.json says of its ids cannot be of one model
 */
export function checkControls(folder: string, { model, added_tokens }: TokenizerJson, described: Description): void {
  const controls = new Set(added_tokens.filter(({ special }) => special).map(({ id }) => id));
  for (const key of ["bos_token_id", "eos_token_id"])
    for (const id of [described[key]].flat()) {
      if (typeof id !== "number" || controls.has(id)) continue;
      const entry = Object.entries(model.vocab).find(([, each]) => each === id);
      const found = entry ? `the text ${JSON.stringify(entry[0])}` : "nothing";
      throw new ModelFileError(
        folder,
        `its config.json says ${key} ${id}, where its tokenizer has ${found} and no control token: they are of two models`,
      );
    }
}
