// RefCOCO, RefCOCO+, RefCOCOg and gRefCOCO: words that single out objects, on COCO 2014 pictures (github.com/lichengunc/refer).
import { readFile } from "node:fs/promises";
import { foreignKind } from "@refvlm/config";
import { PickleError, readPickle } from "@refvlm/torch/pickle";
import { z } from "zod";
import { DatasetError, eachRecord, RecordError } from "../../files/errors.js";
import { checkedRecord } from "../../files/record-index.js";
import { readJson, reasonOf } from "../../files/source-file.js";
import type { AnnotatedPicture, ObjectName, ReferringExpression } from "../../sample/annotated.js";
import { LabelList } from "../common/label-list.js";
import { imagesOption, PictureFolders } from "../common/picture-folders.js";
import { type Dataset, defineReader } from "../reader.js";
import { CocoFile, pictureOf } from "./coco-file.js";
import { addObjects, placesById } from "./coco-object.js";

const optionsSchema = z.strictObject({
  images: imagesOption,
  /** `refs(unc).p`, `refs(google).p` or `refs(umd).p`; `grefs(unc).json` of gRefCOCO. */
  refs: z.string(),
  /** The `instances.json` next to it. */
  instances: z.string(),
  /** RefCOCO and RefCOCO+: train, val, testA (people), testB (other things). RefCOCOg: train, val, test. Default: all. */
  split: z.enum(["train", "val", "test", "testA", "testB"]).optional(),
});

const refSchema = z.object({
  ref_id: z.int(),
  image_id: z.int(),
  /** gRefCOCO: any number of objects; none, or -1, where the picture does not show what is meant. */
  ann_id: z.union([z.int().transform((id) => [id]), z.array(z.int())]),
  split: z.string(),
  sentences: z.array(z.object({ sent: z.string() })),
});

/** What stays in memory of a reference. */
interface Reference {
  readonly ref: number;
  readonly annotations: readonly number[];
  readonly sentences: readonly string[];
}

/** A picture carries all its references of the chosen split, and all objects that COCO labels in it. */
export const refcoco = defineReader({
  name: "refcoco",
  title: "RefCOCO, RefCOCO+, RefCOCOg, gRefCOCO",
  licence: "expressions for research use; COCO annotations CC BY 4.0; every picture under its own Flickr licence",
  options: optionsSchema,
  async open({ images, refs, instances, split }) {
    const folders = await PictureFolders.open(images);
    const list = await readRefs(refs);
    return new RefCoco(folders, CocoFile.open(instances), refs, list, split);
  },
});

/** A pickle; gRefCOCO's is JSON. */
async function readRefs(path: string): Promise<readonly unknown[]> {
  const bytes = await readFile(path).catch((error: NodeJS.ErrnoException) => {
    throw new DatasetError(`${path}: ${reasonOf(error)}. Check the path in the build config.`);
  });
  if (/^(?:\xef\xbb\xbf)?\s*[[{]/.test(bytes.toString("latin1", 0, 64))) return readJson(path, z.array(z.unknown()));
  try {
    const list = readPickle(bytes);
    if (Array.isArray(list)) return list;
  } catch (error) {
    if (!(error instanceof PickleError)) throw error;
    const what = foreignKind(bytes.subarray(0, 8));
    throw new DatasetError(
      `${path}: ${what && !what.includes("pickle") ? what : `no pickle of plain data: ${error.message}`}.`,
    );
  }
  throw new DatasetError(`${path}: a list of references is expected there. Is it the file refs(...).p?`);
}

class RefCoco implements Dataset {
  readonly faults: RecordError[];
  readonly #references = new Map<number, Reference[]>();
  readonly #ids: readonly number[];
  readonly #exhaustive: readonly ObjectName[];

  constructor(
    private readonly images: PictureFolders,
    private readonly file: CocoFile,
    private readonly path: string,
    list: readonly unknown[],
    split: string | undefined,
  ) {
    this.faults = [...file.faults];
    this.#exhaustive = file.things;
    const known = new Set(file.pictureIds);
    const seen = new Set<number>();
    eachRecord("", list.length, this.faults, (index) => {
      const ref = checkedRecord(list[index], refSchema, path, `record ${index}`);
      const fault = (reason: string, detail: string) => new RecordError(path, `ref ${ref.ref_id}`, reason, detail);
      if (seen.has(ref.ref_id)) throw fault("duplicate-id", "another reference has this id");
      seen.add(ref.ref_id);
      if (!known.has(ref.image_id)) throw fault("unknown-picture", `${file.path} has no image with id ${ref.image_id}`);
      if (split === undefined || ref.split === split) this.add(ref);
    });
    this.#ids = [...this.#references.keys()];
  }

  get size(): number {
    return this.#ids.length;
  }

  read(index: number): AnnotatedPicture {
    const { file } = this;
    const image = file.image(this.#ids[index]!)!;
    const labels = new LabelList();
    const places = placesById(addObjects(labels, file, image));
    const expressions = this.#references.get(image.id)!.flatMap(({ ref, annotations, sentences }) => {
      const fault = (id: number) => {
        const detail = `image ${image.id} has no annotation ${id}, or not one that can be used`;
        return new RecordError(this.path, `ref ${ref}`, "unknown-object", detail);
      };
      const objects = annotations.map((id) => places.get(id) ?? fault(id));
      const lost = objects.find((object) => object instanceof RecordError);
      if (lost) labels.note(lost);
      return lost ? [] : sentences.map((text): ReferringExpression => ({ text, objects: objects as number[] }));
    });
    return {
      id: String(image.id),
      ...pictureOf(this.images, image, file.path),
      ...labels.told,
      exhaustive: this.#exhaustive,
      expressions,
    };
  }

  close(): Promise<void> {
    return this.file.close();
  }

  private add({ ref_id, image_id, ann_id, sentences }: z.infer<typeof refSchema>): void {
    const texts = sentences.map(({ sent }) => sent.trim()).filter((text) => text !== "");
    const references = this.#references.get(image_id) ?? [];
    references.push({ ref: ref_id, annotations: ann_id.filter((id) => id !== -1), sentences: texts });
    this.#references.set(image_id, references);
  }
}
