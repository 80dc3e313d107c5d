// Conversion of a published plugin into a decoder's folder.
import { createHash } from "node:crypto";
import { closeSync, openSync, readSync } from "node:fs";
import { basename, join } from "node:path";
import { writeWhole } from "@refvlm/config";
import { scope, writeSafetensors } from "@refvlm/torch";
import { z } from "zod";
import { unitDecoders } from "../../units/registry.js";
import type { UnitDecoders } from "../../units/unit-decoder.js";
import { DECODER_WEIGHTS, networkShapes, type PluginKind, plugins } from "../decoder-folder.js";
import { ModelFileError } from "../model-file-error.js";
import type { Beside, DecoderFamily } from "./decoder-family.js";
import { groundingDino } from "./grounding-dino.js";
import { writeWholeFolder } from "./output-folder.js";
import { ConversionError, explainMisfits, type Misfits } from "./report.js";
import { sam } from "./sam.js";
import { configBeside, notOfFamilies, openRecognised, type Piece, type RecognisedSource } from "./source.js";
import { uniPose } from "./uni-pose.js";

export const decoderFamilies: readonly DecoderFamily[] = [sam, groundingDino, uniPose];

export interface DecoderReport {
  readonly decoder: string;
  readonly unit: string;
  readonly licence: string;
  readonly tensors: number;
  readonly parameters: number;
  /** Whether the file is, byte for byte, the published one of its name; null for a name that nobody has published. */
  readonly published: boolean | null;
}

/** Whether `--family` names a decoder, not parts of our network. */
export function isDecoderFamily(name: string | undefined): name is string {
  return decoderFamilies.some((family) => family.name === name);
}

/** The plugin that published files hold, by its name in the registry; undefined for other files. @throws ModelFileError */
export function publishedDecoder(source: string): string | undefined {
  const opened = openRecognised(source, decoderFamilies);
  opened?.close();
  return opened?.family.name;
}

export interface DecoderRequest {
  readonly source: string;
  /** A family's name; recognised where absent. */
  readonly family?: string;
  /** Where texts are read from; beside the weights where absent. */
  readonly text?: string;
  readonly output: string;
}

/**
 * Makes a decoder's folder of published files.
 * @throws ConversionError for weights that are not such a network's, a published name with another digest, and an output that
 *   cannot be; ModelFileError naming a file. Nothing is left behind then
 */
export function convertDecoder(
  { source, family, text, output }: DecoderRequest,
  known: UnitDecoders = unitDecoders,
): DecoderReport {
  const opened = openRecognised(source, decoderFamilies, family);
  if (!opened) throw notOfFamilies(source, family === undefined ? decoderFamilies.map(({ name }) => name) : [family]);
  let beside: Beside | undefined;
  try {
    const published = checkDigest(opened);
    const { name: decoder, licence } = opened.family;
    const kind = plugins(known).get(decoder)!;
    beside = opened.family.beside?.(opened.folder, (key) => opened.pieces.get(key)?.shape, text);
    const pieces = new Map([...opened.pieces, ...(beside?.pieces ?? [])]);
    const settings = settingsOf(opened, kind, beside?.settings);
    const wanted = networkShapes(kind, settings);
    checkFit({ ...opened, pieces }, wanted);
    const sizes = [...wanted.values()].map((shape) => shape.reduce((product, extent) => product * extent, 1));
    const parameters = sizes.reduce((sum, size) => sum + size, 0);
    writeFolder(output, pieces, { decoder, settings }, 4 * parameters);
    return { decoder, unit: kind.unit, licence, tensors: wanted.size, parameters, published };
  } finally {
    beside?.close();
    opened.close();
  }
}

function settingsOf(
  { family, pieces, path, folder }: RecognisedSource<DecoderFamily>,
  { settings }: PluginKind,
  beside: Beside["settings"] = {},
) {
  const described = configBeside(folder);
  try {
    return settings.parse({ ...family.settings((key) => pieces.get(key)?.shape, described), ...beside });
  } catch (error) {
    const reason = error instanceof z.ZodError ? z.prettifyError(error) : (error as Error).message;
    throw new ModelFileError(path, reason, { cause: error });
  }
}

function checkFit(
  { path, pieces, unexpected }: RecognisedSource<DecoderFamily>,
  wanted: Map<string, readonly number[]>,
) {
  const misfits: Misfits = {
    missing: [...wanted.keys()].filter((key) => !pieces.has(key)),
    unexpected: [...unexpected, ...[...pieces].filter(([key]) => !wanted.has(key)).map(([, { from }]) => from)],
    misshapen: [...pieces].flatMap(([key, { shape, from }]) => {
      const own = wanted.get(key);
      return own && String(own) !== String(shape) ? [`${from}: [${shape}] given, [${own}] needed`] : [];
    }),
  };
  const explained = explainMisfits(misfits);
  if (explained) throw new ConversionError(`${path}: the weights do not make a network:${explained}`);
}

/** @throws ConversionError for a file that is named as a published one and is another */
function checkDigest({ path, family }: RecognisedSource<DecoderFamily>): boolean | null {
  const wanted = family.digest(basename(path));
  if (!wanted) return null;
  const hash = createHash(wanted.algorithm);
  const file = openSync(path, "r");
  try {
    const piece = Buffer.alloc(2 ** 20);
    for (let read = readSync(file, piece); read > 0; read = readSync(file, piece)) hash.update(piece.subarray(0, read));
  } finally {
    closeSync(file);
  }
  const hex = hash.digest("hex");
  if (hex.startsWith(wanted.hex)) return true;
  throw new ConversionError(
    `${path} is named as a published file, and is another or damaged: its ${wanted.algorithm} is ${hex}, published is ${wanted.hex}…; fetch it again, or rename weights of your own`,
  );
}

function writeFolder(
  output: string,
  pieces: ReadonlyMap<string, Piece>,
  config: { decoder: string; settings: unknown },
  bytes: number,
): void {
  writeWholeFolder(output, bytes, (partial) => {
    scope(() => {
      const tensors = new Map([...pieces].map(([key, { read }]) => [key, read().contiguous()]));
      writeSafetensors(join(partial, DECODER_WEIGHTS), tensors, { format: "pt" }, { fsync: true });
    });
    writeWhole(join(partial, "config.json"), `${JSON.stringify(config, null, 2)}\n`);
  });
}
