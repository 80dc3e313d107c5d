// What network comes of some published files: its config, its tokenizers, and where each of its tensors is from.
import { nn, scope, type Tensor } from "@refvlm/torch";
import { z } from "zod";
import { type ModelConfig, parseModelConfig } from "../../config.js";
import { RefVlmNetwork } from "../../network.js";
import { TokenizerCodec } from "../../tokenizer/codec.js";
import { type TokenizerJson, vocabularySize } from "../../tokenizer/tokenizer-json.js";
import { ModelFileError, readingFile } from "../model-file-error.js";
import { PARTS, type PartName, partOf } from "./family.js";
import { partConfigs } from "./part-configs.js";
import { ConversionError, type ConversionReport, explainMisfits } from "./report.js";
import { type Piece, type PublishedSource, piecesOf } from "./source.js";
import { checkControls, checkTableFits, publishedTokenizer } from "./tokenizers.js";
import { convertedVocabulary, type Vocabulary, vocabularyRows } from "./vocabulary.js";

/** One tensor of the network to write. */
export interface PlannedTensor {
  readonly shape: readonly number[];
  /** As published; undefined for one that begins from the seed. */
  readonly dtype?: string;
  readonly read?: () => Tensor;
}

export interface ConversionPlan {
  readonly config: ModelConfig;
  readonly tokenizer: TokenizerJson;
  readonly textTokenizer?: TokenizerJson;
  /** By our keys, in the network's order. */
  readonly tensors: ReadonlyMap<string, PlannedTensor>;
  readonly report: ConversionReport;
}

/** Parts that no training of ours makes: they must come from files. */
const PRETRAINED: readonly PartName[] = ["vit", "convnext", "detector", "text", "language-model"];

/** Whether a network of these numbers has no such part. */
export function lacks(base: ModelConfig, part: PartName): boolean {
  return (part === "vit" || part === "convnext" || part === "detector" || part === "text") && base[part] === null;
}

/**
 * Puts a network together from parts; nothing but headers is read. Parts that `base` lacks are left where they are.
 * @param base numbers that the files do not say, and everything that is new
 * @param allowMissing tensors and parts that are not there begin from the seed
 * @param tokenizer of a language model that begins from the seed, where no source has one
 * @throws ConversionError listing all that is missing, unexpected or of a wrong shape; ModelFileError for a tokenizer
 *   that is not there or is another model's
 */
export function planConversion(
  offered: ReadonlyMap<PartName, PublishedSource>,
  base: ModelConfig,
  { allowMissing = false, tokenizer }: { allowMissing?: boolean; tokenizer?: TokenizerJson } = {},
): ConversionPlan {
  const sources = new Map([...offered].filter(([part]) => !lacks(base, part)));
  const pieces = new Map([...sources].flatMap(([part, source]) => [...piecesOf(source, part)]));
  const vocabulary = languageVocabulary(sources.get("language-model"), pieces, tokenizer);
  const textTokenizer = textTokenizerOf(sources.get("text"), pieces);
  const config = configOf(sources, pieces, base, vocabulary, textTokenizer);
  if (config.languageModel.tieEmbeddings) pieces.delete(TABLES[1]);
  const expected = shapesOf(config);
  for (const key of TABLES) {
    const table = pieces.get(key);
    if (table) pieces.set(key, resized(table, vocabulary.rows));
  }
  const absent = PRETRAINED.filter((part) => !sources.has(part) && !lacks(base, part));
  const isAbsent = (key: string) => absent.some((part) => part === partOf(key));
  const isNew = (key: string) => {
    const part = partOf(key);
    return part === undefined || (part === "projector" && !sources.has("projector"));
  };
  const misfits = {
    missing: [
      ...absent.map((part) => `all of ${PARTS[part].slice(0, -1)}: give it with --parts ${part}=FOLDER`),
      ...[...expected.keys()].filter((key) => !pieces.has(key) && !isNew(key) && !isAbsent(key)),
    ],
    unexpected: [
      ...new Set([...sources.values()].flatMap(({ unexpected }) => unexpected)),
      ...[...pieces].filter(([key]) => !expected.has(key)).map(([, { from }]) => from),
    ],
    misshapen: [...pieces].flatMap(([key, { shape, from }]) => {
      const wanted = expected.get(key);
      return wanted && String(wanted) !== String(shape) ? [`${from}: [${shape}] given, [${wanted}] needed`] : [];
    }),
  };
  const explained = explainMisfits({ ...misfits, missing: allowMissing ? [] : misfits.missing });
  if (explained) {
    const hint = misfits.missing.length > 0 ? "\nMissing tensors begin from the seed with --allow-missing." : "";
    throw new ConversionError(`the weights do not make a network:${explained}${hint}`);
  }
  const tensors = new Map(
    [...expected].map(([key, shape]) => [key, { shape, dtype: pieces.get(key)?.dtype, read: pieces.get(key)?.read }]),
  );
  return {
    config,
    tokenizer: vocabulary.tokenizer,
    textTokenizer,
    tensors,
    report: {
      ...misfits,
      parts: partReports(sources, tensors),
      unused: [...offered].flatMap(([part, { family, path }]) => (sources.has(part) ? [] : [{ part, family, path }])),
    },
  };
}

