// One's own data: JSON lines, a picture with everything that is known of it in each (docs/jsonl.md).
import { basename, dirname, isAbsolute, relative } from "node:path";
import { explainConfigIssues } from "@refvlm/config";
import { z } from "zod";
import { RecordError } from "../files/errors.js";
import { JsonLines } from "../files/json-lines.js";
import { pluralOf } from "../language/plural.js";
import { spoken } from "../language/spoken.js";
import type {
  AnnotatedObject,
  AnnotatedPicture,
  AnnotatedQuestion,
  DepthSource,
  GroundedCaption,
  ObjectName,
} from "../sample/annotated.js";
import { jointsOf, segmentationSchema, shapeOf } from "./coco/coco-object.js";
import type { Place } from "./common/checks.js";
import { MarkupError, parseGroundedMarkup } from "./common/grounded-markup.js";
import { LabelList, type Note } from "./common/label-list.js";
import { pathBelow } from "./common/picture-folders.js";
import { checkSameSize, type Size, sizedPicture } from "./common/sized-picture.js";
import { type Dataset, defineReader } from "./reader.js";

const words = z.string().min(1);
const index = z.int().nonnegative();

const objectSchema = z.strictObject({
  name: words,
  plural: words.optional(),
  /** [x1, y1, x2, y2] in pixels; without it, the smallest box around the mask. */
  box: z.tuple([z.number(), z.number(), z.number(), z.number()]).optional(),
  mask: segmentationSchema.optional(),
  /** 17 joints in COCO's order, [x, y, visibility, ...]. */
  keypoint: z.array(z.number()).optional(),
  crowd: z.boolean().optional(),
  stuff: z.boolean().optional(),
});

const questionSchema = z.strictObject({
  question: words,
  answer: z.union([words, z.array(words).min(1)]),
  objects: z.array(index).optional(),
});

/** One line. */
const lineSchema = z.strictObject({
  picture: words,
  objects: z.array(objectSchema).default([]),
  exhaustive: z.array(words).optional(),
  complete: z.boolean().optional(),
  captions: z.array(words).optional(),
  groundedCaptions: z.array(words).optional(),
  expressions: z.array(z.strictObject({ text: words, objects: z.array(index) })).optional(),
  descriptions: z.array(z.strictObject({ text: words, object: index })).optional(),
  questions: z.array(questionSchema).optional(),
  conversations: z.array(z.array(questionSchema).min(1)).optional(),
  depth: z
    .strictObject({
      path: words,
      kind: z.enum(["metric", "relative", "disparity"]).default("metric"),
      unitsPerMetre: z.number().positive().default(1000),
    })
    .optional(),
});
type Line = z.infer<typeof lineSchema>;

export const jsonl = defineReader({
  name: "jsonl",
  title: "One's own data: JSON lines (docs/jsonl.md)",
  licence: "Yours.",
  options: z.strictObject({
    file: z.string(),
    /** The folder that pictures and depths are relative to; default the file's own. */
    pictures: z.string().optional(),
  }),
  async open({ file, pictures = dirname(file) }): Promise<Dataset> {
    const lines = await JsonLines.open(file);
    return {
      size: lines.size,
      faults: [],
      async read(index) {
        const value = await lines.read(index, z.unknown());
        const checked = lineSchema.safeParse(value);
        if (!checked.success)
          throw lines.fault(index, "wrong-field", explainConfigIssues(checked.error, lineSchema, "wrong fields"));
        return annotated(checked.data, pictures, { file, record: lines.record(index) });
      },
      close: () => lines.close(),
    };
  },
});

