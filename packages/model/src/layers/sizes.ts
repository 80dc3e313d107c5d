// How large a network may be described: far beyond any that exists, near enough that a slip is told before work starts.
import { z } from "zod";

/** Layers or blocks of one kind. */
export const depth = z.int().positive().max(1024);

/** Widths, heads, sides in pixels, cells. */
export const size = z
  .int()
  .positive()
  .max(2 ** 20);

/** Words and positions. */
export const count = z
  .int()
  .positive()
  .max(2 ** 27);
