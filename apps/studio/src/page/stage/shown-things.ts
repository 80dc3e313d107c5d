// The things that the picture shows, as far as the score filter lets them through, and where they lie.
import { computed } from "@preact/signals";
import type { Box, Point } from "@refvlm/vision";
import { unitsOf } from "@refvlm/vision";
import { isSure, type Thing } from "../answer/thing.js";
import { correcting, objects } from "../folder/folder.js";
import { minScore } from "../state/looking.js";
import { conversation } from "../state/studio.js";
import { labelMap, ownerAt } from "./label-map.js";

const none: readonly Thing[] = [];

/** Of the answer that is shown; of the folder's picture while it is corrected. */
export const allThings = computed(() =>
  correcting.value ? objects.value : (conversation.value?.shown.value?.answer.things.value ?? none),
);
export const shownThings = computed(() => allThings.value.filter((thing) => isSure(thing, minScore.value)));
export const maskMap = computed(() => {
  const picture = conversation.value?.picture;
  const masked = shownThings.value.filter(({ values }) => values.mask);
  return picture && masked.length > 0 ? labelMap(masked, picture) : null;
});

/** A box around all that a thing says; undefined where it says nothing of a place. */
export function placeOf({ values }: Thing): Box | undefined {
  const { depth: _, ...placed } = values;
  const [first] = unitsOf(values.box ? { box: values.box } : placed);
  return first && !first.shape.drawing.isBlank?.(first.value) ? first.shape.drawing.anchor(first.value) : undefined;
}

/** The thing that a pixel of the picture shows: the mask on it, or the smallest box around it. */
export function thingAt([x, y]: Point): Thing | undefined {
  const masked = maskMap.value && ownerAt(maskMap.value, x, y);
  if (masked) return masked;
  let best: Thing | undefined;
  let least = Number.POSITIVE_INFINITY;
  for (const thing of shownThings.value) {
    if (thing.values.mask) continue;
    const [x1, y1, x2, y2] = placeOf(thing) ?? [0, 0, -1, -1];
    const area = (x2 - x1) * (y2 - y1);
    if (x < x1 || y < y1 || x > x2 || y > y2 || area >= least) continue;
    [best, least] = [thing, area];
  }
  return best;
}
