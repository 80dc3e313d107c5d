// A published CLIP text tower by itself: texts to vectors, for scores that compare phrases by meaning (mAP_S, appendix E.2).
import { nn, noGrad, scope, tensor } from "@refvlm/torch";
import { ClipText, type ClipTextConfig, clipTextIds } from "../encoders/clip-text.js";
import { vicuna7b } from "../presets/index.js";
import { TextTokenizer } from "../tokenizer/text-tokenizer.js";
import { type TokenizerJson, vocabularySize } from "../tokenizer/tokenizer-json.js";
import { ModelFileError, readingFile } from "./model-file-error.js";
import { PARTS } from "./published/family.js";
import { partConfigs } from "./published/part-configs.js";
import { ConversionError } from "./published/report.js";
import { openPublished, type Piece, piecesOf } from "./published/source.js";
import { checkTableFits, publishedTokenizer } from "./published/tokenizers.js";

/** CLIP ViT-L/14's numbers, for what files do not say of theirs. */
export const clipLargeText: ClipTextConfig = {
  tokenizer: "own",
  vocabSize: 49408,
  context: 77,
  hiddenSize: 768,
  intermediateSize: 3072,
  layers: 12,
  heads: 12,
  activation: "quick_gelu",
  layerNormEps: 1e-5,
  projectionSize: 768,
  bosId: 49406,
  eosId: 49407,
};

/** Texts that are read at once. */
const BATCH = 64;

export interface ClipTextEncoder {
  /** Vectors in the shared image-text space, not normalised. */
  encode(texts: readonly string[]): Float32Array[];
  dispose(): void;
}

/** A published text tower, not yet read. */
export interface PublishedClipText {
  readonly config: ClipTextConfig;
  /** By the tower's own keys. */
  readonly pieces: ReadonlyMap<string, Piece>;
  readonly tokenizer: TokenizerJson;
  readonly path: string;
  close(): void;
}

/**
 * Opens the text tower of a CLIP folder as published (openai/clip-vit-*, laion/CLIP-convnext_*).
 * @throws ConversionError for weights without a text tower; ModelFileError naming a file: none there, damaged, or a
 *   tokenizer of another model
 */
export function openClipText(folder: string): PublishedClipText {
  const source = openPublished(folder);
  try {
    const found = piecesOf(source, "text");
    if (found.size === 0) throw new ConversionError(`${source.path} (${source.family}) has no text tower`);
    const pieces = new Map([...found].map(([key, piece]) => [key.slice(PARTS.text.length), piece]));
    const shapes = (key: string) => pieces.get(key)?.shape;
    const config = partConfigs.text({ ...vicuna7b, text: clipLargeText }, shapes, source.described.text ?? {}).text!;
    if (config.hiddenSize % config.heads !== 0)
      throw new ModelFileError(
        source.path,
        `a width of ${config.hiddenSize} has not ${config.heads} heads; put the published config.json beside it`,
      );
    const tokenizer = publishedTokenizer(source.folder);
    const table = pieces.get("text_model.embeddings.token_embedding.weight");
    if (table) checkTableFits(source.folder, tokenizer, table, vocabularySize(tokenizer));
    return { config, pieces, tokenizer, path: source.path, close: source.close };
  } catch (error) {
    source.close();
    throw error;
  }
}

/**
 * Loads the text tower of a CLIP folder as published, in float32.
 * @throws as `openClipText`
 */
export function loadClipTextEncoder(folder: string): ClipTextEncoder {
  const { config, pieces, tokenizer: json, path, close } = openClipText(folder);
  try {
    const tokenizer = new TextTokenizer(json, folder);
    const tower = nn.onMeta(() => new ClipText(config));
    scope(() => {
      const state = new Map([...pieces].map(([key, { read }]) => [key, read()]));
      readingFile(path, () => tower.loadStateDict(state, { assign: true }));
      tower.to({ dtype: "float32" });
    });
    return {
      encode: (texts) => {
        const ids = clipTextIds(
          texts.map((text) => tokenizer.encodeText(text)),
          config,
        );
        return batches(ids).flatMap((batch) => embedded(tower, batch));
      },
      dispose: () => tower.dispose(),
    };
  } finally {
    close();
  }
}

function batches<T>(items: readonly T[]): T[][] {
  return Array.from({ length: Math.ceil(items.length / BATCH) }, (_, i) => items.slice(i * BATCH, (i + 1) * BATCH));
}

function embedded(tower: ClipText, ids: number[][]): Float32Array[] {
  return noGrad(() =>
    scope(() => {
      const { textEmbeds } = tower.forward(tensor(ids, { dtype: "int64" })); // [B, E]
      const width = textEmbeds.shape[1];
      const values = textEmbeds.toTypedArray() as Float32Array;
      return ids.map((_, i) => values.slice(i * width, (i + 1) * width));
    }),
  );
}
