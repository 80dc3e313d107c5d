// Osprey-724K: conversations and descriptions about masked regions (Yuan et al. 2024; github.com/CircleRadon/Osprey).
import { xywhToXyxy } from "@refvlm/vision";
import { z } from "zod";
import { RecordError } from "../files/errors.js";
import { JsonRecords } from "../files/json-records.js";
import { checkedRecord } from "../files/record-index.js";
import type { AnnotatedObject, AnnotatedPicture, AnnotatedQuestion } from "../sample/annotated.js";
import { bboxSchema, segmentationSchema } from "./coco/coco-object.js";
import { checkedMask, type Place, sideSchema } from "./common/checks.js";
import { drawnBox } from "./common/clip-box.js";
import { GroundedText } from "./common/grounded-text.js";
import { chatSchema, exchangesOf } from "./common/llava-chat.js";
import { cocoNames, imagesOption, PictureFolders } from "./common/picture-folders.js";
import { type Dataset, defineReader } from "./reader.js";

const options = z.strictObject({
  /** COCO pictures, of 2014 or 2017. */
  images: imagesOption,
  /** `osprey_conversation.json`, `_detail_description`, `_part_level`, `_short_form` or `_lvis_positive_negative`. */
  annotations: z.string(),
});

const recordSchema = z.object({
  file_name: z.string().min(1),
  width: sideSchema,
  height: sideSchema,
  annotation: z.array(z.object({ segmentation: segmentationSchema, bbox: bboxSchema.optional() })).min(1),
  conversations: chatSchema.optional(),
  /** Of detailed descriptions: `"<region1>: ..."`, one for each region. */
  description: z.array(z.string()).optional(),
});
type OspreyRegion = z.infer<typeof recordSchema>["annotation"][number];

/**
 * Osprey-724K. One record is an entry: its regions, and what is asked and said about them. A region has no name of its
 * own and is called "region"; texts call it by its number, `<region1>` is "region1".
 */
export const osprey = defineReader({
  name: "osprey",
  title: "Osprey-724K: conversations and descriptions about regions",
  licence:
    "stated by the data set's page (github.com/CircleRadon/Osprey), not in its files; pictures of COCO and others",
  options,
  async open({ images, annotations }) {
    return new Osprey(await PictureFolders.open(images), JsonRecords.open(annotations));
  },
});

class Osprey implements Dataset {
  readonly size: number;
  readonly faults = [];

  constructor(
    private readonly images: PictureFolders,
    private readonly records: JsonRecords,
  ) {
    this.size = records.count("");
  }

  read(index: number): AnnotatedPicture {
    const file = this.records.path;
    const record = checkedRecord(this.records.read("", index), recordSchema, file, `record ${index}`);
    const { file_name, width, height, annotation, conversations, description } = record;
    const place = { file, record: `record ${index} (${file_name})` };
    const objects = annotation.map((region, i) =>
      regionOf(region, width, height, { file, record: `${place.record}, region ${i + 1}` }),
    );
    if (!conversations && !description)
      throw new RecordError(file, place.record, "wrong-field", "neither conversations nor description is given");
    // Some have no conversation after all: there is nothing to ask then.
    const exchanges = conversations?.length ? exchangesOf(conversations, place) : [];
    const turns = exchanges.map((said) => turnOf(said, objects.length, place));
    const descriptions = description?.map((text, object) => ({ object, text: describing(text, object, place) }));
    if (descriptions && descriptions.length !== objects.length)
      throw new RecordError(file, place.record, "wrong-field", "description has another length than annotation");
    return {
      // The same picture has many entries.
      id: `${index}-${file_name}`,
      picture: this.images.find(cocoNames(file_name), place),
      width,
      height,
      objects,
      exhaustive: [],
      ...(turns.length > 0 && { conversations: [{ turns }] }),
      ...(descriptions && { descriptions }),
    };
  }

  close(): Promise<void> {
    return this.records.close();
  }
}

function regionOf({ segmentation, bbox }: OspreyRegion, width: number, height: number, place: Place): AnnotatedObject {
  const mask = checkedMask(segmentation, width, height, place);
  const box = bbox ? xywhToXyxy(bbox) : mask?.box();
  if (!box) throw new RecordError(place.file, place.record, "no-mask", "it has neither a mask nor a box");
  return { name: "region", unnamed: true, box: drawnBox(box, width, height, place), ...(mask && { mask }) };
}

/** `<region2>` */
const MARK = /<region\s*(\d+)>/gi;

/** A question points at each region where it first mentions it; an answer means its regions. */
function turnOf(
  { question, answer }: { question: string; answer: string },
  count: number,
  place: Place,
): AnnotatedQuestion {
  const objects: number[] = [];
  const asked = question.replace(MARK, (_, number) => {
    const object = objectOf(number, count, place);
    if (objects.includes(object)) return `region${number}`;
    objects.push(object);
    return `region${number} [VPT]`;
  });
  const said = new GroundedText();
  let end = 0;
  for (const match of answer.matchAll(MARK)) {
    said.words(answer.slice(end, match.index)).phrase(`region${match[1]}`, [objectOf(match[1]!, count, place)]);
    end = match.index + match[0].length;
  }
  const { text, spans } = said.words(answer.slice(end)).caption();
  return {
    question: asked,
    answers: [text],
    ...(objects.length > 0 && { objects }),
    ...(spans.length > 0 && { spans }),
  };
}

/** Regions are counted from 1. */
function objectOf(number: string, count: number, { file, record }: Place): number {
  const object = Number(number) - 1;
  if (object < 0 || object >= count)
    throw new RecordError(file, record, "unknown-region", `a text mentions <region${number}>; there are ${count}`);
  return object;
}

function describing(text: string, object: number, { file, record }: Place): string {
  const words = /^\s*<[^>]*>:\s*(.*\S)/s.exec(text)?.[1];
  if (words) return words;
  throw new RecordError(file, record, "wrong-field", `description.${object}: "<region${object + 1}>: ..." is expected`);
}
