// Builds one shard: the same bytes, whoever builds it and whatever was built before.
import { statSync } from "node:fs";
import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import { TrpError } from "@refvlm/trp";
import { RleError } from "@refvlm/vision";
import { conversation } from "../conversation/conversation.js";
import { RecordError } from "../files/errors.js";
import { Random } from "../random.js";
import type { AnnotatedPicture } from "../sample/annotated.js";
import { rowOf } from "../sample/row-sample.js";
import { askingOf, type BuildConfig } from "./config.js";
import { digestOf } from "./digest-of.js";
import type { OutputFolder, ShardReport } from "./output-folder.js";
import { partialPath, publishOwned } from "./owned-file.js";
import { RowWriter } from "./parquet.js";
import { type PictureRules, withFiles } from "./pictures.js";
import { type BuildPlan, DrawOrder } from "./plan.js";
import type { Sources } from "./sources.js";
import { addReason, count, emptyTally } from "./tally.js";

/** Milliseconds after which signals and progress get their turn. */
const BREATH = 100;

/** One line of the reject list. */
interface Reject {
  source: string;
  /** Sample of the build; absent where the record was found when its files were opened. */
  sample?: number;
  /** What of a record that is used: a label that is lost, or a part that is left out of a label. */
  what?: "label" | "part";
  file: string;
  record: string;
  reason: string;
  detail: string;
}

/** Notes one line of it. */
type Tell = (source: string, error: RecordError, sample?: number, what?: Reject["what"]) => void;

/** Builds shards of a plan, one after another. */
export class ShardBuilder {
  readonly #order: DrawOrder;
  readonly #rules: PictureRules;
  readonly #asking: ReturnType<typeof askingOf>[];

  constructor(
    private readonly config: BuildConfig,
    private readonly plan: BuildPlan,
    private readonly folder: OutputFolder,
    private readonly sources: Sources,
  ) {
    const { pictures, checkPictures } = plan.config;
    this.#order = new DrawOrder(plan);
    this.#rules = { root: config.root, embed: pictures === "embed", check: checkPictures };
    this.#asking = plan.sources.map((_, i) => askingOf(config, i));
  }

  /**
   * Writes a shard and its report.
   * @param onProgress hears how many more samples are done
   * @throws whatever ends a build; records that cannot be used do not
   */
  async build(shard: number, onProgress: (samples: number) => void, signal?: AbortSignal): Promise<ShardReport> {
    const { plan } = this;
    const file = this.folder.shardName(plan, shard);
    const path = join(this.folder.path, file);
    const writer = new RowWriter(partialPath(path));
    const tally = emptyTally(plan.sources.map(({ name }) => name));
    const rejects: string[] = [];
    const tell: Tell = (source, error, sample, what) => {
      const { record, reason } = error;
      const [file, detail] = [this.#withoutRoot(error.file), this.#withoutRoot(error.detail)];
      const place = { source, ...(sample !== undefined && { sample }), ...(what && { what }) };
      rejects.push(JSON.stringify({ ...place, file, record, reason, detail } satisfies Reject));
      addReason(what === "part" ? tally.notes : tally.rejects, reason, `${file}: ${record}: ${detail}`);
    };
    // What was wrong with whole files is told once in a build: with its first shard.
    if (shard === 0)
      for (const [i, { dataset }] of (await this.sources.all()).entries())
        for (const fault of dataset.faults) {
          tell(plan.sources[i]!.name, fault);
          const { name, records } = fault.list ?? { name: "", records: dataset.size + dataset.faults.length };
          const list = [this.#withoutRoot(fault.file), name].filter(Boolean).join(": ");
          tally.lists[list] ??= { rejected: 0, records };
          tally.lists[list].rejected++;
        }

    const { shardSize } = plan.config;
    const end = Math.min((shard + 1) * shardSize, plan.samples);
    let [told, breathed] = [shard * shardSize, performance.now()];
    for (let number = told; number < end; number++) {
      await this.#add(number, writer, tally, tell);
      if (number + 1 < end && performance.now() - breathed < BREATH) continue;
      onProgress(number + 1 - told);
      await setImmediate();
      signal?.throwIfAborted();
      [told, breathed] = [number + 1, performance.now()];
    }
    writer.finish();
    publishOwned(path);
    const report = { digest: plan.digest, shard, file, rows: writer.rows, bytes: statSync(path).size };
    const whole = { ...report, sha256: await digestOf(path), ...tally };
    this.folder.finishShard(whole, rejects);
    return whole;
  }

  async #add(number: number, writer: RowWriter, tally: ReturnType<typeof emptyTally>, tell: Tell): Promise<void> {
    const { source: index, record } = this.#order.at(number);
    const { name, licence, split } = this.plan.sources[index]!;
    const counts = tally.sources[name]!;
    counts.records++;
    let id = `record ${record}`;
    try {
      const { dataset } = await this.sources.get(index);
      const picture = await dataset.read(record);
      id = picture.id;
      const {
        objects: { length },
        lost = [],
        notes = [],
      } = picture;
      const faults = lost.flatMap(({ fault }) => fault ?? []);
      counts.labels += length + faults.length;
      counts.lost += faults.length;
      for (const fault of faults) tell(name, fault, number, "label");
      for (const fault of notes) tell(name, fault, number, "part");
      if (picture.orientation !== undefined) tell(name, turnedPicture(picture), number, "part");
      const random = Random.of(this.plan.config.seed, name, number);
      const sample = conversation(picture, random, this.#asking[index]);
      if (sample.turns.length === 0) {
        counts.skipped++;
        return;
      }
      const { width, height } = picture;
      const built = { ...sample, id: `${name}:${id}:${number}`, source: name, licence, split, width, height };
      const { objects, caption, ...bare } = built;
      const row = rowOf(await withFiles(this.plan.config.labels ? built : bare, this.#rules));
      writer.add(row);
      counts.samples++;
      counts.turns += row.turns.length;
      for (const task of row.tasks) count(tally.tasks, task);
    } catch (error) {
      counts.rejected++;
      tell(name, recordErrorOf(error, name, id), number);
    }
  }

  /** Paths as told from the root: the same on every machine. */
  #withoutRoot(text: string): string {
    return text.replaceAll(`${this.config.root}/`, "");
  }
}

/** An error that is about one record, as such. @throws Error for any other, saying where it came up */
function recordErrorOf(error: unknown, source: string, record: string): RecordError {
  if (error instanceof RecordError) return error;
  if (error instanceof TrpError) return new RecordError(source, record, "marker-in-text", error.message);
  if (error instanceof RleError) return new RecordError(source, record, "wrong-mask", error.message);
  throw new Error(`source "${source}", ${record}: ${error instanceof Error ? error.message : error}`, { cause: error });
}

/** Says of a photograph how its labels were taken. */
function turnedPicture({ id, picture, orientation }: AnnotatedPicture): RecordError {
  const file = "path" in picture ? picture.path : "name" in picture ? picture.name : id;
  const detail = `its EXIF orientation is ${orientation}: its labels are taken to be drawn on the pixels as stored`;
  return new RecordError(file, id, "turned-picture", detail);
}
