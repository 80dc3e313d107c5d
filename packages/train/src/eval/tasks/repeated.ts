// Lists that name one place twice: the share of their boxes that lie on an earlier one, whatever the names.
import { boxIou } from "@refvlm/vision";
import type { TaskFamily } from "./family.js";
import { givenUnits } from "./grounded.js";
import { points } from "./points.js";

/** Boxes that overlap more are of one object. */
const SAME_OBJECT_IOU = 0.5;

/** Over the boxes of freeform detection: 0 is wanted. */
export function repeatedBoxes(name: string): TaskFamily {
  return points(name, ["fovd"], undefined, ({ answer }) => {
    const boxes = givenUnits(answer, "box").map(({ value }) => value);
    const repeated = boxes.filter((box, i) =>
      boxes.slice(0, i).some((earlier) => boxIou(box, earlier) > SAME_OBJECT_IOU),
    );
    return { gain: repeated.length, of: boxes.length };
  });
}
