// The rows of one build as an endless series of samples in a shuffled order.
import type { StoredRow } from "../builder/parquet.js";
import { type BuiltSample, RowError, sampleOf } from "../sample/row-sample.js";
import { checkedRow, isRowFault } from "./checked-row.js";
import { type DecodedSample, withPixels } from "./pixels.js";
import { type BufferSize, defaultBuffer, RowOrder, type RowPlace, type Window } from "./row-order.js";
import { Shards, ShardsError } from "./shards.js";

/** How rows become samples. */
export interface ShardSourceOptions {
  /** Of the order. Default 0. */
  seed?: number | string;
  /** Folder that the paths of pictures are told from; by default the one that the build was made with. */
  root?: string;
  buffer?: Partial<BufferSize>;
  /** A broken row is counted, and another one of the buffer takes its place. Default: it is an error. */
  skipBroken?: boolean;
  /** What a reader makes of a sample before its pictures are decoded; undefined for one that it cannot use. */
  adapt?(sample: BuiltSample): BuiltSample | undefined;
}

/** Rows that another one took the place of. */
export interface PassedOver {
  readonly broken: number;
  /** Rows that `adapt` had no use for. */
  readonly unused: number;
  /** What was wrong with the first broken one. */
  readonly first?: string;
}

/** `at(index)` depends on the shards, the seed and the index alone. Each epoch of `rows` samples holds every row once. */
export class ShardSource {
  readonly #order: RowOrder;
  readonly #groups = new Map<number, Promise<StoredRow[]>>();
  /** Of the windows that rows were last taken from: two, as reading ahead looks into the next one. */
  #windows: Window[] = [];
  readonly #broken = new Map<string, string>();
  readonly #unused = new Set<string>();

  private constructor(
    readonly shards: Shards,
    private readonly options: ShardSourceOptions,
  ) {
    const groups = shards.groups.map(({ start, end, bytes }) => ({ rows: end - start, bytes }));
    this.#order = new RowOrder(groups, options.seed ?? 0, { ...defaultBuffer, ...options.buffer });
  }

  /** @throws ShardsError, OutputError: see `Shards.open` */
  static async open(path: string, options: ShardSourceOptions = {}): Promise<ShardSource> {
    return new ShardSource(await Shards.open(path, options.root), options);
  }

  /** Of the shards and the buffer. */
  get digest(): string {
    const { rows, bytes } = { ...defaultBuffer, ...this.options.buffer };
    return `${this.shards.digest}:${rows}:${bytes}`;
  }

  /** Rows of an epoch. */
  get rows(): number {
    return this.#order.size;
  }

  /** What has been passed over so far, each row counted once. */
  get passedOver(): PassedOver {
    const [first] = this.#broken.values();
    return { broken: this.#broken.size, unused: this.#unused.size, ...(first !== undefined && { first }) };
  }

  /**
   * Sample number `index` of all epochs, its pictures decoded.
   * @throws RowError naming shard and row; ShardsError where a file cannot be read, or holds nothing that can be used
   */
  async at(index: number): Promise<DecodedSample> {
    const { window } = this.#order.at(index);
    for (let shift = 0; shift < window.rows.size; shift++) {
      const place = this.#order.at(index, shift);
      const group = this.shards.groups[place.group]!;
      const name = `${group.shard.name}: row ${group.start + place.row}`;
      if (this.#unused.has(name) || this.#broken.has(name)) continue;
      const rows = await this.#rowsOf(place);
      try {
        const sample = sampleOf(checkedRow(rows[place.row]!));
        const adapted = this.options.adapt ? this.options.adapt(sample) : sample;
        if (adapted) return await withPixels(adapted, this.shards.root);
        this.#unused.add(name);
      } catch (error) {
        if (!isRowFault(error)) throw error;
        const message = `${name}: ${error.message}`;
        if (!this.options.skipBroken) throw new RowError(message, { cause: error });
        this.#broken.set(name, message);
      }
    }
    const { broken, unused, first } = this.passedOver;
    throw new ShardsError(
      `${this.shards.path}: none of ${window.rows.size} rows together in the buffer can be used: ${broken} broken, ${unused} with nothing to learn${first ? `; the first: ${first}` : ""}`,
    );
  }

  async #rowsOf({ window, group }: RowPlace): Promise<StoredRow[]> {
    if (!this.#windows.includes(window)) {
      this.#windows = [...this.#windows.slice(-1), window];
      const kept = new Set(this.#windows.flatMap(({ groups }) => groups));
      for (const other of this.#groups.keys()) if (!kept.has(other)) this.#groups.delete(other);
    }
    let rows = this.#groups.get(group);
    if (!rows) {
      rows = this.shards.read(this.shards.groups[group]!);
      this.#groups.set(group, rows);
    }
    return rows;
  }
}
