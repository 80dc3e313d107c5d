// How a question says that it points: "at this point [VPT]", "inside the box [VPT]".
import type { PromptKind } from "@refvlm/vision";

/** Words with alternatives to follow "the thing", for each kind of prompt. */
export const pointed: Readonly<Record<PromptKind, string>> = {
  point: "at {the point|this point|the marked point|the position|this spot} [VPT]",
  box: "{in the box|inside the box|in this box|in the rectangle|within the frame} [VPT]",
  scribble: "{under the scribble|under this scribble|along the stroke|under the pen stroke|on the drawn line} [VPT]",
  mask: "{under the mask|covered by the mask|in this mask|in the masked area|in the highlighted region} [VPT]",
};
