// Captions: the picture in words.
import { captionTemplates } from "../templates/caption.js";
import type { Task } from "./task.js";
import { makeTurn, oneOf } from "./turn.js";

/** "Describe the picture." */
export const caption: Task = {
  name: "caption",
  command: { task: "vqa", elements: ["sentence"], units: [] },
  ask({ captions = [] }, random) {
    if (captions.length === 0) return undefined;
    return makeTurn(caption, captionTemplates.draw(random), [oneOf(random, captions)]);
  },
};
