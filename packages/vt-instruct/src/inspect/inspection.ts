// One pass over built shards: figures, faults, and a choice of samples to draw.
import type { StoredRow } from "../builder/parquet.js";
import { sizeOfPicture } from "../files/picture-header.js";
import { checkedRow, isRowFault } from "../loader/checked-row.js";
import { type DecodedSample, onDisk, withPixels } from "../loader/pixels.js";
import { Shards } from "../loader/shards.js";
import { Random } from "../random.js";
import { attempt } from "../readers/common/label-list.js";
import type { SampleRow } from "../sample/row.js";
import { sampleOf } from "../sample/row-sample.js";
import { type Statistics, StatisticsCounter } from "./statistics.js";
import { checkRow, type FaultReason, type RowFault } from "./validate.js";

/** What is looked at. */
export interface InspectOptions {
  /** Folder that the paths of pictures are told from; by default the one that the build was made with. */
  root?: string;
  /** Decodes every picture and depth picture. Default false. */
  pictures?: boolean;
  /** How many samples are chosen to be drawn. Default 12. */
  number?: number;
  /** Chooses samples with a turn of this task only. */
  task?: string;
  /** Of the choice. Default 0. */
  seed?: number;
  /** Hears how many rows are done, of how many. */
  onProgress?(rows: number, of: number): void;
}

/** A fault and where it is. */
export interface ShardFault extends RowFault {
  readonly file: string;
  /** Counted in the file, from 0. */
  readonly row: number;
}

/** What was found. */
export interface Inspection {
  readonly statistics: Statistics;
  /** How often each fault came. */
  readonly faultCounts: Partial<Record<FaultReason, number>>;
  /** Pictures, of those that were opened, that EXIF turns or mirrors: their labels are drawn on the pixels as stored. */
  readonly turned: number;
  /** The first hundred, in the order of the shards. */
  readonly faults: readonly ShardFault[];
  /** Sound samples, by chance; the same ones for the same shards and seed. */
  readonly chosen: readonly DecodedSample[];
}

/** Faults that are told in full. */
const TOLD = 100;

interface Candidate {
  readonly row: SampleRow;
  readonly file: string;
  readonly number: number;
  readonly root: string | undefined;
  /** Its lot: the smallest ones are chosen. */
  readonly lot: number;
}

/**
 * Inspects builds: their folders, or single files of them.
 * @throws ShardsError, OutputError for what is no finished build
 */
export async function inspectShards(paths: readonly string[], options: InspectOptions = {}): Promise<Inspection> {
  const opened = await Promise.all(paths.map((path) => Shards.open(path, options.root)));
  const pass = new Pass(options);
  const total = opened.reduce((sum, { rows }) => sum + rows, 0);
  let done = 0;
  for (const shards of opened)
    for (const group of shards.groups) {
      const { name } = group.shard;
      const rows = await shards.read(group).catch((error: Error) => {
        pass.fault(name, group.start, { reason: "unreadable", detail: error.message });
        return [];
      });
      for (const [i, row] of rows.entries()) await pass.look(row, name, group.start + i, shards.root);
      options.onProgress?.((done += group.end - group.start), total);
    }
  return pass.finish();
}

class Pass {
  readonly #statistics = new StatisticsCounter();
  readonly #counts: Partial<Record<FaultReason, number>> = {};
  readonly #faults: ShardFault[] = [];
  #candidates: Candidate[] = [];
  readonly #turned = new Set<string>();

  constructor(private readonly options: InspectOptions) {}

  fault(file: string, row: number, { reason, detail }: RowFault): void {
    this.#counts[reason] = (this.#counts[reason] ?? 0) + 1;
    if (this.#faults.length < TOLD) this.#faults.push({ file, row, reason, detail });
  }

  async look(stored: StoredRow, file: string, number: number, root: string | undefined): Promise<void> {
    const row = this.#read(stored, file, number);
    if (!row) return;
    const { faults, answers } = checkRow(row);
    this.#statistics.add(row, answers);
    for (const fault of faults) this.fault(file, number, fault);
    if (faults.length > 0) return;
    const { task, seed = 0, pictures } = this.options;
    const lot = Random.of("inspect", seed, file, number).bits();
    const candidate = { row, file, number, root, lot };
    if (pictures && !(await this.#decoded(candidate))) return;
    if (task === undefined || row.tasks.includes(task)) this.#consider(candidate);
  }

  async finish(): Promise<Inspection> {
    const chosen = await Promise.all(this.#candidates.map((candidate) => this.#decoded(candidate)));
    return {
      statistics: this.#statistics.figures(),
      faultCounts: this.#counts,
      turned: this.#turned.size,
      faults: this.#faults,
      chosen: chosen.filter((sample) => sample !== undefined),
    };
  }

  #read(stored: StoredRow, file: string, number: number): SampleRow | undefined {
    try {
      return checkedRow(stored);
    } catch (error) {
      if (!isRowFault(error)) throw error;
      this.fault(file, number, { reason: "schema", detail: error.message });
      return undefined;
    }
  }

  #consider(candidate: Candidate): void {
    const { number = 12 } = this.options;
    const last = this.#candidates.at(-1);
    if (number === 0 || (this.#candidates.length === number && last!.lot <= candidate.lot)) return;
    this.#candidates = [...this.#candidates, candidate].sort((a, b) => a.lot - b.lot).slice(0, number);
  }

  async #decoded({ row, file, number, root }: Candidate): Promise<DecodedSample | undefined> {
    try {
      const sample = sampleOf(row);
      const decoded = await withPixels(sample, root);
      if (!("data" in sample.picture)) {
        const source = onDisk(sample.picture, root);
        // Kinds of files that have no such mark are no fault.
        const stored = attempt(
          () => {},
          () => sizeOfPicture(source, { file, record: row.id }),
        );
        if (stored?.orientation !== undefined) this.#turned.add(`${file}: ${number}`);
      }
      return decoded;
    } catch (error) {
      if (!isRowFault(error)) throw error;
      this.fault(file, number, { reason: "picture", detail: error.message });
      return undefined;
    }
  }
}
