// What a build will do, decided before it begins: how many samples each source gives, and which record sample n asks about.
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { DatasetError } from "../files/errors.js";
import type { Dataset } from "../readers/reader.js";
import { ROW_VERSION } from "../sample/row.js";
import type { BuildConfig, WrittenConfig } from "./config.js";
import { Permutation } from "./permutation.js";
import type { OpenSource } from "./sources.js";

const { version } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8")) as {
  version: string;
};

/** A source and its part of the build. */
export interface PlannedSource {
  readonly name: string;
  readonly reader: string;
  readonly title: string;
  readonly licence: string;
  readonly split: string;
  /** Records of the data set. */
  readonly size: number;
  /** Changes with the files that the config names. */
  readonly fingerprint: string;
  /** Records that the build asks about. */
  readonly samples: number;
}

/** The whole build in figures: the same on every machine that has the same files. Stands in the output folder. */
export interface BuildPlan {
  /** Of everything below: shards of equal digests belong together. */
  readonly digest: string;
  readonly name: string;
  /** Of the program that builds. */
  readonly version: string;
  readonly rowVersion: number;
  /** Records that are asked about. */
  readonly samples: number;
  readonly shards: number;
  readonly sources: readonly PlannedSource[];
  /** As written, without its output folder. */
  readonly config: Omit<WrittenConfig, "output">;
}

/** Shards that names of five digits can tell apart. */
const MOST_SHARDS = 100_000;

/** The plan of a config whose data sets are open. @throws DatasetError for an empty source, or too many shards */
export function planBuild({ written, total }: BuildConfig, opened: readonly OpenedSource[]): BuildPlan {
  const { output, ...config } = written;
  for (const [i, { dataset }] of opened.entries()) checkFilled(written.sources[i]!, dataset);
  const proportions = written.sources.map(({ weight = 1, samples }, i) =>
    written.samples === undefined ? (samples ?? opened[i]!.dataset.size) : weight,
  );
  const counts = total === undefined ? proportions : apportion(total, proportions);
  const sources = written.sources.map(
    ({ name, reader, licence, split }, i): PlannedSource => ({
      name: name ?? reader,
      reader,
      title: opened[i]!.title,
      licence: licence ?? opened[i]!.licence,
      split: split ?? written.split,
      size: opened[i]!.dataset.size,
      fingerprint: opened[i]!.fingerprint,
      samples: counts[i]!,
    }),
  );
  const samples = sources.reduce((sum, source) => sum + source.samples, 0);
  const shards = Math.ceil(samples / written.shardSize);
  if (shards > MOST_SHARDS)
    throw new DatasetError(
      `${samples} samples are ${shards} shards of ${written.shardSize}, more than ${MOST_SHARDS}; give a larger shardSize`,
    );
  const plan = { name: written.name, version, rowVersion: ROW_VERSION, samples, shards, sources, config };
  return { digest: createHash("sha256").update(JSON.stringify(plan)).digest("hex"), ...plan };
}

function checkFilled({ reader, name = reader }: WrittenConfig["sources"][number], { size, faults }: Held): void {
  if (size > 0) return;
  const [first] = faults;
  const why = first ? `; the first of ${faults.length} that cannot be used: ${first.message}` : "";
  throw new DatasetError(`source "${name}" has no record${why}. Check its files, or take it out of the config.`);
}

type Held = Pick<Dataset, "size" | "faults">;

/** What a plan needs to know of an opened data set. */
export interface OpenedSource extends Omit<OpenSource, "dataset"> {
  readonly dataset: Held;
}

/** Whole numbers of this sum in these proportions, by largest remainders. */
export function apportion(total: number, proportions: readonly number[]): number[] {
  const sum = proportions.reduce((a, b) => a + b, 0);
  const exact = proportions.map((proportion) => (total * proportion) / sum);
  const counts = exact.map(Math.floor);
  const order = exact.map((_, i) => i).sort((a, b) => exact[b]! - counts[b]! - (exact[a]! - counts[a]!) || a - b);
  const left = total - counts.reduce((a, b) => a + b, 0);
  for (const i of order.slice(0, left)) counts[i]!++;
  return counts;
}

/** Which record of which source a sample asks about. */
export interface Draw {
  readonly source: number;
  readonly record: number;
}

/**
 * The order of a build. All samples of all sources are permuted once; each source's own are taken from a fresh
 * permutation of its records in every epoch, so that each record comes once before any comes twice.
 */
export class DrawOrder {
  readonly #all: Permutation;
  /** First place of each source among all samples. */
  readonly #first: number[] = [];
  readonly #epochs = new Map<string, Permutation>();

  constructor(private readonly plan: BuildPlan) {
    this.#all = new Permutation(plan.samples, plan.config.seed, "samples");
    let first = 0;
    for (const { samples } of plan.sources) {
      this.#first.push(first);
      first += samples;
    }
  }

  /** What sample `number` asks about: a function of the plan alone. */
  at(number: number): Draw {
    const place = this.#all.at(number);
    // Sources without samples share their first place with the next one, which is found behind them.
    const source = this.#first.findLastIndex((first) => first <= place);
    const { name, size } = this.plan.sources[source]!;
    const own = place - this.#first[source]!;
    return { source, record: this.#epoch(name, size, Math.floor(own / size)).at(own % size) };
  }

  #epoch(name: string, size: number, epoch: number): Permutation {
    const key = `${epoch}:${name}`;
    let found = this.#epochs.get(key);
    if (!found) {
      if (this.#epochs.size === 1000) this.#epochs.clear();
      found = new Permutation(size, this.plan.config.seed, name, epoch);
      this.#epochs.set(key, found);
    }
    return found;
  }
}
