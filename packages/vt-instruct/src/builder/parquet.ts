// Rows in Parquet, as Hugging Face's `load_dataset("parquet")` reads them: pictures are its image structs.
import { type AsyncBuffer, parquetMetadataAsync, parquetReadObjects, type SchemaElement } from "hyparquet";
import { type ColumnSource, fileWriter, ParquetWriter } from "hyparquet-writer";
import { ROW_VERSION, type SampleRow } from "../sample/row.js";

type Column = Omit<ColumnSource, "data"> & {
  /** Parquet's schema of the column, depth first. */
  readonly schema: readonly SchemaElement[];
  /** What the column is to Hugging Face's datasets. */
  readonly feature: object;
  cell(row: SampleRow): unknown;
};

const value = (dtype: string) => ({ dtype, _type: "Value" });

/** A column of one value a row. Texts that hardly repeat are written plain. */
function scalar(
  name: string,
  type: "UTF8" | "INT32" | "BOOLEAN",
  cell: Column["cell"],
  { nullable = false, distinct = false } = {},
): Column {
  const repetition_type = nullable ? "OPTIONAL" : "REQUIRED";
  const element: SchemaElement =
    type === "UTF8"
      ? { name, type: "BYTE_ARRAY", converted_type: "UTF8", repetition_type }
      : { name, type, repetition_type };
  const dtype = { UTF8: "string", INT32: "int32", BOOLEAN: "bool" }[type];
  return {
    name,
    schema: [element],
    feature: value(dtype),
    cell,
    ...(distinct && { encoding: "PLAIN" as const, statistics: false }),
  };
}

/** Hugging Face's picture: `{ bytes, path }`, either of which may be absent. Files are compressed already. */
function picture(name: "image" | "depth"): Column {
  return {
    name,
    schema: [
      { name, num_children: 2, repetition_type: "OPTIONAL" },
      { name: "bytes", type: "BYTE_ARRAY", repetition_type: "OPTIONAL" },
      { name: "path", type: "BYTE_ARRAY", converted_type: "UTF8", repetition_type: "OPTIONAL" },
    ],
    feature: { _type: "Image" },
    cell: (row) => row[name],
    codec: "UNCOMPRESSED",
    encoding: "PLAIN",
    statistics: false,
  };
}

const columns: readonly Column[] = [
  scalar("id", "UTF8", ({ id }) => id, { distinct: true }),
  picture("image"),
  scalar("width", "INT32", ({ width }) => width),
  scalar("height", "INT32", ({ height }) => height),
  scalar("source", "UTF8", ({ source }) => source),
  scalar("licence", "UTF8", ({ licence }) => licence),
  scalar("split", "UTF8", ({ split }) => split),
  {
    name: "tasks",
    schema: [
      { name: "tasks", converted_type: "LIST", num_children: 1, repetition_type: "OPTIONAL" },
      { name: "list", num_children: 1, repetition_type: "REPEATED" },
      { name: "element", type: "BYTE_ARRAY", converted_type: "UTF8", repetition_type: "OPTIONAL" },
    ],
    feature: { feature: value("string"), _type: "Sequence" },
    cell: ({ tasks }) => tasks,
  },
  scalar("independent", "BOOLEAN", ({ independent }) => independent),
  scalar("turns", "UTF8", ({ turns }) => JSON.stringify(turns), { distinct: true }),
  picture("depth"),
  scalar("objects", "UTF8", ({ objects }) => objects && JSON.stringify(objects), { nullable: true, distinct: true }),
  scalar("caption", "UTF8", ({ caption }) => caption, { nullable: true, distinct: true }),
];

const schema: SchemaElement[] = [
  { name: "root", num_children: columns.length },
  ...columns.flatMap(({ schema }) => schema),
];

const features = Object.fromEntries(columns.map(({ name, feature }) => [name, feature]));

/** Notes at the end of a file: the features of Hugging Face's datasets, and the version of our rows. */
const kvMetadata = [
  { key: "huggingface", value: JSON.stringify({ info: { features } }) },
  { key: "refvlm.row-version", value: String(ROW_VERSION) },
];

/** Rows of one row group: what a reader decodes at once. */
const GROUP_ROWS = 1000;
/** Bytes of texts and files after which a row group ends, so that memory does not grow with the pictures. */
const GROUP_BYTES = 64 * 2 ** 20;

/** Writes rows to a file, holding one row group at a time. The same rows give the same bytes. */
export class RowWriter {
  readonly #writer: ParquetWriter;
  #cells: unknown[][] = columns.map(() => []);
  #bytes = 0;
  rows = 0;

  /** @param path is overwritten */
  constructor(path: string) {
    this.#writer = new ParquetWriter({ writer: fileWriter(path), schema, kvMetadata, createdBy: "refvlm" });
  }

  add(row: SampleRow): void {
    columns.forEach(({ cell }, i) => {
      const entry = cell(row);
      this.#cells[i]!.push(entry);
      if (typeof entry === "string") this.#bytes += entry.length;
    });
    this.#bytes += (row.image.bytes?.length ?? 0) + (row.depth?.bytes?.length ?? 0);
    this.rows++;
    if (this.#cells[0]!.length === GROUP_ROWS || this.#bytes >= GROUP_BYTES) this.#flush();
  }

  /** Writes what is left and the end of the file. */
  finish(): void {
    if (this.#cells[0]!.length > 0) this.#flush();
    this.#writer.finish();
  }

  #flush(): void {
    const rowGroupSize = this.#cells[0]!.length;
    const columnData = columns.map(({ schema, feature, cell, ...column }, i) => ({
      ...column,
      data: this.#cells[i]! as ColumnSource["data"],
    }));
    this.#writer.write({ columnData, rowGroupSize });
    this.#cells = columns.map(() => []);
    this.#bytes = 0;
  }
}

/** Number of rows in a Parquet file. */
export async function rowCount(file: AsyncBuffer): Promise<number> {
  return Number((await parquetMetadataAsync(file)).num_rows);
}

/** A row as the file has it: `turns` and `objects` are JSON text. */
export type StoredRow = Record<keyof SampleRow, unknown>;

/** Rows [start, end) of a file of ours as stored, unchecked. */
export async function readStoredRows(file: AsyncBuffer, start: number, end: number): Promise<StoredRow[]> {
  return (await parquetReadObjects({ file, rowStart: start, rowEnd: end, utf8: false })) as StoredRow[];
}

/** The row with its JSON read, unchecked. @throws SyntaxError */
export function parseStoredRow(row: StoredRow): SampleRow {
  return {
    ...row,
    // An absent struct is read as undefined.
    depth: row.depth ?? null,
    turns: JSON.parse(row.turns as string),
    objects: row.objects === null ? null : JSON.parse(row.objects as string),
  } as SampleRow;
}

/** Rows [start, end) of a file of ours, unchecked. */
export async function readRows(file: AsyncBuffer, start: number, end: number): Promise<SampleRow[]> {
  return (await readStoredRows(file, start, end)).map(parseStoredRow);
}
