// VCR: why people in film scenes do what they do, as question, answer and rationale (Zellers et al. 2019; visualcommonsense.com).
import { z } from "zod";
import { RecordError } from "../files/errors.js";
import { JsonLines } from "../files/json-lines.js";
import { checkedRecord, linesByKey } from "../files/record-index.js";
import { parsedJson, recordText } from "../files/source-file.js";
import type { AnnotatedConversation, AnnotatedPicture, AnnotatedQuestion } from "../sample/annotated.js";
import { checkedMask, type Place, sideSchema } from "./common/checks.js";
import { drawnBox } from "./common/clip-box.js";
import { GroundedText } from "./common/grounded-text.js";
import { attempt, LabelList } from "./common/label-list.js";
import { PictureFolders, pathBelow } from "./common/picture-folders.js";
import type { Size } from "./common/sized-picture.js";
import { type Dataset, defineReader } from "./reader.js";

const options = z.strictObject({
  /** Folder `vcr1images`, with the pictures and a JSON file of boxes and outlines beside each. */
  images: z.string(),
  /** `train.jsonl` or `val.jsonl`. */
  annotations: z.string(),
});

const pictureKey = z.object({ img_fn: z.string().min(1) }).transform(({ img_fn }) => img_fn);

/** Words, and lists of indices of objects. */
const tokensSchema = z.array(z.union([z.string(), z.array(z.int().nonnegative())])).min(1);
type Tokens = z.infer<typeof tokensSchema>;

const lineSchema = z.object({
  annot_id: z.string(),
  metadata_fn: z.string().min(1),
  question: tokensSchema,
  answer_choices: z.array(tokensSchema),
  /** Not in `test.jsonl`. */
  answer_label: z.int().nonnegative(),
  rationale_choices: z.array(tokensSchema),
  rationale_label: z.int().nonnegative(),
});

/** x1, y1, x2, y2 in pixels, score. */
const boxSchema = z.tuple([z.number(), z.number(), z.number(), z.number()]).rest(z.unknown());
/** Polygons of [x, y] for each object. */
const segmsSchema = z.array(z.array(z.tuple([z.number(), z.number()])));
const metadataSchema = z
  .object({
    width: sideSchema,
    height: sideSchema,
    names: z.array(z.string().min(1)),
    boxes: z.array(z.unknown()),
    segms: z.array(z.unknown()),
  })
  .refine(({ names, boxes, segms }) => names.length === boxes.length && names.length === segms.length, {
    message: "names, boxes and segms have different lengths",
  });

/**
 * VCR. One record is a picture with all its questions. An object is called by its name and its number in the picture,
 * from 1, as the people who wrote the questions saw it; a question points at it, an answer means it.
 */
export const vcr = defineReader({
  name: "vcr",
  title: "VCR: question, answer and rationale about people in film scenes",
  licence: "for research and education, non-commercial (visualcommonsense.com/license); scenes of LSMDC and YouTube",
  options,
  async open({ images, annotations }) {
    const folders = await PictureFolders.open(images);
    const lines = await JsonLines.open(annotations);
    const { groups, faults } = await linesByKey(lines, pictureKey);
    return new Vcr(images, folders, lines, [...groups], faults);
  },
});

class Vcr implements Dataset {
  constructor(
    private readonly images: string,
    private readonly folders: PictureFolders,
    private readonly lines: JsonLines,
    private readonly pictures: readonly (readonly [file: string, lines: readonly number[]])[],
    readonly faults: readonly RecordError[],
  ) {}

  get size(): number {
    return this.pictures.length;
  }

