// Conversion of a published decoder into a plugin's folder: its settings, its weights, and what it reads texts with.
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { scope, type Tensor, writeSafetensors } from "@refvlm/torch";
import { unitDecoders } from "../../units/registry.js";
import type { UnitDecoders } from "../../units/unit-decoder.js";
import { DECODER_WEIGHTS, networkShapes, type PluginKind, plugins } from "../decoder-folder.js";
import { ModelFileError } from "../model-file-error.js";
import type { StoredWeights } from "../stored-weights.js";
import { decoderFamilies } from "./decoder-families.js";
import type { Beside, DecoderFamily } from "./decoder-family.js";
import { recognise } from "./families.js";
import { renamed } from "./family.js";
import { checkOutput } from "./output-folder.js";
import { ConversionError, explainMisfits } from "./report.js";
import { configBeside, openWeightsAt } from "./source.js";

export interface DecoderRequest {
  readonly source: string;
  /** A family's name; recognised where absent. */
  readonly family?: string;
  /** Where texts are read from; beside the weights where absent. */
  readonly text?: string;
  readonly output: string;
  readonly families?: readonly DecoderFamily[];
  /** Where the decoders are registered. */
  readonly known?: UnitDecoders;
}

export interface DecoderReport {
  readonly decoder: string;
  readonly unit: string;
  readonly path: string;
  readonly tensors: number;
  readonly parameters: number;
  readonly licence: string;
  /** Whether the file is the published one of its name; undefined for a file that no family knows by name. */
  readonly published?: boolean;
}

interface Piece {
  readonly shape: readonly number[];
  readonly read: () => Tensor;
}

/**
 * The family whose decoder lies there; undefined for other weights.
 * @throws ModelFileError naming a file that is none of weights
 */
export function decoderFamilyAt(
  path: string,
  family?: string,
  families: readonly DecoderFamily[] = decoderFamilies,
): DecoderFamily | undefined {
  const among = families.filter(({ name }) => family === undefined || name === family);
  if (among.length === 0) return undefined;
  const weights = openWeightsAt(path);
  const found = recognise([...weights.entries.keys()], among);
  weights.close();
  return found?.family;
}

/**
 * Makes a plugin's folder.
 * @throws ConversionError for weights that do not make the decoder, listing all that does not fit, and for an output that
 *   cannot be; ModelFileError naming a file. Nothing is left behind then
 */
export function convertDecoder({ source, output, text, ...choice }: DecoderRequest): DecoderReport {
  const { family: named, families = decoderFamilies, known = unitDecoders } = choice;
  const weights = openWeightsAt(source);
  let beside: Beside | undefined;
  try {
    const found = recognise(
      [...weights.entries.keys()],
      families.filter(({ name }) => named === undefined || name === named),
    );
    if (!found)
      throw new ModelFileError(weights.path, `of none of the decoders ${families.map(({ name }) => name).join(", ")}`);
    const { family } = found;
    const kind = plugins(known).get(family.name)!;
    const { pieces, unexpected } = piecesOf(weights, found);
    const shapes = (key: string) => pieces.get(key)?.shape;
    const folder = dirname(weights.path);
    beside = family.beside?.(folder, shapes, text);
    for (const [key, piece] of beside?.tensors ?? []) pieces.set(key, piece);
    const said = described(weights.path, () => ({
      ...family.settings(shapes, configBeside(folder)),
      ...beside?.settings,
    }));
    const settings = kind.settings.safeParse(said);
    if (!settings.success)
      throw new ModelFileError(weights.path, `describes no ${family.name}: ${settings.error.message}`);
    checkShapes(kind, settings.data, pieces, unexpected);
    write(output, { decoder: family.name, settings: settings.data }, pieces);
    return {
      decoder: family.name,
      unit: kind.unit,
      path: weights.path,
      tensors: pieces.size,
      parameters: [...pieces.values()].reduce((sum, { shape }) => sum + sizeOf(shape), 0),
      licence: family.licence,
      published: isPublished(weights.path, family),
    };
  } finally {
    beside?.close();
    weights.close();
  }
}

/** Tensors under our keys. */
function piecesOf(
  { entries }: StoredWeights,
  { layout, prefix }: { layout: DecoderFamily["layouts"][number]; prefix: string },
) {
  const pieces = new Map<string, Piece>();
  const unexpected: string[] = [];
  for (const [name, entry] of layout.prepare?.(entries) ?? entries) {
    const targets = renamed(name.slice(prefix.length), layout.rules);
    if (!targets) unexpected.push(name);
    for (const { key, shape, make } of targets ?? [])
      pieces.set(key, { shape: shape(entry.shape), read: () => make(entry.read()) });
  }
  return { pieces, unexpected };
}

/** @throws ModelFileError for what a family says of its tensors */
function described<T>(path: string, say: () => T): T {
  try {
    return say();
  } catch (error) {
    if (error instanceof ModelFileError) throw error;
    throw new ModelFileError(path, (error as Error).message, { cause: error });
  }
}

function checkShapes(
  kind: PluginKind,
  settings: unknown,
  pieces: ReadonlyMap<string, Piece>,
  unexpected: readonly string[],
): void {
  const wanted = networkShapes(kind, settings);
  const explained = explainMisfits({
    missing: [...wanted.keys()].filter((key) => !pieces.has(key)),
    unexpected: [...unexpected, ...[...pieces.keys()].filter((key) => !wanted.has(key))],
    misshapen: [...pieces].flatMap(([key, { shape }]) => {
      const own = wanted.get(key);
      return own && String(own) !== String(shape) ? [`${key}: [${shape}] given, [${own}] needed`] : [];
    }),
  });
  if (explained) throw new ConversionError(`the weights do not make the decoder:${explained}`);
}

const sizeOf = (shape: readonly number[]) => shape.reduce((product, extent) => product * extent, 1);
/** Bytes of a number, at most. */
const WIDEST = 4;

function write(output: string, config: object, pieces: ReadonlyMap<string, Piece>): void {
  const target = resolve(output);
  checkOutput(target, [...pieces.values()].reduce((sum, { shape }) => sum + sizeOf(shape), 0) * WIDEST);
  const partial = `${target}.${process.pid}.partial`;
  try {
    mkdirSync(partial, { recursive: true });
    scope(() => {
      const tensors = [...pieces].map(([key, { read }]) => [key, read().contiguous()] as const);
      writeSafetensors(join(partial, DECODER_WEIGHTS), new Map(tensors), { format: "pt" }, { fsync: true });
    });
    writeFileSync(join(partial, "config.json"), `${JSON.stringify(config, null, 2)}\n`);
    rmSync(target, { recursive: true, force: true }); // empty, as checked
    renameSync(partial, target);
  } catch (error) {
    rmSync(partial, { recursive: true, force: true });
    const { code } = error as NodeJS.ErrnoException;
    if (!code) throw error;
    throw new ConversionError(`${target} cannot be written (${code}); nothing is left of it`, { cause: error });
  }
}

function isPublished(path: string, { digests }: DecoderFamily): boolean | undefined {
  const known = digests[basename(path)];
  if (!known || !statSync(path).isFile()) return undefined;
  return createHash(known.algorithm).update(readFileSync(path)).digest("hex") === known.hex;
}
