// COCO-Interactive: COCO's instances with a point, box and mask that point at each (PSALM, arXiv 2403.14598).
import { type Point, type Rle, rleRuns, type VisualPrompt } from "@refvlm/vision";
import { z } from "zod";
import type { RecordError } from "../../files/errors.js";
import { JsonRecords } from "../../files/json-records.js";
import { checkedRecord } from "../../files/record-index.js";
import type { AnnotatedPicture, ObjectName } from "../../sample/annotated.js";
import { checkedMask, type Place } from "../common/checks.js";
import { attempt, LabelList, type Note } from "../common/label-list.js";
import { imagesOption, PictureFolders } from "../common/picture-folders.js";
import { type Dataset, defineReader } from "../reader.js";
import { cocoThings } from "./coco-categories.js";
import { type CocoImage, imageSchema, pictureOf } from "./coco-file.js";
import { addObject, annotationId } from "./coco-object.js";

const rleSchema = z.object({ size: z.tuple([z.int(), z.int()]), counts: z.string() });

/** The fifth field, `scribble_visual_prompt_mask`, holds pixels without their order: scribbles are drawn anew. */
const promptsSchema = z.object({
  point_visual_prompt_mask: rleSchema.nullish(),
  box_visual_prompt_mask: rleSchema.nullish(),
  mask_visual_prompt_mask: rleSchema.nullish(),
});

const recordSchema = z.object({ image_info: imageSchema, anns: z.array(z.unknown()) });

/** `coco_interactive_train_psalm.json` and `coco_interactive_val_psalm.json`. */
export const cocoInteractive = defineReader({
  name: "coco-interactive",
  title: "COCO-Interactive (PSALM)",
  licence: "COCO annotations CC BY 4.0; every picture under its own Flickr licence (cocodataset.org/#termsofuse)",
  options: z.strictObject({ images: imagesOption, interactive: z.string() }),
  async open({ images, interactive }) {
    return new CocoInteractive(await PictureFolders.open(images), JsonRecords.open(interactive));
  },
});

const exhaustive: readonly ObjectName[] = [...cocoThings.values()].map(({ name, plural }) => ({ name, plural }));

class CocoInteractive implements Dataset {
  readonly faults: readonly RecordError[] = [];
  readonly size: number;

  constructor(
    private readonly images: PictureFolders,
    private readonly records: JsonRecords,
  ) {
    this.size = records.count("");
  }

  read(index: number): AnnotatedPicture {
    const { path } = this.records;
    const value = this.records.read("", index);
    const { image_info: image, anns } = checkedRecord(value, recordSchema, path, `record ${index}`);
    const labels = new LabelList();
    for (const [i, label] of anns.entries()) {
      const place = { file: path, record: `anns id ${annotationId(label) ?? `${i} of record ${index}`}` };
      addObject(labels, label, place, image, { path, categories: cocoThings }, (object) => {
        const prompts = promptsOf(label, image, place, labels.note);
        return prompts.length > 0 ? { ...object, prompts } : object;
      });
    }
    return {
      id: String(image.id),
      ...pictureOf(this.images, image, path),
      ...labels.told,
      exhaustive,
    };
  }

  close(): Promise<void> {
    return this.records.close();
  }
}

/** Small objects may lack a prompt. An object in several pieces has a dot in each: together they are one prompt. */
function promptsOf(label: unknown, { width, height }: CocoImage, place: Place, note: Note): VisualPrompt[] {
  const prompts: VisualPrompt[] = [];
  const published = attempt(note, () => checkedRecord(label, promptsSchema, place.file, place.record));
  const noteBroken: Note = (fault) => fault.reason !== "empty-mask" && note(fault);
  const drawn = (rle: Rle | null | undefined) =>
    rle ? attempt(noteBroken, () => checkedMask(rle, width, height, place)) : undefined;
  const dots = published?.point_visual_prompt_mask;
  if (dots && drawn(dots)) prompts.push({ kind: "point", points: dotsOf(dots) });
  const box = drawn(published?.box_visual_prompt_mask)?.box();
  if (box) prompts.push({ kind: "box", box });
  const mask = drawn(published?.mask_visual_prompt_mask);
  if (mask) prompts.push({ kind: "mask", mask });
  return prompts;
}

/** The middle of every pixel that a mask covers: a dot is one of them. Run lengths go down column by column. */
function dotsOf(rle: Rle): Point[] {
  const [height] = rle.size;
  const dots: Point[] = [];
  let start = 0;
  for (const [i, run] of rleRuns(rle).entries()) {
    for (let pixel = start; i % 2 === 1 && pixel < start + run; pixel++)
      dots.push([Math.floor(pixel / height) + 0.5, (pixel % height) + 0.5]);
    start += run;
  }
  return dots;
}
