// The rows of a Parquet file by number, in any order: what was decoded once is not decoded again.
import {
  asyncBufferFromFile,
  type FileMetaData,
  parquetMetadataAsync,
  parquetReadObjects,
  parquetSchema,
} from "hyparquet";
import { compressors } from "hyparquet-compressors";
import { DatasetError, RecordError } from "./errors.js";
import { reasonOf } from "./source-file.js";
import { SpilledLines } from "./temp-values.js";

type ParquetFile = Awaited<ReturnType<typeof asyncBufferFromFile>>;
type Row = Record<string, unknown>;

/** Rows of a group that are decoded together; a group of more is decoded whole, once, and spilled. */
const FEW = 1024;
/** Rows of the largest group that is read: a nested column of it takes up to two gigabytes while it is decoded. */
const MOST = 1 << 19;

/** Rows that are stored together and can only be decoded together. */
interface RowGroup {
  readonly start: number;
  readonly end: number;
}

/** An opened file. */
export class ParquetRows {
  readonly #groups: readonly RowGroup[];
  /** The group that was read last, if it is small. */
  #window: { readonly group: RowGroup; readonly rows: Promise<Row[]> } | undefined;
  /** The columns of large groups. */
  readonly #spilled = new Map<RowGroup, Promise<Map<string, SpilledLines>>>();

  private constructor(
    readonly path: string,
    private readonly file: ParquetFile,
    private readonly metadata: FileMetaData,
    private readonly columns: string[],
  ) {
    let end = 0;
    this.#groups = metadata.row_groups.map(({ num_rows }) => {
      const start = end;
      end += Number(num_rows);
      return { start, end };
    });
  }

  /**
   * @param columns which to read; those that the file does not have are left out
   * @throws DatasetError for a file that is no Parquet file, or is compressed in a way that nothing here reads
   */
  static async open(path: string, columns: readonly string[]): Promise<ParquetRows> {
    const file = await asyncBufferFromFile(path).catch((error: NodeJS.ErrnoException) => {
      throw new DatasetError(`${path}: ${reasonOf(error)}. Check the path in the build config.`);
    });
    const metadata = await parquetMetadataAsync(file).catch((error: Error) => {
      throw new DatasetError(`${path}: not a Parquet file: ${error.message}. Download it again.`);
    });
    const there = new Set(parquetSchema(metadata).children.map(({ element }) => element.name));
    const rows = new ParquetRows(
      path,
      file,
      metadata,
      columns.filter((column) => there.has(column)),
    );
    rows.#checkCodecs();
    if (rows.size !== (rows.#groups.at(-1)?.end ?? 0))
      throw new DatasetError(`${path}: it claims ${rows.size} rows, its groups others. Download it again.`);
    if (rows.#groups.some(({ start, end }) => end - start > MOST))
      throw new DatasetError(
        `${path}: a row group has more than ${MOST} rows. Write it again with fewer, as pyarrow does with row_group_size=1000.`,
      );
    return rows;
  }

  /** One message for the file, and not one for each of its rows. */
  #checkCodecs(): void {
    for (const { columns } of this.metadata.row_groups)
      for (const { meta_data: column } of columns) {
        if (!column || !this.has(column.path_in_schema[0]!)) continue;
        if (column.codec === "UNCOMPRESSED" || Object.hasOwn(compressors, column.codec)) continue;
        throw new DatasetError(
          `${this.path}: column "${column.path_in_schema[0]}" is compressed with ${column.codec}, which is not read. Write it again with ${Object.keys(compressors).join(", ")} or none.`,
        );
      }
  }

  get size(): number {
    return Number(this.metadata.num_rows);
  }

  has(column: string): boolean {
    return this.columns.includes(column);
  }

  /**
   * A row. Of a large group without bytes among its columns, big integers are text.
   * @throws RecordError "wrong-parquet" for rows that cannot be decoded
   */
  async read(index: number): Promise<Row> {
    const group = this.#groups.find(({ end }) => index < end)!;
    try {
      if (group.end - group.start > FEW && !this.has("jpg")) {
        const spilled = this.#spilled.get(group) ?? this.#spill(group);
        this.#spilled.set(group, spilled);
        const columns = [...(await spilled)];
        return Object.fromEntries(columns.map(([column, lines]) => [column, lines.read(index - group.start)]));
      }
      const start = index - ((index - group.start) % FEW);
      const part = { start, end: Math.min(start + FEW, group.end) };
      if (this.#window?.group.start !== start) this.#window = { group: part, rows: this.#decoded(part, this.columns) };
      return (await this.#window.rows)[index - start]!;
    } catch (error) {
      const detail = `it cannot be decoded: ${(error as Error).message}`;
      throw new RecordError(this.path, `row ${index}`, "wrong-parquet", detail);
    }
  }

  /** Forgets what is in memory. */
  rest(): void {
    this.#window = undefined;
  }

  async close(): Promise<void> {
    this.rest();
    for (const spilled of await Promise.allSettled(this.#spilled.values()))
      if (spilled.status === "fulfilled") for (const lines of spilled.value.values()) lines.close();
    this.#spilled.clear();
  }

  /** One column after another, so that only one is in memory. */
  async #spill(group: RowGroup): Promise<Map<string, SpilledLines>> {
    const spilled = new Map<string, SpilledLines>();
    for (const column of this.columns) {
      const rows = await this.#decoded(group, [column]);
      spilled.set(column, SpilledLines.of(rows.map((row) => row[column])));
    }
    return spilled;
  }

  #decoded({ start, end }: RowGroup, columns: string[]): Promise<Row[]> {
    const { file, metadata } = this;
    // Text is marked as such; what is not stays bytes.
    return parquetReadObjects({
      file,
      metadata,
      compressors,
      columns,
      rowStart: start,
      rowEnd: end,
      utf8: false,
      useOffsetIndex: true,
    });
  }
}
