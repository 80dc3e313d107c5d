// A file in COCO's JSON layout: images, annotations grouped by picture, categories (cocodataset.org/#format-data).
import { z } from "zod";
import { DatasetError, eachRecord, RecordError } from "../../files/errors.js";
import { JsonRecords } from "../../files/json-records.js";
import { checkedRecord } from "../../files/record-index.js";
import { pluralOf } from "../../language/plural.js";
import type { ObjectName, PictureFile } from "../../sample/annotated.js";
import { sideSchema } from "../common/checks.js";
import { cocoNames, type PictureFolders } from "../common/picture-folders.js";

/** One entry of `images`. */
export const imageSchema = z.object({
  id: z.int(),
  width: sideSchema,
  height: sideSchema,
  file_name: z.string().min(1).optional(),
  /** LVIS has no file names: the last two parts of the address are folder and file. Other tools leave it empty. */
  coco_url: z.string().optional(),
  neg_category_ids: z.array(z.int()).optional(),
  not_exhaustive_category_ids: z.array(z.int()).optional(),
});
export type CocoImage = z.infer<typeof imageSchema>;

const categorySchema = z.object({ id: z.int(), name: z.string().min(1), isthing: z.int().optional() });

/** One entry of `categories`, named as people say it. */
export interface CocoCategory extends ObjectName {
  readonly id: number;
  /** False for what is not counted, e.g. grass. */
  readonly thing: boolean;
}

/** What every annotation has; panoptic ones have no id. */
const ownerSchema = z.object({ image_id: z.int(), id: z.int().optional() });

/** What annotations are read against: their file, for messages, and its categories. */
export interface CocoLabels {
  readonly path: string;
  readonly categories: ReadonlyMap<number, CocoCategory>;
}

/** An opened file. Only places of records stay in memory. */
export class CocoFile implements CocoLabels {
  /** Where each picture stands in `images`, by id. */
  readonly #images = new Map<number, number>();
  /** Which annotations each picture has, by id. */
  readonly #annotations = new Map<number, number[]>();
  readonly categories = new Map<number, CocoCategory>();
  readonly faults: RecordError[] = [];

  private constructor(private readonly records: JsonRecords) {}

  /**
   * @param nameOf how a category's published name is said
   * @throws DatasetError for a file that cannot be read or has another layout
   */
  static open(path: string, nameOf: (published: string) => string = (name) => name): CocoFile {
    const file = new CocoFile(JsonRecords.open(path));
    try {
      file.index(nameOf);
    } catch (error) {
      file.records.close();
      throw error;
    }
    return file;
  }

  get path(): string {
    return this.records.path;
  }

  /** Ids of all pictures, in the file's order. */
  get pictureIds(): Iterable<number> {
    return this.#images.keys();
  }

  /** Names of what is counted. */
  get things(): ObjectName[] {
    const things = [...this.categories.values()].filter(({ thing }) => thing);
    return things.map(({ name, plural }) => ({ name, plural }));
  }

  image(id: number): CocoImage | undefined {
    const index = this.#images.get(id);
    return index === undefined ? undefined : this.parse("images", index, imageSchema);
  }

  /** Whether the file lists the picture. */
  lists(id: number): boolean {
    return this.#images.has(id);
  }

  /** Whether any annotation belongs to the picture. */
  annotates(id: number): boolean {
    return this.#annotations.has(id);
  }

  /**
   * The annotations of a picture, in the file's order.
   * @throws RecordError "wrong-field"
   */
  annotations<T>(pictureId: number, schema: z.ZodType<T>): T[] {
    return (this.#annotations.get(pictureId) ?? []).map((index) => this.parse("annotations", index, schema));
  }

  close(): Promise<void> {
    return this.records.close();
  }

  private parse<T>(key: string, index: number, schema: z.ZodType<T>): T {
    const value = this.records.read(key, index);
    const id = (value as { id?: unknown } | null)?.id;
    return checkedRecord(value, schema, this.path, id === undefined ? `${key}.${index}` : `${key} id ${id}`);
  }

  private index(nameOf: (published: string) => string): void {
    if (this.records.has("categories"))
      this.each("categories", categorySchema, ({ id, name, isthing }) => {
        const said = nameOf(name);
        if (this.categories.has(id)) this.fault(`categories id ${id}`, "duplicate-id", "another category has this id");
        else this.categories.set(id, { id, name: said, plural: pluralOf(said), thing: isthing !== 0 });
      });
    this.each("images", imageSchema, ({ id }, index) => {
      if (this.#images.has(id)) this.fault(`images id ${id}`, "duplicate-id", "another image has this id");
      else this.#images.set(id, index);
    });
    if (this.#images.size === 0 && this.faults.length > 0) throw new DatasetError(this.faults[0]!.message);
    const ids = new Set<number>();
    this.each("annotations", ownerSchema, ({ id, image_id }, index) => {
      const record = id === undefined ? `annotations.${index}` : `annotations id ${id}`;
      if (!this.#images.has(image_id))
        return this.fault(record, "unknown-picture", `there is no image with id ${image_id}`);
      if (id !== undefined && ids.has(id)) return this.fault(record, "duplicate-id", "another annotation has this id");
      if (id !== undefined) ids.add(id);
      const indices = this.#annotations.get(image_id);
      if (indices) indices.push(index);
      else this.#annotations.set(image_id, [index]);
    });
  }

  /** Reads a whole list once; what is wrong becomes a fault. */
  private each<T>(key: string, schema: z.ZodType<T>, use: (record: T, index: number) => void): void {
    eachRecord(this.records.count(key), this.faults, (index) => use(this.parse(key, index, schema), index));
  }

  private fault(record: string, reason: string, detail: string): void {
    this.faults.push(new RecordError(this.path, record, reason, detail));
  }
}

/**
 * Where a picture lies. LVIS names no files: the last two parts of `coco_url` are folder and file.
 * @throws RecordError "missing-picture", or "wrong-field" where the entry names no file
 */
export function pictureOf(folders: PictureFolders, { id, file_name, coco_url }: CocoImage, path: string): PictureFile {
  const place = { file: path, record: `images id ${id}` };
  const names = [file_name, coco_url?.split("/").slice(-2).join("/")].flatMap((name) => (name ? [name] : []));
  if (names.length === 0) throw new RecordError(path, place.record, "wrong-field", "it has no file_name");
  return folders.find([...new Set(names.flatMap(cocoNames))], place);
}
