// Questions about the thing that the answer before has just shown, by the unit that they ask for. The first ones call it
// "it", and are those of the evaluation; the others suit a man and scissors, too.
import { Templates } from "./grammar.js";

export const followUpTemplates = {
  box: new Templates(
    [
      "{now|and now|next,} {draw a box around it|put a box around it|give me its box|show me its bounding box|locate it with a box}.",
      "{what is its box|and its box|where is its box|what are its bounds|and the box of it}?",
      "{can|could} you {draw its box|box it|give its bounding box}{, too|, please|}?",
    ],
    [
      "{now|and now|next,} {draw|give me|show me} the {box|bounding box}{|, please}.",
      "and {the box|the bounding box|as a box}?",
      "{can|could} you {draw|give} the {box|bounding box}{, too|, please|}?",
    ],
  ),
  mask: new Templates(
    [
      "{now|and now|next,} {segment it|cut it out|outline it|give me its mask|trace its shape}.",
      "{what is its mask|and its mask|which pixels are its own|what shape does it have|and the mask of it}?",
      "{can|could} you {draw its mask|segment it|outline it}{, too|, please|}?",
    ],
    [
      "{now|and now|next,} {draw|give me|show me} the {mask|outline|exact shape}{|, please}.",
      "and {the mask|the exact shape|as a mask}?",
      "{can|could} you {draw|give} the {mask|outline}{, too|, please|}?",
    ],
  ),
};
