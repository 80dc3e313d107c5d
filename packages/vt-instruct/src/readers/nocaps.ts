// NoCaps: captions of Open Images pictures in COCO's layout (nocaps.org; Agrawal et al. 2019). For evaluation.
import { z } from "zod";
import type { AnnotatedPicture } from "../annotated.js";
import { JsonRecords } from "./json-records.js";
import { imagesOption, PictureFolders } from "./picture-folders.js";
import { type Dataset, defineReader, RecordError } from "./reader.js";
import { RecordIndex } from "./record-index.js";

const options = z.strictObject({
  images: imagesOption,
  /** `nocaps_val_4500_captions.json` */
  captions: z.string(),
  /** Which categories the picture shows: those of COCO, some of them, none of them. Default: all pictures. */
  domain: z.enum(["in-domain", "near-domain", "out-domain"]).optional(),
});
type Domain = z.infer<typeof options>["domain"];

const imageSchema = z.object({
  id: z.int(),
  file_name: z.string().min(1),
  width: z.int().positive(),
  height: z.int().positive(),
  domain: z.string().optional(),
});
const captionSchema = z.object({ image_id: z.int(), caption: z.string().min(1) });

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
  readonly #images: RecordIndex<number, z.infer<typeof imageSchema>>;
  readonly #captions: RecordIndex<number, z.infer<typeof captionSchema>>;
  readonly #ids: readonly number[];
  readonly faults: readonly RecordError[];

  constructor(
    private readonly folders: PictureFolders,
    private readonly file: JsonRecords,
    domain: Domain,
  ) {
    this.#images = new RecordIndex(file, "images", imageSchema, ({ id }) => id);
    this.#captions = new RecordIndex(file, "annotations", captionSchema, ({ image_id }) => image_id);
    this.#ids = this.#images.keys.filter((id) => !domain || this.#images.get(id)[0]!.domain === domain);
    this.faults = [...this.#images.faults, ...this.#captions.faults];
  }

  get size(): number {
    return this.#ids.length;
  }

  read(index: number): AnnotatedPicture {
    const id = this.#ids[index]!;
    const place = { file: this.file.path, record: `images id ${id}` };
    const [image, other] = this.#images.get(id);
    if (other) throw new RecordError(place.file, place.record, "duplicate-id", "another image has this id");
    const captions = this.#captions.get(id).map(({ caption }) => caption.trim());
    if (captions.length === 0) throw new RecordError(place.file, place.record, "no-caption", "no caption names it");
    const { file_name, width, height } = image!;
    const picture = this.folders.find([file_name], place);
    return { id: String(id), picture, width, height, objects: [], exhaustive: [], captions };
  }

  close(): Promise<void> {
    return this.file.close();
  }
}
