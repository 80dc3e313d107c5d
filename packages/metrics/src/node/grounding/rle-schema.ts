// Masks in records: COCO's run lengths.
import type { Rle } from "@refvlm/vision";
import { z } from "zod";

/** COCO run lengths as a record holds them. */
export const rleSchema: z.ZodType<Rle> = z.object({
  size: z.tuple([z.int().positive(), z.int().positive()]),
  counts: z.union([z.string(), z.array(z.int().nonnegative())]),
});
