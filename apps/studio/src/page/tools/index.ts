// The tools in the order of their keys; a new one is one file beside this one and one line here.
import { box } from "./box.js";
import { brush, eraser } from "./brush.js";
import { point } from "./point.js";
import { polygon } from "./polygon.js";
import { scribble } from "./scribble.js";
import type { Tool } from "./tool.js";

/** Moves the picture; prompts and objects that are touched move by themselves. */
const hand: Tool = {
  name: "hand",
  label: "Move",
  key: "0",
  hint: "Drag the picture, a prompt or a corner of its box; the wheel zooms.",
  down() {},
};

export const tools: readonly Tool[] = [hand, point, box, scribble, brush, eraser, polygon];
