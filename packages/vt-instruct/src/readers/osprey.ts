// Osprey-724K: conversations and descriptions about masked regions (Yuan et al. 2024; github.com/CircleRadon/Osprey).
import { z } from "zod";
import { RecordError } from "../files/errors.js";
import { JsonRecords } from "../files/json-records.js";
import { checkedRecord } from "../files/record-index.js";
import type { AnnotatedObject, AnnotatedPicture, AnnotatedQuestion } from "../sample/annotated.js";
import { shapeOf } from "./coco/coco-object.js";
import { type Place, sideSchema } from "./common/checks.js";
import { GroundedText } from "./common/grounded-text.js";
import { attempt, LabelList, type Note } from "./common/label-list.js";
import { chatSchema, exchangesOf } from "./common/llava-chat.js";
import { cocoNames, imagesOption, PictureFolders } from "./common/picture-folders.js";
import type { Size } from "./common/sized-picture.js";
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
  annotation: z.array(z.unknown()).min(1),
  conversations: chatSchema.optional(),
  /** Of detailed descriptions: `"<region1>: ..."`, one for each region. */
  description: z.array(z.string()).optional(),
});
const regionSchema = z.object({ segmentation: z.unknown().optional(), bbox: z.unknown().optional() });

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
    const labels = new LabelList();
    const places = annotation.map((region, i) => {
      const at = { file, record: `${place.record}, region ${i + 1}` };
      return labels.add(undefined, (note) => regionOf(region, { width, height }, at, note));
    });
    if (!conversations && !description)
      throw new RecordError(file, place.record, "wrong-field", "neither conversations nor description is given");
    // Some have no conversation after all: there is nothing to ask then.
    const exchanges = conversations?.length ? exchangesOf(conversations, place) : [];
    const asked = exchanges.map((said) => attempt(labels.note, () => turnOf(said, places, place)));
    // What comes behind a turn that cannot be asked may lean on it.
    const turns = asked.slice(0, asked.includes(undefined) ? asked.indexOf(undefined) : asked.length);
    if (description && description.length !== places.length)
      throw new RecordError(file, place.record, "wrong-field", "description has another length than annotation");
    const descriptions = description?.flatMap((text, i) => {
      const object = places[i];
      const words = attempt(labels.note, () => describing(text, i, place));
      return object === undefined || words === undefined ? [] : [{ object, text: words }];
    });
    return {
      // The same picture has many entries.
      id: `${index}-${file_name}`,
      picture: this.images.find(cocoNames(file_name), place),
      width,
      height,
      ...labels.told,
      exhaustive: [],
      ...(turns.length > 0 && { conversations: [{ turns: turns as AnnotatedQuestion[] }] }),
      ...(descriptions && { descriptions }),
    };
  }

  close(): Promise<void> {
    return this.records.close();
  }
}

function regionOf(region: unknown, size: Size, place: Place, note: Note): AnnotatedObject {
  const { segmentation, bbox } = checkedRecord(region, regionSchema, place.file, place.record);
  return { name: "region", unnamed: true, ...shapeOf(bbox, segmentation, size, place, note) };
}

/** `<region2>` */
const MARK = /<region\s*(\d+)>/gi;

/** A question points at each region where it first mentions it; an answer means its regions. */
function turnOf(
  { question, answer }: { question: string; answer: string },
  places: readonly (number | undefined)[],
  place: Place,
): AnnotatedQuestion {
  const objects: number[] = [];
  const asked = question.replace(MARK, (_, number) => {
    const object = objectOf(number, places, place);
    if (objects.includes(object)) return `region${number}`;
    objects.push(object);
    return `region${number} [VPT]`;
  });
  const said = new GroundedText();
  let end = 0;
  for (const match of answer.matchAll(MARK)) {
    said.words(answer.slice(end, match.index)).phrase(`region${match[1]}`, [objectOf(match[1]!, places, place)]);
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

/** Regions are counted from 1. @throws RecordError "unknown-region" */
function objectOf(number: string, places: readonly (number | undefined)[], { file, record }: Place): number {
  const object = places[Number(number) - 1];
  if (object !== undefined) return object;
  const detail = `a text mentions <region${number}>; there are ${places.length}, and not all may be of use`;
  throw new RecordError(file, record, "unknown-region", detail);
}

function describing(text: string, object: number, { file, record }: Place): string {
  const words = /^\s*<[^>]*>:\s*(.*\S)/s.exec(text)?.[1];
  if (words) return words;
  throw new RecordError(file, record, "wrong-field", `description.${object}: "<region${object + 1}>: ..." is expected`);
}
