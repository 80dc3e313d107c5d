// Detection with free phrases: every phrase counts as the name that it is most like, by how like it is (mAP_S, equations 10 and 11).
import {
  boxes,
  categorised,
  classesBySimilarity,
  detectionsFrom,
  type Evaluation,
  evaluateDetections,
  masks,
  SCORE_CONVENTIONS,
  type ShapeKind,
  type TextSimilarity,
  truthsFrom,
  wordSimilarity,
} from "@refvlm/metrics";
import { cocoFiles, type DetectedPicture, detectedPicture } from "./detection.js";
import { type Row, type TaskFamily, taskFamily } from "./family.js";

/** mAP_S and AP50_S of boxes or masks. @param similarity of a phrase and a name; the paper's is the cosine of CLIP's texts */
export function freeform(
  name: string,
  unit: "box" | "mask",
  rows: readonly Row[],
  similarity: TextSimilarity = wordSimilarity,
): TaskFamily {
  return taskFamily<DetectedPicture>({
    name,
    kinds: [unit === "box" ? "fovd" : "fovs"],
    rows,
    keep: (asked, number) => detectedPicture(asked, number, unit),
    measure: (pictures) =>
      unit === "box" ? measure(boxes, pictures, similarity) : measure(masks, pictures, similarity),
    files: (pictures) => ({
      score: unit === "box" ? "freeform-box" : "freeform-mask",
      gt: cocoFiles(pictures).truth,
      pred: predictions(pictures),
    }),
  });
}

const predictions = (pictures: readonly DetectedPicture[]) =>
  pictures.flatMap(({ id, found }) => found.map(({ name, fields }) => ({ image_id: id, phrase: name, ...fields })));

function measure<S>(
  kind: ShapeKind<S>,
  pictures: readonly DetectedPicture[],
  similarity: TextSimilarity,
): Evaluation | undefined {
  const { truth } = cocoFiles(pictures);
  if (truth.annotations.length === 0) return undefined;
  const truths = truthsFrom(truth, kind);
  const found = predictions(pictures);
  const phrases = [...new Set(found.map(({ phrase }) => phrase))];
  const names = truth.categories.map((category) => category.name);
  const classes = classesBySimilarity(
    phrases,
    truths.categories,
    phrases.map((phrase) => names.map((each) => similarity(phrase, each))),
  );
  const results = categorised(found, classes, SCORE_CONVENTIONS.similarity);
  return evaluateDetections(truths, detectionsFrom(results, truths));
}
