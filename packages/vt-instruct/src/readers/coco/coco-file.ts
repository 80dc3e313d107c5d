// A file in COCO's JSON layout: images, annotations grouped by picture, categories (cocodataset.org/#format-data).
import { isDeepStrictEqual } from "node:util";
import { z } from "zod";
import { DatasetError, eachRecord, RecordError } from "../../files/errors.js";
import { JsonRecords } from "../../files/json-records.js";
import { sizeIfTold } from "../../files/picture-header.js";
import { checkedRecord } from "../../files/record-index.js";
import { pluralOf } from "../../language/plural.js";
import { spoken } from "../../language/spoken.js";
import type { AnnotatedPicture, LostLabel, ObjectName, PictureFile } from "../../sample/annotated.js";
import { type Place, sideSchema } from "../common/checks.js";
import { cocoNames, type PictureFolders } from "../common/picture-folders.js";

/** Some tools write numbers as text. */
const idSchema = z.union([
  z.int(),
  z
    .string()
    .regex(/^\d{1,15}$/)
    .transform(Number),
]);

/** One entry of `images`. */
export const imageSchema = z.object({
  id: idSchema,
  width: sideSchema,
  height: sideSchema,
  file_name: z.string().min(1).optional(),
  /** LVIS has no file names: the last two parts of the address are folder and file. Other tools leave it empty. */
  coco_url: z.string().optional(),
  neg_category_ids: z.array(z.int()).optional(),
  not_exhaustive_category_ids: z.array(z.int()).optional(),
  /** Which of COCO's splits a picture is of, in files that mix them. */
  coco_split: z.string().optional(),
});
export type CocoImage = z.infer<typeof imageSchema>;

const categorySchema = z.object({
  id: z.int(),
  name: z.string().min(1),
  isthing: z.int().optional(),
  supercategory: z.string().optional(),
});
/** What else may be broken of an image that is known by its id. */
const knownSchema = z.object({ id: idSchema });

/** One entry of `categories`, named as people say it. */
export interface CocoCategory extends ObjectName {
  readonly id: number;
  /** False for what is not counted, e.g. grass. */
  readonly thing: boolean;
}

