// NoCaps: captions of Open Images pictures in COCO's layout (nocaps.org; Agrawal et al. 2019). For evaluation.
import { z } from "zod";
import { RecordError } from "../files/errors.js";
import { JsonRecords } from "../files/json-records.js";
import { sizeOfPicture } from "../files/picture-header.js";
import { RecordIndex } from "../files/record-index.js";
import type { AnnotatedPicture } from "../sample/annotated.js";
import { imagesOption, PictureFolders } from "./common/picture-folders.js";
import { type Dataset, defineReader } from "./reader.js";

const options = z.strictObject({
  images: imagesOption,
  /** `nocaps_val_4500_captions.json` */
  captions: z.string(),
  /** Which categories the picture shows: those of COCO, some of them, none of them. Default: all pictures. */
  domain: z.enum(["in-domain", "near-domain", "out-domain"]).optional(),
});
type Domain = z.infer<typeof options>["domain"];

const idKey = z.object({ id: z.int() }).transform(({ id }) => id);
const imageKey = z.object({ image_id: z.int() }).transform(({ image_id }) => image_id);
const imageSchema = z.object({ file_name: z.string().min(1) });
const domainSchema = z.object({ domain: z.string() });
const captionSchema = z.object({ caption: z.string().min(1) });

/** NoCaps. One record is a picture with its ten captions. */
export const nocaps = defineReader({
  name: "nocaps",
  title: "NoCaps: captions of objects that COCO does not have (evaluation)",
  licence: "captions CC BY 2.0 (nocaps.org); pictures of Open Images, listed as CC BY 2.0",
  options,
  async open({ images, captions, domain }) {
    return new NoCaps(await PictureFolders.open(images), JsonRecords.open(captions), domain);
  },
});

class NoCaps implements Dataset {
  readonly #images: RecordIndex<number>;
  readonly #captions: RecordIndex<number>;
  readonly #ids: readonly number[];
  readonly faults: readonly RecordError[];

  constructor(
    private readonly folders: PictureFolders,
    private readonly file: JsonRecords,
    domain: Domain,
  ) {
    this.#images = new RecordIndex(file, "images", idKey);
    this.#captions = new RecordIndex(file, "annotations", imageKey);
    this.#ids = domain ? this.#images.keysWhere(domainSchema, (image) => image.domain === domain) : this.#images.keys;
    this.faults = [...this.#images.faults, ...this.#captions.faults];
  }

  get size(): number {
    return this.#ids.length;
  }

  read(index: number): AnnotatedPicture {
    const id = this.#ids[index]!;
    const place = { file: this.file.path, record: `images id ${id}` };
    const [image, other] = this.#images.get(id, imageSchema);
    if (other) throw new RecordError(place.file, place.record, "duplicate-id", "another image has this id");
    const captions = this.#captions.get(id, captionSchema).map(({ caption }) => caption.trim());
    if (captions.length === 0) throw new RecordError(place.file, place.record, "no-caption", "no caption names it");
    const picture = this.folders.find([image!.file_name], place);
    return { id: String(id), picture, ...sizeOfPicture(picture, place), objects: [], exhaustive: [], captions };
  }

  close(): Promise<void> {
    return this.file.close();
  }
}