  async read(index: number): Promise<AnnotatedPicture> {
    const [file, numbers] = this.pictures[index]!;
    const labels = new LabelList();
    const entries = [];
    for (const number of numbers)
      try {
        const line = await this.lines.read(number, lineSchema);
        entries.push({ ...line, place: { file: this.lines.path, record: line.annot_id } });
      } catch (error) {
        if (!(error instanceof RecordError) || numbers.length === 1) throw error;
        labels.note(error);
      }
    const [first] = entries;
    if (!first) throw new RecordError(this.lines.path, file, "wrong-field", "none of its lines can be used");
    const scene = this.#scene(pathBelow(this.images, first.metadata_fn, first.place), file, labels);
    const conversations = entries.flatMap((entry): AnnotatedConversation[] => {
      const { question, answer_choices, answer_label, rationale_choices, rationale_label, place } = entry;
      const conversation = attempt(labels.note, () => {
        const answer = answered(answer_choices[answer_label], scene, place);
        const rationale = answered(rationale_choices[rationale_label], scene, place);
        return {
          turns: [
            { ...asked(question, scene, place), ...answer },
            { question: "Why?", ...rationale },
          ],
        };
      });
      return conversation ? [conversation] : [];
    });
    const picture = this.folders.find([file], { file: this.lines.path, record: file });
    const { width, height } = scene;
    return { id: file, picture, width, height, ...labels.told, exhaustive: [], conversations };
  }

  close(): Promise<void> {
    return this.lines.close();
  }

  #scene(path: string, picture: string, labels: LabelList): Scene {
    const file = { file: path, record: picture };
    const value = parsedJson(recordText(file), file);
    const { width, height, names, boxes, segms } = checkedRecord(value, metadataSchema, path, picture);
    const places = names.map((name, i) => {
      const place = { file: path, record: `${picture}, object ${i}` };
      return labels.add(name, (note) => {
        const [x1, y1, x2, y2] = checkedRecord(boxes[i], boxSchema, path, place.record);
        const box = drawnBox([x1, y1, x2, y2], width, height, place);
        const mask = attempt(note, () => {
          // Slivers of one or two corners cover nothing.
          const outlines = checkedRecord(segms[i], segmsSchema, path, place.record);
          const polygons = outlines.filter(({ length }) => length > 2).map((corners) => corners.flat());
          return checkedMask(polygons, width, height, place);
        });
        return { name, box, ...(mask && { mask }) };
      });
    });
    return { width, height, names, places };
  }
}

/** What is seen: names by the objects' numbers in the file, from 0, and where those that can be used stand. */
interface Scene extends Size {
  readonly names: readonly string[];
  readonly places: readonly (number | undefined)[];
}

/** A question: each object that it mentions is named and pointed at. */
function asked(tokens: Tokens, scene: Scene, place: Place) {
  const mentioned: number[] = [];
  const { text } = sentence(tokens, scene, place, (name, object) => {
    mentioned.push(object);
    return `${name} [VPT]`;
  });
  return { question: text, ...(mentioned.length > 0 && { objects: mentioned }) };
}

/** An answer: each object that it mentions is named and meant. */
function answered(
  tokens: Tokens | undefined,
  scene: Scene,
  place: Place,
): Pick<AnnotatedQuestion, "answers" | "spans"> {
  if (!tokens) throw new RecordError(place.file, place.record, "no-answer", "its label is none of the choices");
  const { text, spans } = sentence(tokens, scene, place, (name) => name);
  return { answers: [text], ...(spans.length > 0 && { spans }) };
}

/** Words are set as in print; several objects are joined by "and". */
function sentence(
  tokens: Tokens,
  { names, places }: Scene,
  { file, record }: Place,
  word: (name: string, object: number) => string,
) {
  const text = new GroundedText();
  for (const [i, token] of tokens.entries()) {
    const blank = i === 0 || (typeof token === "string" && /^(?:[.,;:!?)]|'|n't$)/.test(token)) ? "" : " ";
    text.words(blank);
    if (typeof token === "string") text.words(token);
    else
      for (const [k, object] of token.entries()) {
        const [name, at] = [names[object], places[object]];
        if (name === undefined || at === undefined)
          throw new RecordError(file, record, "unknown-object", `there is no object ${object} that can be used`);
        if (k > 0) text.words(k === token.length - 1 ? " and " : ", ");
        text.phrase(word(`${name}${object + 1}`, at), [at]);
      }
  }
  return text.caption();
}
