// Questions about the thing that the answer before has just shown, by the unit that they ask for.
import { Templates } from "./grammar.js";

export const followUpTemplates = {
  box: new Templates([
    "{now|and now|next,} {draw a box around it|put a box around it|give me its box|show me its bounding box|locate it with a box}.",
    "{what is its box|and its box|where is its box|what are its bounds|and the box of it}?",
    "{can|could} you {draw its box|box it|give its bounding box}{, too|, please|}?",
  ]),
  mask: new Templates([
    "{now|and now|next,} {segment it|cut it out|outline it|give me its mask|trace its shape}.",
    "{what is its mask|and its mask|which pixels are its own|what shape does it have|and the mask of it}?",
    "{can|could} you {draw its mask|segment it|outline it}{, too|, please|}?",
  ]),
};