function annotated(line: Line, folder: string, place: Place): AnnotatedPicture {
  const here = `${basename(place.file)} ${place.record}`;
  const picture = sizedPicture(belowFolder(folder, line.picture, place), here);
  const labels = new LabelList();
  const said = spellings(line);
  const places = line.objects.map((object, i) => {
    const at = { file: place.file, record: `${place.record}: objects.${i}` };
    const named = { ...object, name: said(object.name) };
    return labels.add(named.name, (note) => objectOf(named, picture, at, note), {
      place: at,
      record: object,
      shape: object.mask,
    });
  });
  const fault = (reason: string, field: string, detail: string) =>
    new RecordError(place.file, place.record, reason, `${field}: ${detail}`);

  /** Undefined, and noted, where one of the objects is lost. */
  const known = (indices: readonly number[], field: string) => {
    const wrong = indices.find((index) => index >= places.length);
    if (wrong !== undefined)
      throw fault("wrong-index", field, `there is no object ${wrong}; the line has ${places.length}, counted from 0`);
    const lost = indices.find((index) => places[index] === undefined);
    if (lost === undefined) return indices.map((index) => places[index]!);
    labels.note(fault("lost-object", field, `it means object ${lost}, which cannot be used`));
    return undefined;
  };
  const grounded = (markup: string, field: string): GroundedCaption => {
    try {
      const { text, spans } = parseGroundedMarkup(markup);
      const kept = spans.flatMap((span) => {
        const objects = known(span.objects, field);
        return objects ? [{ ...span, objects }] : [];
      });
      return { text, spans: kept };
    } catch (error) {
      throw error instanceof MarkupError ? fault("wrong-markup", field, error.message) : error;
    }
  };
  /** Undefined for a question that points at a lost object. */
  const turn = (entry: z.infer<typeof questionSchema>, field: string): AnnotatedQuestion | undefined => {
    const { question, answer, objects: shown = [] } = entry;
    const marks = question.split("[VPT]").length - 1;
    if (marks !== shown.length)
      throw fault("wrong-prompts", field, `[VPT] stands ${marks} times, but objects names ${shown.length}`);
    const answers = [answer].flat().map((words) => grounded(words, `${field}.answer`));
    const [{ spans }] = answers as [GroundedCaption];
    const objects = known(shown, `${field}.objects`);
    if (!objects) return undefined;
    return {
      question,
      answers: answers.map(({ text }) => text),
      ...(objects.length > 0 && { objects }),
      ...(spans.length > 0 && { spans }),
    };
  };

  const { exhaustive, complete, captions, groundedCaptions, expressions, descriptions, questions, conversations } =
    line;
  const namesOf = (name: string): ObjectName => {
    const { plural = pluralOf(name) } = line.objects.find((object) => said(object.name) === name) ?? {};
    return { name, plural };
  };
  const told = {
    ...(exhaustive && { exhaustive: [...new Set(exhaustive.map(said))].map(namesOf) }),
    ...(complete !== undefined && { complete }),
    ...(captions && { captions }),
    ...(groundedCaptions && {
      groundedCaptions: groundedCaptions.map((markup, i) => grounded(markup, `groundedCaptions.${i}`)),
    }),
    ...(expressions && {
      expressions: expressions.flatMap(({ text, objects }, i) => {
        const meant = known(objects, `expressions.${i}`);
        return meant ? [{ text, objects: meant }] : [];
      }),
    }),
    ...(descriptions && {
      descriptions: descriptions.flatMap(({ text, object }, i) => {
        const [meant] = known([object], `descriptions.${i}`) ?? [];
        return meant === undefined ? [] : [{ text, object: meant }];
      }),
    }),
    ...(questions && { questions: questions.flatMap((entry, i) => turn(entry, `questions.${i}`) ?? []) }),
    ...(conversations && {
      conversations: conversations.flatMap((entries, i) => {
        const turns = entries.map((entry, j) => turn(entry, `conversations.${i}.${j}`));
        // What comes behind a question that cannot be asked may lean on it.
        const asked = turns.slice(0, turns.includes(undefined) ? turns.indexOf(undefined) : turns.length);
        return asked.length > 0 ? [{ turns: asked as AnnotatedQuestion[] }] : [];
      }),
    }),
    ...(line.depth && { depth: depthOf(line.depth, belowFolder(folder, line.depth.path, place), picture, here) }),
  };
  return { id: `${line.picture}, ${place.record}`, ...picture, ...labels.told, ...told };
}

function objectOf(
  { box, mask: segmentation, keypoint, ...rest }: z.infer<typeof objectSchema>,
  picture: Size,
  place: Place,
  note: Note,
): AnnotatedObject {
  if (!box && !segmentation) throw new RecordError(place.file, place.record, "no-place", "give its box or its mask");
  const bbox = box && [box[0], box[1], box[2] - box[0], box[3] - box[1]];
  const shape = shapeOf(bbox, segmentation, picture, place, note);
  const joints = keypoint && jointsOf(keypoint, place, note);
  return {
    ...rest,
    ...shape,
    ...(joints && { keypoint: joints }),
  };
}

/** How a line's names are said: those that differ in blanks, underscores or capitals are one, as first written. */
function spellings({ objects, exhaustive = [] }: Line): (name: string) => string {
  const said = new Map<string, string>();
  const keyOf = (name: string) => (spoken(name) || name).toLowerCase();
  for (const name of [...objects.map(({ name }) => name), ...exhaustive])
    if (!said.has(keyOf(name))) said.set(keyOf(name), spoken(name) || name);
  return (name) => said.get(keyOf(name))!;
}

/** Absolute paths may stand there, too. */
function belowFolder(folder: string, path: string, place: Place): string {
  return pathBelow(folder, isAbsolute(path) ? relative(folder, path) : path, place);
}

function depthOf(depth: NonNullable<Line["depth"]>, path: string, picture: Size, record: string): DepthSource {
  checkSameSize(picture, sizedPicture(path, record), path, record);
  if (depth.kind === "metric") return { path, kind: "metric", scale: 1 / depth.unitsPerMetre };
  return { path, kind: "relative", scale: 1, ...(depth.kind === "disparity" && { inverse: true }) };
}
