// A list of objects straight from the dense proposals, by a rule: what the picture side knows before any language.
import { type Box, boxIou } from "@refvlm/vision";

/** What a token proposes, on the picture. */
export interface Proposed {
  /** In pixels, [x1, y1, x2, y2]. */
  readonly box: Box;
  /** P(object), 0..1. */
  readonly objectness: number;
}

/** A thing with its name, true or said. */
export interface Named {
  readonly box: Box;
  readonly name: string;
}

/** An object is listed from this objectness on: the best of three thresholds on nano's scenes (.3, .5, .7). */
const LEAST = 0.7;
/** Of proposals that overlap more than this the best one speaks. */
const SAME_OBJECT_IOU = 0.5;

/** The best proposals, each object once, whatever it is called. */
export function listProposals<P extends Proposed>(proposals: readonly P[]): P[] {
  const listed: P[] = [];
  const best = proposals.filter(({ objectness }) => objectness > LEAST).sort((a, b) => b.objectness - a.objectness);
  for (const each of best) if (listed.every(({ box }) => boxIou(box, each.box) <= SAME_OBJECT_IOU)) listed.push(each);
  return listed;
}

/** How many listed objects are true ones: of the same name, overlapping by half, each true one found once. */
export function countFound(listed: readonly Named[], truth: readonly Named[]): number {
  const open = new Set(truth);
  return listed.filter(({ box, name }) => {
    const found = [...open].find((known) => known.name === name && boxIou(known.box, box) >= SAME_OBJECT_IOU);
    return found !== undefined && open.delete(found);
  }).length;
}
