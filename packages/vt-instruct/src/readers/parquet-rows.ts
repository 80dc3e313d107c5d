// The rows of a Parquet file by number, a window of them in memory at a time.
import {
  asyncBufferFromFile,
  type FileMetaData,
  parquetMetadataAsync,
  parquetReadObjects,
  parquetSchema,
} from "hyparquet";
import { DatasetError, RecordError } from "./reader.js";
import { reasonOf } from "./source-file.js";

type ParquetFile = Awaited<ReturnType<typeof asyncBufferFromFile>>;

/** An opened file. Rows are cheap in order and dear at random: a window is decoded as a whole. */
export class ParquetRows {
  #window: { readonly start: number; readonly rows: Promise<Record<string, unknown>[]> } | undefined;

  private constructor(
    readonly path: string,
    private readonly file: ParquetFile,
    private readonly metadata: FileMetaData,
    private readonly columns: string[],
    private readonly windowSize: number,
  ) {}

  /**
   * @param columns which to read; those that the file does not have are left out
   * @param windowSize rows that are decoded together
   * @throws DatasetError for a file that is no Parquet file
   */
  static async open(path: string, columns: readonly string[], windowSize: number): Promise<ParquetRows> {
    const file = await asyncBufferFromFile(path).catch((error: NodeJS.ErrnoException) => {
      throw new DatasetError(`${path}: ${reasonOf(error)}. Check the path in the build config.`);
    });
    const metadata = await parquetMetadataAsync(file).catch((error: Error) => {
      throw new DatasetError(`${path}: not a Parquet file: ${error.message}. Download it again.`);
    });
    const rows = metadata.row_groups.reduce((sum, { num_rows }) => sum + num_rows, 0n);
    if (rows !== metadata.num_rows)
      throw new DatasetError(`${path}: it claims ${metadata.num_rows} rows and has ${rows}. Download it again.`);
    const there = new Set(parquetSchema(metadata).children.map(({ element }) => element.name));
    const known = columns.filter((column) => there.has(column));
    return new ParquetRows(path, file, metadata, known, windowSize);
  }

  get size(): number {
    return Number(this.metadata.num_rows);
  }

  /** @throws RecordError "wrong-parquet" for rows that cannot be decoded */
  async read(index: number): Promise<Record<string, unknown>> {
    const start = index - (index % this.windowSize);
    if (this.#window?.start !== start) {
      const { file, metadata, columns } = this;
      const rowEnd = Math.min(start + this.windowSize, this.size);
      // Text is marked as such; what is not stays bytes.
      const rows = parquetReadObjects({ file, metadata, columns, rowStart: start, rowEnd, utf8: false });
      this.#window = { start, rows };
    }
    const rows = await this.#window.rows.catch((error: Error) => {
      throw new RecordError(this.path, `row ${index}`, "wrong-parquet", `it cannot be decoded: ${error.message}`);
    });
    return rows[index - start]!;
  }

  /** Forgets the window. */
  close(): void {
    this.#window = undefined;
  }
}
