// GranD: pictures of SA-1B with objects, short and dense captions by models (Rasheed et al. 2024; github.com/mbzuai-oryx/groundingLMM).
import { join } from "node:path";
import type { Box } from "@refvlm/vision";
import { z } from "zod";
import { RecordError } from "../files/errors.js";
import { sizeOfPicture } from "../files/picture-header.js";
import { checkedRecord } from "../files/record-index.js";
import { parsedJson, recordText } from "../files/source-file.js";
import { stemsUnder } from "../files/walk-folder.js";
import type { AnnotatedObject, AnnotatedPicture, GroundedCaption } from "../sample/annotated.js";
import { segmentationSchema } from "./coco/coco-object.js";
import { checkedMask, type Place } from "./common/checks.js";
import { drawnBox } from "./common/clip-box.js";
import { nestedSpans } from "./common/grounded-text.js";
import { attempt, LabelList, type Note } from "./common/label-list.js";
import { imagesOption, PictureFolders } from "./common/picture-folders.js";
import type { Size } from "./common/sized-picture.js";
import { type Dataset, defineReader } from "./reader.js";

const options = z.strictObject({
  /** Folder of `sa_*.jpg`. */
  images: imagesOption,
  /** `sa_*.json`, in this folder or the parts below it. */
  annotations: z.string(),
});

const objectSchema = z.object({
  /** x1, y1, x2, y2 in pixels. */
  bbox: z.tuple([z.number(), z.number(), z.number(), z.number()]),
  labels: z.array(z.string()),
  attributes: z.union([z.string(), z.array(z.string())]).nullish(),
  segmentation: z.unknown().optional(),
});

const namesSchema = z.array(z.string());
const ids = z.union([z.int().transform((id) => [id]), z.array(z.int())]);
const detailSchema = z.object({
  phrase: z.string(),
  /** Start and end in the caption; one pair, or a list of pairs of which the first counts. */
  tokens_positive: z
    .union([z.tuple([z.int(), z.int()]), z.array(z.tuple([z.int(), z.int()])).transform(([pair]) => pair)])
    .nullish(),
  id: ids.optional(),
  ids: ids.optional(),
});
const captionSchema = z.object({ caption: z.string().min(1), details: z.array(detailSchema) });

const recordSchema = z.object({
  objects: z.array(z.unknown()),
  floating_objects: z.array(z.unknown()).optional(),
  short_captions: z.array(captionSchema).optional(),
  dense_caption: captionSchema.optional(),
  /** Before captions were grounded (levels 2 and 3): captions here, their phrases in `relationships`. */
  captions: z.array(z.string().min(1)).optional(),
  relationships: z
    .object({ grounding: z.array(z.object({ phrase: z.string(), object_ids: z.array(z.int()) })) })
    .optional(),
});
type GrandRecord = z.infer<typeof recordSchema>;

/**
 * GranD, one JSON file a picture. Labels and boxes were made by models: boxes are cut at the edge, the best label is
 * the name, and all objects of a name count as told.
 */
export const grand = defineReader({
  name: "grand",
  title: "GranD: objects, grounded short and dense captions of SA-1B",
  licence: "annotations Apache-2.0 (github.com/mbzuai-oryx/groundingLMM); pictures under the SA-1B research licence",
  options,
  async open({ images, annotations }) {
    const folders = await PictureFolders.open(images);
    return new Grand(folders, annotations, await stemsUnder(annotations, ".json"));
  },
});

class Grand implements Dataset {
  readonly faults = [];

  constructor(
    private readonly images: PictureFolders,
    private readonly folder: string,
    private readonly stems: readonly string[],
  ) {}

  get size(): number {
    return this.stems.length;
  }

