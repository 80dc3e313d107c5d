// Grounded conversations from GLaMM's files: masks and captions of the truth in COCO's format, answers by picture.
import type { Rle } from "@refvlm/vision";
import { z } from "zod";
import { cosineSimilarity } from "../../answers/word-similarity.js";
import { type Evaluation, MetricsError } from "../../evaluation.js";
import { evaluateGcg, type GcgAnswer, type GcgTruth } from "../../grounding/gcg.js";
import { englishWith } from "../captions/function-word-file.js";
import { readJsonFile } from "../files/json-file.js";
import { readVectors } from "../files/vector-file.js";
import { rleSchema } from "./rle-schema.js";

const pictureSchema = z.object({ id: z.int(), width: z.int(), height: z.int() });
const maskFile = z.object({
  images: z.array(pictureSchema).min(1),
  annotations: z.array(z.object({ image_id: z.int(), segmentation: rleSchema })),
});
const captionFile = z.object({
  annotations: z.array(z.object({ image_id: z.int(), caption: z.string(), labels: z.array(z.string()) })),
});
const answerFile = z.record(
  z.string().regex(/^\d+$/, "expected a picture's id"),
  z.object({ caption: z.string(), phrases: z.array(z.string()), pred_masks: z.array(rleSchema) }),
);

/**
 * Scores answers `{ picture id: { caption, phrases, pred_masks } }`.
 * @param gt masks of the truth, a picture's in the order of its labels
 * @param settings `captions`: the truth's captions with their labels; `embeddings`: `{ text: vector }`, for recall; `function-words`: METEOR's
 * @throws MetricsError naming file, record and field
 */
export function scoreGcg(gt: string, pred: string, settings: Readonly<Record<string, string>>): Evaluation {
  const { captions, embeddings } = settings;
  if (captions === undefined)
    throw new MetricsError("gcg: the truth has two files; give captions=FILE beside its masks");
  const answers = Object.entries(checkedFile(pred, answerFile)).map(
    ([id, { pred_masks, ...answer }]): [number, GcgAnswer] => [Number(id), { ...answer, shapes: pred_masks }],
  );
  const similarity = embeddings === undefined ? undefined : cosineSimilarity(readVectors(embeddings));
  return evaluateGcg(readTruth(gt, captions), new Map(answers), englishWith(settings["function-words"]), similarity, {
    truth: gt,
    answers: pred,
  });
}

function readTruth(maskPath: string, captionPath: string): GcgTruth[] {
  const { images, annotations } = checkedFile(maskPath, maskFile);
  const captions = new Map<number, { caption: string; labels: string[] }>();
  for (const [i, { image_id, ...each }] of checkedFile(captionPath, captionFile).annotations.entries()) {
    if (captions.has(image_id))
      throw new MetricsError(
        `${captionPath}: annotations.${i}, field image_id: ${image_id} has a caption already; give one for each picture`,
      );
    captions.set(image_id, each);
  }
  const masks = new Map<number, Rle[]>(images.map(({ id }) => [id, []]));
  for (const [i, { image_id, segmentation }] of annotations.entries()) {
    const list = masks.get(image_id);
    if (!list)
      throw new MetricsError(`${maskPath}: annotations.${i}, field image_id: ${image_id} is none of its images`);
    list.push(segmentation);
  }
  return images.map(({ id, width, height }) => {
    const { caption, labels } = captions.get(id) ?? { caption: "", labels: [] };
    const count = masks.get(id)!.length;
    if (labels.length !== count)
      throw new MetricsError(
        `${captionPath}: picture ${id}, field labels: ${labels.length} labels, but ${maskPath} has ${count} masks; give one for each`,
      );
    return { id, width, height, captions: [caption], phrases: labels, shapes: masks.get(id)! };
  });
}

function checkedFile<T>(path: string, schema: z.ZodType<T>): T {
  const checked = schema.safeParse(readJsonFile(path));
  if (checked.success) return checked.data;
  const [{ path: field, message }] = checked.error.issues as [z.core.$ZodIssue];
  throw new MetricsError(`${path}: ${field.join(".") || "file"}: ${message}; give it as GLaMM's evaluation reads it`);
}
