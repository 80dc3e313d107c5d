// Detection: AP of boxes, masks or joints as COCO's, with the phrases of answers as categories (OVD, OVS, FOVD, FOVS, keypoints).
import {
  boxes,
  detectionsFrom,
  type Evaluation,
  evaluateDetections,
  keypoints,
  masks,
  type ShapeKind,
  truthsFrom,
} from "@refvlm/metrics";
import { boxArea, type UnitValues, xyxyToXywh } from "@refvlm/vision";
import type { Target } from "@refvlm/vt-instruct";
import type { QuestionKind } from "../kinds.js";
import type { AnsweredQuestion } from "../question.js";
import { type Row, type TaskFamily, taskFamily } from "./family.js";
import { givenUnits, recordId, truthUnits } from "./grounded.js";

type DetectedUnit = "box" | "mask" | "keypoint";

/** An annotation or a detection in COCO's form, with the words that mean it. */
interface Named {
  readonly name: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

/** A question's picture with what it shows and what was found. */
export interface DetectedPicture {
  readonly id: number;
  readonly file_name: string;
  readonly width: number;
  readonly height: number;
  readonly truths: readonly Named[];
  readonly found: readonly Named[];
}

/** How `refvlm score` calls results of a unit. */
const scoreNames: Record<DetectedUnit, string> = { box: "coco-box", mask: "coco-mask", keypoint: "coco-keypoints" };

const fieldsOf: { readonly [K in DetectedUnit]: (value: UnitValues[K]) => Record<string, unknown> } = {
  box: (box) => ({ bbox: xyxyToXywh(box) }),
  mask: (mask) => ({ segmentation: mask.toRle() }),
  keypoint: (joints) => ({ keypoints: joints.flat() }),
};

/** Of the mask where there is one, else of the box. */
const areaOf = ({ mask, box }: Target) => mask?.area() ?? (box ? boxArea(box) : 0);

/** What a question shows and what its answer found in one unit. */
export function detectedPicture(
  { question, answer }: AnsweredQuestion,
  id: number,
  unit: DetectedUnit,
): DetectedPicture {
  const { width, height } = question.picture;
  const fields = fieldsOf[unit] as (value: unknown) => Record<string, unknown>;
  const annotation = (name: string, value: unknown, target: Target) => {
    const { box } = target;
    return { name, fields: { ...(box && { bbox: xyxyToXywh(box) }), ...fields(value), area: areaOf(target) } };
  };
  const told = truthUnits(question, unit).map(({ phrase, value, target }) => annotation(phrase, value, target));
  const crowds = (question.crowds ?? []).flatMap((crowd) => {
    if (!crowd[unit]) return [];
    const { name, fields } = annotation(crowd.name, crowd[unit], crowd as Target);
    return [{ name, fields: { ...fields, iscrowd: 1 } }];
  });
  const found = givenUnits(answer, unit).map(({ phrase, value, score }) => {
    return { name: phrase, fields: { ...fields(value), score } };
  });
  return { id, file_name: recordId(question), width, height, truths: [...told, ...crowds], found };
}

/** An annotation file and a result file of these pictures; names that no truth has are no category. */
export function cocoFiles(pictures: readonly DetectedPicture[]) {
  const names = [...new Set(pictures.flatMap(({ truths }) => truths.map(({ name }) => name)))];
  const category = new Map(names.map((name, i) => [name, i + 1]));
  const annotations = pictures.flatMap(({ id, truths }) =>
    truths.map(({ name, fields }) => ({ image_id: id, category_id: category.get(name)!, ...fields })),
  );
  const results = pictures.flatMap(({ id, found }) =>
    found.flatMap(({ name, fields }) => {
      const category_id = category.get(name);
      return category_id === undefined ? [] : [{ image_id: id, category_id, ...fields }];
    }),
  );
  return {
    truth: {
      images: pictures.map(({ id, file_name, width, height }) => ({ id, file_name, width, height })),
      categories: names.map((name, i) => ({ id: i + 1, name })),
      annotations: annotations.map((each, i) => ({ id: i + 1, ...each })),
    },
    results,
  };
}

/** Average precision of pictures; undefined where nothing is to be found in any. */
function measure<S>(kind: ShapeKind<S>, pictures: readonly DetectedPicture[]): Evaluation | undefined {
  const { truth, results } = cocoFiles(pictures);
  if (truth.annotations.length === 0) return undefined;
  const truths = truthsFrom(truth, kind);
  return evaluateDetections(truths, detectionsFrom(results, truths));
}

const measures: Record<DetectedUnit, (pictures: readonly DetectedPicture[]) => Evaluation | undefined> = {
  box: (pictures) => measure(boxes, pictures),
  mask: (pictures) => measure(masks, pictures),
  keypoint: (pictures) => measure(keypoints(), pictures),
};

/** COCO's figures of one unit. */
export function detection(
  name: string,
  unit: DetectedUnit,
  kinds: readonly QuestionKind[],
  rows: readonly Row[],
): TaskFamily {
  return taskFamily<DetectedPicture>({
    name,
    kinds,
    rows,
    keep: (asked, number) => detectedPicture(asked, number, unit),
    measure: measures[unit],
    files(pictures) {
      const { truth, results } = cocoFiles(pictures);
      return { score: scoreNames[unit], gt: truth, pred: results };
    },
  });
}
