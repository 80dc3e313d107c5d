// A place with published weights: a folder as the Hugging Face Hub has them, or one file; with the keys of our network.
import { existsSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Tensor } from "@refvlm/torch";
import { readJson } from "../json-file.js";
import { ModelFileError } from "../model-file-error.js";
import { openShards, openWeightFile, type StoredWeights } from "../stored-weights.js";
import { families, recognise } from "./families.js";
import { type Description, type Family, type PartName, partOf, renamed } from "./family.js";
import { CONFIG_FILES, WEIGHT_FILES } from "./repository-files.js";

/** A published tensor under a key of our network. */
export interface Piece {
  readonly shape: readonly number[];
  readonly dtype: string;
  /** The name in the file. */
  readonly from: string;
  readonly read: () => Tensor;
}

export interface PublishedSource {
  /** Of the file with the weights, or its index. */
  readonly path: string;
  readonly folder: string;
  readonly family: string;
  /** By our keys. */
  readonly pieces: ReadonlyMap<string, Piece>;
  /** Names that the family's layout does not know. */
  readonly unexpected: readonly string[];
  readonly described: Partial<Record<PartName, Description>>;
  close(): void;
}

/** Published weights of one of some families. */
export interface RecognisedSource<F> extends Omit<PublishedSource, "family" | "described"> {
  readonly family: F;
}

/**
 * Opens a folder or a file of published weights; nothing is read but headers.
 * @param name of the family; recognised by its keys where absent
 * @returns undefined for weights of none of the families
 * @throws ModelFileError naming the file: none there, or damaged
 */
export function openRecognised<F extends Pick<Family, "name" | "layouts">>(
  path: string,
  among: readonly F[],
  name?: string,
): RecognisedSource<F> | undefined {
  const opened = openRaw(path);
  const { weights, folder } = opened;
  const found = recognise(
    [...weights.entries.keys()],
    among.filter((family) => !name || family.name === name),
  );
  if (!found) {
    weights.close();
    return undefined;
  }
  const pieces = new Map<string, Piece>();
  const unexpected: string[] = [];
  for (const [key, entry] of found.layout.prepare?.(weights.entries) ?? weights.entries) {
    const targets = renamed(key.slice(found.prefix.length), found.layout.rules);
    if (!targets) unexpected.push(key);
    for (const { key: to, shape, make } of targets ?? [])
      pieces.set(to, { shape: shape(entry.shape), dtype: entry.dtype, from: key, read: () => make(entry.read()) });
  }
  return { path: weights.path, folder, family: found.family, pieces, unexpected, close: weights.close };
}

/**
 * Opens a folder or a file with published parts of our network; nothing is read but headers.
 * @param family one of `families`; recognised by its keys where absent
 * @param expected names of the families that it might have been, for the message where it is of none
 * @throws ModelFileError naming the file: none there, damaged, or of no known family
 */
export function openPublished(path: string, family?: string, expected?: readonly string[]): PublishedSource {
  const opened = openRecognised(path, families, family);
  if (!opened)
    throw notOfFamilies(path, family === undefined ? (expected ?? families.map(({ name }) => name)) : [family]);
  try {
    const described = opened.family.describe(configBeside(opened.folder));
    return { ...opened, family: opened.family.name, described };
  } catch (error) {
    opened.close();
    throw error;
  }
}

/** The pieces of one part. */
export function piecesOf({ pieces }: PublishedSource, part: PartName): Map<string, Piece> {
  return new Map([...pieces].filter(([key]) => partOf(key) === part));
}

function openRaw(path: string): { weights: StoredWeights; folder: string } {
  const isFolder = statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
  return { weights: isFolder ? openFolder(path) : openFile(path), folder: isFolder ? path : dirname(path) };
}

function openFolder(folder: string): StoredWeights {
  const name = WEIGHT_FILES.find((each) => existsSync(join(folder, each)));
  if (name === undefined) throw new ModelFileError(folder, `holds no weights; looked for ${WEIGHT_FILES.join(", ")}`);
  return openFile(join(folder, name));
}

const openFile = (path: string) => (path.endsWith(".index.json") ? openShards(path) : openWeightFile(path));

/** What the config.json beside the weights says; nothing where there is none, as beside a lone file. */
export function configBeside(folder: string): Description {
  const name = CONFIG_FILES.find((each) => existsSync(join(folder, each)));
  if (name === undefined) return {};
  const { value } = readJson(join(folder, name));
  if (typeof value !== "object" || value === null)
    throw new ModelFileError(join(folder, name), "no description of a model: a JSON object is expected");
  return value as Description;
}

/** What weights hold that are of none of some families. @throws ModelFileError for a file that is not there, or damaged */
export function notOfFamilies(path: string, expected: readonly string[]): ModelFileError {
  const { weights } = openRaw(path);
  weights.close();
  const some = [...weights.entries.keys()].slice(0, 3).join(", ");
  const holds = weights.entries.size === 0 ? "holds no tensor" : `holds ${some} and so on`;
  const of = expected.length === 1 ? "not the names of the family" : "of none of the families";
  return new ModelFileError(weights.path, `${holds}: ${of} ${expected.join(", ")}`);
}