/** Tables with a row for each token of the language model. */
const TABLES = ["language_model.model.embed_tokens.weight", "language_model.lm_head.weight"];

function languageVocabulary(
  source: PublishedSource | undefined,
  pieces: ReadonlyMap<string, Piece>,
  own: TokenizerJson | undefined,
): Vocabulary {
  if (!source && own) return { tokenizer: own, rows: new Array<null>(vocabularySize(own)).fill(null) };
  if (!source)
    throw new ConversionError(
      "a network needs a language model, whose tokenizer it reads with: give --parts language-model=FOLDER",
    );
  const published = publishedTokenizer(source.folder);
  const vocabulary = convertedVocabulary(published);
  const needed = vocabulary.rows.reduce<number>((most, row) => Math.max(most, (row ?? -1) + 1), 0);
  for (const table of TABLES.flatMap((key) => pieces.get(key) ?? []))
    checkTableFits(source.folder, published, table, needed);
  checkControls(source.folder, published, source.described["language-model"] ?? {});
  readingFile(source.folder, () => new TokenizerCodec(vocabulary.tokenizer, "its tokenizer"));
  return vocabulary;
}

function textTokenizerOf(
  source: PublishedSource | undefined,
  pieces: ReadonlyMap<string, Piece>,
): TokenizerJson | undefined {
  if (!source) return undefined;
  const tokenizer = publishedTokenizer(source.folder);
  const table = pieces.get("text_tower.text_model.embeddings.token_embedding.weight");
  if (table) checkTableFits(source.folder, tokenizer, table, vocabularySize(tokenizer));
  return tokenizer;
}

function resized({ shape, ...table }: Piece, rows: Vocabulary["rows"]): Piece {
  return { ...table, shape: [rows.length, ...shape.slice(1)], read: () => vocabularyRows(table.read(), rows) };
}

/** The preset's numbers, with those of the files. A text tower without files has the language model's tokenizer. */
function configOf(
  sources: ReadonlyMap<PartName, PublishedSource>,
  pieces: ReadonlyMap<string, Piece>,
  base: ModelConfig,
  { tokenizer, rows }: Vocabulary,
  textTokenizer: TokenizerJson | undefined,
): ModelConfig {
  let config = base;
  for (const [part, { described, path }] of sources) {
    try {
      const shapes = (key: string) => pieces.get(PARTS[part] + key)?.shape;
      config = { ...config, ...partConfigs[part](config, shapes, described[part] ?? {}) };
    } catch (error) {
      const reason = error instanceof z.ZodError ? z.prettifyError(error) : (error as Error).message;
      throw new ModelFileError(path, `its config.json: ${reason}`, { cause: error });
    }
  }
  if (config.text && !textTokenizer) {
    const { eosId } = new TokenizerCodec(tokenizer);
    config = { ...config, text: { ...config.text, tokenizer: "shared", vocabSize: rows.length, bosId: null, eosId } };
  }
  const languageModel = { ...config.languageModel, vocabSize: rows.length };
  return parseModelConfig({ ...config, languageModel, untaught: true }, "the converted network");
}

function shapesOf(config: ModelConfig): Map<string, readonly number[]> {
  return scope(() => {
    const network = nn.onMeta(() => new RefVlmNetwork(config));
    const shapes = new Map([...network.stateDict()].map(([key, { shape }]) => [key, [...shape]]));
    network.dispose();
    return shapes;
  });
}

function partReports(
  sources: ReadonlyMap<PartName, PublishedSource>,
  tensors: ReadonlyMap<string, PlannedTensor>,
): ConversionReport["parts"] {
  const reports = new Map<PartName | "new", { tensors: number; parameters: number }>();
  for (const [key, { shape, read }] of tensors) {
    const part = read ? partOf(key)! : "new";
    const report = reports.get(part) ?? { tensors: 0, parameters: 0 };
    report.tensors += 1;
    report.parameters += shape.reduce((product, extent) => product * extent, 1);
    reports.set(part, report);
  }
  return [...reports].map(([part, report]) => {
    const source = part === "new" ? undefined : sources.get(part);
    return { part, source: source ? { family: source.family, path: source.path } : null, ...report };
  });
}
