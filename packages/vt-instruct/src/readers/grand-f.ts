// GranD-f: pictures of SA-1B with a caption whose phrases carry masks, by people (Rasheed et al. 2024). For evaluation.
import { z } from "zod";
import { RecordError } from "../files/errors.js";
import { JsonRecords } from "../files/json-records.js";
import { RecordIndex } from "../files/record-index.js";
import type { AnnotatedPicture } from "../sample/annotated.js";
import { segmentationSchema } from "./coco/coco-object.js";
import { checkedMask } from "./common/checks.js";
import { nestedSpans } from "./common/grounded-text.js";
import { LabelList } from "./common/label-list.js";
import { imagesOption, PictureFolders } from "./common/picture-folders.js";
import { type Dataset, defineReader } from "./reader.js";

const options = z.strictObject({
  /** `GranDf_HA_images/val_test` */
  images: imagesOption,
  /** `val_gcg_coco_mask_gt.json` or `test_…` */
  masks: z.string(),
  /** `val_gcg_coco_caption_gt.json` or `test_…` */
  captions: z.string(),
});

const idKey = z.object({ id: z.int() }).transform(({ id }) => id);
const imageKey = z.object({ image_id: z.int() }).transform(({ image_id }) => image_id);
const imageSchema = z.object({
  file_name: z.string().optional(),
  width: z.int().positive(),
  height: z.int().positive(),
});
const maskSchema = z.object({ segmentation: segmentationSchema });
const captionSchema = z.object({ caption: z.string().min(1), labels: z.array(z.string()) });

/** The files of GLaMM's evaluation. One record is a picture with its caption; each label of it names the next mask. */
export const grandF = defineReader({
  name: "grand-f",
  title: "GranD-f: captions whose phrases carry masks, by people (evaluation)",
  licence: "annotations Apache-2.0 (github.com/mbzuai-oryx/groundingLMM); pictures under the SA-1B research licence",
  options,
  async open({ images, masks, captions }) {
    return new GrandF(await PictureFolders.open(images), JsonRecords.open(masks), JsonRecords.open(captions));
  },
});

class GrandF implements Dataset {
  readonly #images: RecordIndex<number>;
  readonly #masks: RecordIndex<number>;
  readonly #captions: RecordIndex<number>;
  readonly faults: readonly RecordError[];

  constructor(
    private readonly folders: PictureFolders,
    private readonly maskFile: JsonRecords,
    private readonly captionFile: JsonRecords,
  ) {
    this.#images = new RecordIndex(maskFile, "images", idKey);
    this.#masks = new RecordIndex(maskFile, "annotations", imageKey);
    this.#captions = new RecordIndex(captionFile, "annotations", imageKey);
    this.faults = [...this.#images.faults, ...this.#masks.faults, ...this.#captions.faults];
  }

  get size(): number {
    return this.#images.keys.length;
  }

  read(index: number): AnnotatedPicture {
    const id = this.#images.keys[index]!;
    const place = { file: this.maskFile.path, record: `images id ${id}` };
    const [image] = this.#images.get(id, imageSchema);
    const { file_name = `sa_${id}.jpg`, width, height } = image!;
    const [said, other] = this.#captions.get(id, captionSchema);
    if (!said || other)
      throw new RecordError(this.captionFile.path, place.record, "no-caption", "exactly one caption must name it");
    const masks = this.#masks.get(id, maskSchema);
    if (masks.length !== said.labels.length) {
      const detail = `${masks.length} masks, but ${said.labels.length} labels in ${this.captionFile.path}`;
      throw new RecordError(place.file, place.record, "wrong-field", detail);
    }
    const labels = new LabelList();
    const objects = masks.map(({ segmentation }, i) => {
      const name = said.labels[i]!;
      return labels.add(name, () => {
        const record = `${place.record}, mask ${i + 1}`;
        const mask = checkedMask(segmentation, width, height, { ...place, record });
        if (!mask) throw new RecordError(place.file, record, "empty-mask", "it has no polygon");
        return { name, box: mask.box(), mask };
      });
    });
    const { caption: text } = said;
    const lower = text.toLowerCase();
    const spans = [...new Set(said.labels)].flatMap((label) => {
      const start = lower.indexOf(label.toLowerCase());
      const meant = objects.filter((_, i) => said.labels[i] === label);
      if (start < 0 || meant.includes(undefined)) return [];
      return [{ start, end: start + label.length, objects: meant as number[] }];
    });
    return {
      id: String(id),
      picture: this.folders.find([file_name, `sa_${id}.jpg`], place),
      width,
      height,
      ...labels.told,
      captions: [text],
      groundedCaptions: spans.length > 0 ? [{ text, spans: nestedSpans(spans) }] : [],
    };
  }

  async close(): Promise<void> {
    await this.maskFile.close();
    await this.captionFile.close();
  }
}
