// Semantic segmentation by names: the mean over names of the IoU of all their pixels (mIoU of OVS and FOVS).
import type { Evaluation, Figures } from "@refvlm/metrics";
import { type Rle, rleArea, rleIntersection } from "@refvlm/vision";
import type { QuestionKind } from "../kinds.js";
import { type Row, type TaskFamily, taskFamily } from "./family.js";
import { givenUnits, truthUnits } from "./grounded.js";
import { united } from "./referring.js";

/** Pixels of one name in one picture. */
interface Pixels {
  readonly intersection: number;
  readonly union: number;
  /** The truth has the name. */
  readonly wanted: boolean;
}

export function segmentation(name: string, kinds: readonly QuestionKind[], rows: readonly Row[]): TaskFamily {
  return taskFamily<ReadonlyMap<string, Pixels>>({
    name,
    kinds,
    rows,
    keep({ question, answer }) {
      const [truth, given] = [byName(truthUnits(question, "mask")), byName(givenUnits(answer, "mask"))];
      const names = new Set([...truth.keys(), ...given.keys()]);
      return new Map([...names].map((each) => [each, pixels(truth.get(each), given.get(each))]));
    },
    measure: meanIou,
  });
}

function byName(said: readonly { phrase: string; value: { toRle(): Rle } }[]): Map<string, Rle> {
  const masks = new Map<string, Rle[]>();
  for (const { phrase, value } of said) masks.set(phrase, [...(masks.get(phrase) ?? []), value.toRle()]);
  return new Map([...masks].map(([name, list]) => [name, united(list)!]));
}

function pixels(truth: Rle | undefined, given: Rle | undefined): Pixels {
  const intersection = truth && given ? rleIntersection(truth, given) : 0;
  const area = (mask: Rle | undefined) => (mask ? rleArea(mask) : 0);
  return { intersection, union: area(truth) + area(given) - intersection, wanted: truth !== undefined };
}

/** Over the names that the truth of any of the pictures has. */
function meanIou(pictures: readonly ReadonlyMap<string, Pixels>[]): Evaluation | undefined {
  if (!pictures.some((picture) => [...picture.values()].some(({ wanted }) => wanted))) return undefined;
  return {
    size: pictures.length,
    figures(samples = Uint32Array.from(pictures.keys())): Figures {
      const sums = new Map<string, [intersection: number, union: number, wanted: boolean]>();
      for (const i of samples)
        for (const [name, { intersection, union, wanted }] of pictures[i]) {
          const sum = sums.get(name) ?? sums.set(name, [0, 0, false]).get(name)!;
          sum[0] += intersection;
          sum[1] += union;
          sum[2] ||= wanted;
        }
      const ious = [...sums.values()].flatMap(([above, below, wanted]) => (wanted ? [above / below] : []));
      return { mIoU: ious.reduce((sum, iou) => sum + iou, 0) / ious.length };
    },
  };
}
