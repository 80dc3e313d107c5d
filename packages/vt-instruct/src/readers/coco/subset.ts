// Parts of COCO: which of a file's pictures are read, and which crowds a smaller copy of it may have lost.
import { z } from "zod";
import type { AnnotatedObject, LostLabel } from "../../sample/annotated.js";

const number = z.int().nonnegative();

/** Which pictures: those for which all holds that is said. */
export const pictureChoice = z.strictObject({
  /** A JSON list of image ids. */
  only: z.string().optional(),
  /** What `coco_split` of `images` says, in files that mix COCO's splits. */
  cocoSplit: z.enum(["train2017", "val2017"]).optional(),
  /** Part `keep` of `of` alike ones, counted from 0, or all parts but `leave`: what one build holds back for another. */
  part: z
    .union([
      z.strictObject({ of: z.int().min(2), keep: number }),
      z.strictObject({ of: z.int().min(2), leave: number }),
    ])
    .refine(
      (part) => ("keep" in part ? part.keep : part.leave) < part.of,
      "parts are counted from 0: this one is beyond the last",
    )
    .optional(),
});
export type PictureChoice = z.infer<typeof pictureChoice>;

/** @param listed the ids of `only` */
export function isChosen(
  id: number,
  cocoSplit: () => string | undefined,
  choice: PictureChoice,
  listed?: ReadonlySet<number>,
): boolean {
  const { part } = choice;
  if (listed && !listed.has(id)) return false;
  if (part && ("keep" in part ? id % part.of !== part.keep : id % part.of === part.leave)) return false;
  return choice.cocoSplit === undefined || cocoSplit() === choice.cocoSplit;
}

/** COCO's people drew a crowd only around what was left of a name when they had outlined so many. */
const BEFORE_CROWD = 12;

/**
 * Names of which a picture may have lost its crowd: regions of many are missing in copies of COCO that were made of boxes,
 * and what is there a dozen times may then be there more often.
 */
export function unmarkedCrowds(objects: readonly AnnotatedObject[]): LostLabel[] {
  const counts = new Map<string, number>();
  for (const { name } of objects) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts].flatMap(([name, count]) => (count >= BEFORE_CROWD ? [{ name }] : []));
}