  read(index: number): AnnotatedPicture {
    const file = join(this.folder, `${this.stems[index]!}.json`);
    const [name, record] = contentOf(file);
    const place = { file, record: name };
    const picture = this.images.find([name], place);
    const size = sizeOfPicture(picture, place);
    const labels = new LabelList();
    const descriptions: { object: number; text: string }[] = [];
    const indices = new Map<unknown, number | undefined>();
    for (const [i, published] of [...record.objects, ...(record.floating_objects ?? [])].entries()) {
      const { id = `number ${i}`, labels: names } = (published ?? {}) as { id?: unknown; labels?: unknown };
      const objectPlace = { file, record: `${name}, object ${id}` };
      const [label] = namesSchema.safeParse(names).data ?? [];
      const texts: string[] = [];
      const read = (note: Note): AnnotatedObject => {
        const { bbox, attributes, segmentation } = checkedRecord(published, objectSchema, file, objectPlace.record);
        texts.push(...(typeof attributes === "string" ? [attributes] : (attributes ?? [])));
        const named = label === undefined ? { name: "object", unnamed: true } : { name: plainLabel(label) };
        return { ...named, ...drawnShape(bbox, segmentation, size, objectPlace, note) };
      };
      const object = labels.add(label === undefined ? undefined : plainLabel(label), read);
      indices.set(id, object);
      if (object !== undefined)
        for (const text of texts.map(plainAttribute)) if (text) descriptions.push({ object, text });
    }
    const captions = captionsOf(record).map((caption) =>
      grounded(caption, indices, labels.note, { file, record: name }),
    );
    return {
      id: name,
      picture,
      ...size,
      ...labels.told,
      captions: captions.map(({ text }) => text),
      groundedCaptions: captions.filter(({ spans }) => spans.length > 0),
      ...(descriptions.length > 0 && { descriptions }),
    };
  }
}

/** A box that a model drew, and the mask with it. */
function drawnShape(bbox: Box, segmentation: unknown, { width, height }: Size, place: Place, note: Note) {
  const box = drawnBox(bbox, width, height, place);
  const published = segmentation === null ? undefined : segmentationSchema.optional().safeParse(segmentation).data;
  const mask = published && attempt(note, () => checkedMask(published, width, height, place));
  return { box, ...(mask && { mask }) };
}

/** The picture's name and what is said about it. @throws RecordError "missing-file", "wrong-json", "wrong-field" */
function contentOf(file: string): [name: string, record: GrandRecord] {
  const place = { file, record: "the file" };
  const [entry, other] = Object.entries(parsedJson(recordText(place), place) ?? {});
  if (!entry || other)
    throw new RecordError(file, place.record, "wrong-field", "one picture's name with its annotations is expected");
  return [entry[0], checkedRecord(entry[1], recordSchema, file, entry[0])];
}

/** LVIS labels as they are said: "car_(automobile)" is a "car". */
function plainLabel(label: string): string {
  const words = label.replace(/_?\(.*?\)/g, "").replaceAll("_", " ");
  return words.trim() || label;
}

/** The attribute model sometimes left the speaker's name of its own prompt in front: "Assistant: a blue sky". */
function plainAttribute(text: string): string {
  return text.replace(/^\w*istant:/i, "").trim();
}

type Caption = z.infer<typeof captionSchema>;

function captionsOf({ short_captions, dense_caption, captions = [], relationships }: GrandRecord): Caption[] {
  if (short_captions || dense_caption) return [...(short_captions ?? []), ...(dense_caption ? [dense_caption] : [])];
  const details = relationships?.grounding.map(({ phrase, object_ids }) => ({ phrase, ids: object_ids })) ?? [];
  return captions.map((caption) => ({ caption, details }));
}

/**
 * Captions were cleaned after their places were counted, so a place that does not hold its phrase is looked for again;
 * a phrase that the caption does not hold is left out.
 */
function grounded(
  { caption: text, details }: Caption,
  indices: ReadonlyMap<unknown, number | undefined>,
  note: Note,
  { file, record }: Place,
): GroundedCaption {
  const lower = text.toLowerCase();
  const spans = details.flatMap(({ phrase, tokens_positive, id = [], ids = id }) => {
    const words = phrase.trim().toLowerCase();
    const [from, to] = tokens_positive ?? [];
    const start = words !== "" && lower.slice(from, to) === words ? (from ?? 0) : lower.indexOf(words);
    if (words === "" || start < 0) return [];
    const lost = ids.find((number) => indices.get(number) === undefined);
    if (lost !== undefined) {
      note(new RecordError(file, record, "unknown-object", `"${phrase}" means object ${lost}, which cannot be used`));
      return [];
    }
    const objects = ids.map((number) => indices.get(number)!);
    return objects.length === 0 ? [] : [{ start, end: start + words.length, objects }];
  });
  return { text, spans: nestedSpans(spans) };
}
