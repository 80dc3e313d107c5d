// Percentage of correct keypoints: a joint is right within a share of its person's size (PCK), or of the head's (PCKh).
import type { XywhBox } from "@refvlm/vision";
import { type Evaluation, MetricsError } from "../evaluation.js";
import { idText, type RecordId } from "../record-id.js";
import { answersInOrder } from "../records.js";

/** A person. */
export interface PckTruth {
  id: RecordId;
  /** x, y, v of each joint in turn; a joint with v 0 is not labelled. */
  keypoints: readonly number[];
  bbox: XywhBox;
  /** Length that PCKh measures by. */
  headSize?: number;
  picture?: string;
}

export interface PckAnswer {
  id: RecordId;
  /** x, y of each joint in turn; null where no person was found. */
  keypoints: readonly number[] | null;
}

/** What a joint's distance is measured by. */
export const pckReferences = ["bbox", "torso", "head"] as const;
export type PckReference = (typeof pckReferences)[number];

const shares = [0.05, 0.1, 0.2, 0.5] as const;
/** The torso runs from the left shoulder to the right hip, in COCO's order of joints. */
const torso = [5, 12] as const;

/**
 * PCK at several shares of the longer side of the box, of the torso or of the head: over all labelled joints, and as the
 * mean over kinds of joint. A person without that length is left out; one that was not found has every joint wrong.
 * @throws MetricsError for a wrong number of joints, or an answer to no person of the truth
 */
export function evaluatePck(
  truth: readonly PckTruth[],
  answers: readonly PckAnswer[],
  reference: PckReference = "bbox",
  lists = { truth: "truth", answers: "answers" },
): Evaluation {
  const paired = answersInOrder(truth, answers, lists);
  const joints = Math.floor(truth[0]!.keypoints.length / 3);
  const labelled = new Uint8Array(truth.length * joints);
  const distance = new Float64Array(truth.length * joints).fill(Number.POSITIVE_INFINITY);
  truth.forEach((person, i) => {
    checkLength(lists.truth, person, 3 * joints);
    const length = referenceLength(person, reference);
    const answer = paired[i]?.keypoints;
    if (answer) checkLength(lists.answers, { id: person.id, keypoints: answer }, 2 * joints);
    for (let joint = 0; joint < joints; joint++) {
      const [x, y, v] = person.keypoints.slice(3 * joint);
      const at = i * joints + joint;
      labelled[at] = Number(length !== undefined && v! > 0);
      if (answer && labelled[at])
        distance[at] = Math.hypot(answer[2 * joint]! - x!, answer[2 * joint + 1]! - y!) / length!;
    }
  });
  const name = reference === "head" ? "PCKh" : "PCK";
  const all = Uint32Array.from(truth, (_, i) => i);
  return {
    size: truth.length,
    figures: (samples = all) =>
      Object.fromEntries(
        shares.flatMap((share) => {
          const { micro, macro } = rightShare(samples, joints, labelled, distance, share);
          return [
            [`${name}@${share}`, micro],
            [`${name}@${share}, mean over joints`, macro],
          ];
        }),
      ),
    note: (i) => ({ id: truth[i]!.id, picture: truth[i]!.picture, answer: paired[i]?.keypoints?.join(", ") }),
  };
}

/** Of all labelled joints, and the mean over those kinds of joint that are labelled at all. */
function rightShare(
  samples: Uint32Array,
  joints: number,
  labelled: Uint8Array,
  distance: Float64Array,
  share: number,
): { micro: number; macro: number } {
  const [right, present] = [new Uint32Array(joints), new Uint32Array(joints)];
  for (const sample of samples)
    for (let joint = 0; joint < joints; joint++) {
      const at = sample * joints + joint;
      present[joint]! += labelled[at]!;
      if (labelled[at] && distance[at]! <= share) right[joint]!++;
    }
  const sum = (values: Iterable<number>) => [...values].reduce((total, value) => total + value, 0);
  const kinds = [...present.keys()].filter((joint) => present[joint]! > 0);
  return {
    micro: sum(right) / sum(present),
    macro: sum(kinds.map((joint) => right[joint]! / present[joint]!)) / kinds.length,
  };
}

/** Undefined where this person does not have it. */
function referenceLength({ keypoints, bbox, headSize }: PckTruth, reference: PckReference): number | undefined {
  if (reference === "bbox") return Math.max(bbox[2], bbox[3]) || undefined;
  if (reference === "head") return headSize;
  const [from, to] = torso.map((joint) => keypoints.slice(3 * joint, 3 * joint + 3));
  if (!(from![2]! > 0 && to![2]! > 0)) return undefined;
  return Math.hypot(from![0]! - to![0]!, from![1]! - to![1]!) || undefined;
}

function checkLength(list: string, { id, keypoints }: { id: RecordId; keypoints: readonly number[] }, wanted: number) {
  if (keypoints.length !== wanted || wanted === 0)
    throw new MetricsError(
      `${list}: record with id ${idText(id)}, field keypoints: ${keypoints.length} numbers, not ${wanted || 3} as the first record tells; give x, y and v for the truth's joints, x and y for an answer's`,
    );
}
