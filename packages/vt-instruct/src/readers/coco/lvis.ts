// LVIS v1: masks of 1,203 categories on COCO's pictures, each picture checked for some of them (lvisdataset.org/dataset).
import { z } from "zod";
import type { RecordError } from "../../files/errors.js";
import type { AnnotatedPicture, ObjectName } from "../../sample/annotated.js";
import { LabelList } from "../common/label-list.js";
import { imagesOption, PictureFolders } from "../common/picture-folders.js";
import { type Dataset, defineReader } from "../reader.js";
import { CocoFile, type CocoImage, pictureOf } from "./coco-file.js";
import { addObjects } from "./coco-object.js";

/** `lvis_v1_train.json` and `lvis_v1_val.json`; `images` holds COCO's folders `train2017` and `val2017`. */
export const lvis = defineReader({
  name: "lvis",
  title: "LVIS v1",
  licence: "annotations CC BY 4.0; every picture under its own Flickr licence (cocodataset.org/#termsofuse)",
  options: z.strictObject({ images: imagesOption, instances: z.string() }),
  async open({ images, instances }) {
    return new Lvis(await PictureFolders.open(images), CocoFile.open(instances, lvisName));
  },
});

class Lvis implements Dataset {
  readonly faults: readonly RecordError[];
  readonly #ids: readonly number[];
  /** Categories by what they are called: two kinds of "bow" share it. */
  readonly #named = new Map<string, number[]>();

  constructor(
    private readonly images: PictureFolders,
    private readonly file: CocoFile,
  ) {
    this.faults = file.faults;
    this.#ids = [...file.pictureIds];
    for (const { id, name } of file.categories.values()) this.#named.set(name, [...(this.#named.get(name) ?? []), id]);
  }

  get size(): number {
    return this.#ids.length;
  }

  read(index: number): AnnotatedPicture {
    const { file } = this;
    const image = file.image(this.#ids[index]!)!;
    const labels = new LabelList();
    addObjects(labels, file, image);
    const present = file
      .annotations(image.id)
      .map(({ label }) => (label as { category_id?: unknown } | null)?.category_id);
    return {
      id: String(image.id),
      ...pictureOf(this.images, image, file.path),
      ...labels.told,
      exhaustive: this.exhaustive(image, present),
    };
  }

  close(): Promise<void> {
    return this.file.close();
  }

  /**
   * What was looked for in a picture and either not found or labelled throughout (LVIS, arXiv 1908.03195, section 3.1).
   * Without the list of those that were not, nothing counts as labelled throughout. Names that two categories share
   * ("bow") are exhaustive only where both are.
   */
  private exhaustive(image: CocoImage, present: readonly unknown[]): ObjectName[] {
    const { categories } = this.file;
    const { neg_category_ids: absent = [], not_exhaustive_category_ids: partial } = image;
    const whole = partial ? (present as number[]).filter((id) => !partial.includes(id)) : [];
    const known = new Set([...whole, ...absent]);
    const names = new Map<string, ObjectName>();
    for (const id of known) {
      const { name, plural } = categories.get(id) ?? {};
      if (name && plural && this.#named.get(name)!.every((twin) => known.has(twin))) names.set(name, { name, plural });
    }
    return [...names.values()];
  }
}

/** "baseball_bat" -> "baseball bat"; "bow_(weapon)" -> "bow". */
export function lvisName(published: string): string {
  return published
    .replace(/_?\([^)]*\)/g, "")
    .replace(/[_\s]+/g, " ")
    .trim();
}
