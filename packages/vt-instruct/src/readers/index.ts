// All readers by the word that build configs call them.
import { coco } from "./coco.js";
import type { Reader } from "./reader.js";

/** The readers; a new one is one file and one line here. */
export const readers: Readonly<Record<string, Reader>> = {
  coco,
};