/** What every annotation has. Ids of their own are not needed: merged files have them twice, panoptic ones not at all. */
const ownerSchema = z.object({ image_id: idSchema });

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
  /** By name, labels of which nobody knows the picture: each picture may be the one that lost them. */
  readonly #strays = new Map<string | undefined, LostLabel>();

  private constructor(private readonly records: JsonRecords) {}

  /**
   * @param nameOf how a category's published name is said
   * @throws DatasetError for a file that cannot be read or has another layout
   */
  static open(path: string, nameOf: (published: string) => string = spoken): CocoFile {
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

  /** Names of what is counted, each once. */
  get things(): ObjectName[] {
    const things = [...this.categories.values()].filter(({ thing }) => thing);
    const names = things.map(({ name, plural, kin }): [string, ObjectName] => [
      name,
      { name, plural, ...(kin && { kin }) },
    ]);
    return [...new Map(names).values()];
  }

  /** Labels that may belong to any picture of the file. */
  get strays(): LostLabel[] {
    return [...this.#strays.values()];
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

  /** The annotations of a picture as they are written, in the file's order. */
  annotations(pictureId: number): { readonly label: unknown; readonly place: Place }[] {
    return (this.#annotations.get(pictureId) ?? []).map((index) => {
      const label = this.records.read("annotations", index);
      return { label, place: { file: this.path, record: recordOf("annotations", index, label) } };
    });
  }

  close(): Promise<void> {
    return this.records.close();
  }

  private parse<T>(key: string, index: number, schema: z.ZodType<T>): T {
    const value = this.records.read(key, index);
    return checkedRecord(value, schema, this.path, recordOf(key, index, value));
  }

  private index(nameOf: (published: string) => string): void {
    if (this.records.has("categories")) this.indexCategories(nameOf);
    const unusable = this.indexImages();
    if (this.#images.size === 0 && this.faults.length > 0) throw new DatasetError(this.faults[0]!.message);
    this.each("annotations", (index) => {
      let value: unknown;
      try {
        value = this.records.read("annotations", index);
        const record = recordOf("annotations", index, value);
        const { image_id } = checkedRecord(value, ownerSchema, this.path, record);
        if (unusable.has(image_id)) return;
        if (!this.#images.has(image_id)) {
          const detail = `there is no image with id ${image_id}`;
          throw new RecordError(this.path, record, "unknown-picture", detail);
        }
        const indices = this.#annotations.get(image_id);
        if (indices) indices.push(index);
        else this.#annotations.set(image_id, [index]);
      } catch (error) {
        if (error instanceof RecordError) this.stray(value);
        throw error;
      }
    });
  }

  /** Names that differ in case only are one. Of an id with two names nobody knows which is meant. */
  private indexCategories(nameOf: (published: string) => string): void {
    const names = new Map<string, ObjectName>();
    const twice = new Set<number>();
    this.each("categories", (index) => {
      const { id, name, isthing, supercategory } = this.parse("categories", index, categorySchema);
      const said = nameOf(name);
      const fault = (reason: string, detail: string) =>
        new RecordError(this.path, `categories id ${id}`, reason, detail);
      if (said === "") throw fault("wrong-field", `name: "${name}" is no name`);
      const known = names.get(said.toLowerCase()) ?? { name: said, plural: pluralOf(said) };
      names.set(said.toLowerCase(), known);
      const other = this.categories.get(id);
      const kin = supercategory === said ? undefined : supercategory;
      if (!other) this.categories.set(id, { ...known, id, thing: isthing !== 0, ...(kin && { kin }) });
      else {
        if (other.name !== known.name) twice.add(id);
        throw fault("duplicate-id", "another category has this id");
      }
    });
    for (const id of twice) this.categories.delete(id);
  }

  /** @returns ids of images that are listed and yet cannot be used: their annotations are nobody else's */
  private indexImages(): Set<number> {
    const unusable = new Set<number>();
    this.each("images", (index) => {
      const value = this.records.read("images", index);
      const record = recordOf("images", index, value);
      const { data } = knownSchema.safeParse(value);
      if (data && !imageSchema.safeParse(value).success) unusable.add(data.id);
      const image = checkedRecord(value, imageSchema, this.path, record);
      const other = this.#images.get(image.id);
      if (other === undefined) this.#images.set(image.id, index);
      else {
        if (!isDeepStrictEqual(this.parse("images", other, imageSchema), image)) unusable.add(image.id);
        throw new RecordError(this.path, record, "duplicate-id", "another image has this id");
      }
    });
    for (const id of unusable) this.#images.delete(id);
    return unusable;
  }

  private stray(label: unknown): void {
    const { category_id } = (label ?? {}) as { category_id?: unknown };
    const name = this.categories.get(category_id as number)?.name;
    this.#strays.set(name, name === undefined ? {} : { name });
  }

  /** Goes through a whole list once; what is wrong becomes a fault. */
  private each(key: string, use: (index: number) => void): void {
    eachRecord(key, this.records.count(key), this.faults, use);
  }
}

/** What messages call a record: by its id, where it has one. */
function recordOf(key: string, index: number, value: unknown): string {
  const { id } = (value ?? {}) as { id?: unknown };
  return id === undefined ? `${key}.${index}` : `${key} id ${id}`;
}

/**
 * Where a picture lies, and its size, which its file must have, too. LVIS names no files: the last two parts of
 * `coco_url` are folder and file.
 * @throws RecordError "missing-picture"; "wrong-field" where the entry names no file; "wrong-size"
 */
export function pictureOf(
  folders: PictureFolders,
  { id, file_name, coco_url, width, height }: CocoImage,
  path: string,
): Pick<AnnotatedPicture, "width" | "height" | "orientation"> & { readonly picture: PictureFile } {
  const place = { file: path, record: `images id ${id}` };
  const names = [file_name, coco_url?.split("/").slice(-2).join("/")].flatMap((name) => (name ? [name] : []));
  if (names.length === 0) throw new RecordError(path, place.record, "wrong-field", "it has no file_name");
  const picture = folders.find([...new Set(names.flatMap(cocoNames))], place);
  // A file without a sound header is for whoever decodes it.
  const stored = sizeIfTold(picture);
  if (!stored) return { picture, width, height };
  const { orientation } = stored;
  if (stored.width === width && stored.height === height)
    return { picture, width, height, ...(orientation && { orientation }) };
  // Some tools draw on the picture as it is shown.
  const isShown = orientation !== undefined && orientation > 4;
  if (isShown && stored.width === height && stored.height === width) return { picture, width, height };
  const detail = `${picture.path} has ${stored.width} x ${stored.height} pixels, its entry says ${width} x ${height}`;
  throw new RecordError(path, place.record, "wrong-size", detail);
}
