// What texts are read with, beside the weights of GroundingDINO and X-Pose: BERT's tokenizer, CLIP's text tower.
import { MARKS } from "../../plugins/grounding-dino/caption.js";
import { tokenizerBytes } from "../../tokenizer/stored-tokenizer.js";
import { type TokenizerJson, vocabularySize } from "../../tokenizer/tokenizer-json.js";
import { ModelFileError } from "../model-file-error.js";
import { openClipText } from "../text-encoder.js";
import type { Beside, ShapeOf } from "./decoder-family.js";
import { ConversionError } from "./report.js";
import { publishedTokenizer } from "./tokenizers.js";

/** The tokenizer as the tensor that it is stored as. */
function stored(tokenizer: TokenizerJson) {
  const bytes = new TextEncoder().encode(JSON.stringify(tokenizer)).length;
  const key = "tokenizer.bytes";
  const piece = { shape: [bytes], dtype: "uint8", from: key, read: () => tokenizerBytes(tokenizer) };
  return { bytes, piece: [key, piece] as const };
}

/**
 * bert-base-uncased's tokenizer.
 * @throws ModelFileError where there is none, or another one
 */
export function bertBeside(weights: string, shapes: ShapeOf, folder = weights): Beside {
  const tokenizer = publishedTokenizer(folder);
  const { vocab } = tokenizer.model;
  const marks = { "[CLS]": MARKS.begin, "[SEP]": MARKS.end, ".": MARKS.stop, "?": MARKS.question };
  const wrong = Object.entries(marks).find(([content, id]) => vocab[content] !== id);
  const rows = shapes("detector.text.words.weight")?.[0];
  if (wrong || vocabularySize(tokenizer) !== rows)
    throw new ModelFileError(
      folder,
      `its tokenizer is not that of bert-base-uncased, which GroundingDINO reads with (${wrong ? `"${wrong[0]}" is not ${wrong[1]}` : `${vocabularySize(tokenizer)} entries, and ${rows} rows in the weights`}); name the folder that has it: --parts text=FOLDER`,
    );
  const { bytes, piece } = stored(tokenizer);
  return { pieces: new Map([piece]), settings: { tokenizerBytes: bytes }, close: () => {} };
}

/**
 * CLIP's text tower with its tokenizer (openai/clip-vit-base-patch32): X-Pose's file has none.
 * @throws ModelFileError and ConversionError where there is none, or one of another width
 */
export function clipBeside(_: string, shapes: ShapeOf, folder?: string): Beside {
  if (folder === undefined)
    throw new ConversionError(
      "X-Pose's file has no text tower: give openai/clip-vit-base-patch32 as --parts text=FOLDER",
    );
  const { config, pieces, tokenizer, close } = openClipText(folder);
  const wanted = shapes("pose.name_projection.layers.0.weight")?.[1];
  if (config.projectionSize !== wanted) {
    close();
    throw new ModelFileError(
      folder,
      `its text vectors have ${config.projectionSize} numbers, X-Pose's ${wanted}: give openai/clip-vit-base-patch32 as --parts text=FOLDER`,
    );
  }
  const { bytes, piece } = stored(tokenizer);
  const tower = [...pieces].map(([key, each]) => [`text.${key}`, each] as const);
  return { pieces: new Map([...tower, piece]), settings: { text: config, tokenizerBytes: bytes }, close };
}
