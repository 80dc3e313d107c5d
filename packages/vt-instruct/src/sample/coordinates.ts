// The schemas of places in a picture, in pixels of the original one.
import { JOINTS } from "@refvlm/vision";
import { z } from "zod";

const pixels = z.number();

export const boxSchema = z
  .tuple([pixels, pixels, pixels, pixels])
  .refine(([x1, y1, x2, y2]) => x1 < x2 && y1 < y2, "a box needs x1 < x2 and y1 < y2")
  .describe("[x1, y1, x2, y2] in pixels of the original picture, right and bottom edge exclusive");

export const pointSchema = z.tuple([pixels, pixels]).describe("[x, y] in pixels of the original picture");

export const keypointSchema = z
  .array(z.tuple([pixels, pixels, z.union([z.literal(0), z.literal(1), z.literal(2)])]))
  .length(JOINTS.length)
  .describe(`[x, y, visibility] of ${JOINTS.join(", ")}; visibility 0: not labelled, 1: hidden, 2: visible`);
