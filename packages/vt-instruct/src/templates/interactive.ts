// Questions that point at an object and ask for its box, mask or joints (IG). "$name" is "dog", "$a" is "a dog".
import type { PromptKind } from "@refvlm/vision";
import { Templates } from "./grammar.js";
import { pointed } from "./pointed.js";

/** Questions that leave it to the answer what the thing is, and questions that say it. */
export interface InteractiveTemplates {
  readonly unnamed: Templates;
  readonly named: Templates;
}

/**
 * What a unit is called, and how to ask for it. `mark` needs an object after it, `marks` stands for "mark it", `thing`
 * is what may have such a unit.
 */
interface UnitWords {
  readonly mark: string;
  readonly marks: string;
  readonly noun: string;
  readonly thing: string;
}

const units: Readonly<Record<"box" | "mask" | "keypoint", UnitWords>> = {
  box: {
    mark: "{detect|locate|find|draw a box around|put a box around}",
    marks: "{draw its box|give its box|put a box around it|locate it}",
    noun: "{box|bounding box}",
    thing: "{the thing|the object|whatever is}",
  },
  mask: {
    mark: "{segment|cut out|outline|trace|draw a mask of}",
    marks: "{draw its mask|give its mask|segment it|outline it}",
    noun: "{mask|segmentation mask}",
    thing: "{the thing|the object|whatever is}",
  },
  keypoint: {
    mark: "{estimate the pose of|find the joints of|mark the keypoints of|locate the joints of|draw the skeleton of}",
    marks: "{mark the joints|give the keypoints|estimate the pose|draw the skeleton}",
    noun: "{pose|list of joints}",
    thing: "{the one|the figure}",
  },
};

/** Wordings for one unit and prompts of one kind. */
export function interactiveTemplates(unit: keyof typeof units, kind: PromptKind): InteractiveTemplates {
  const { mark, marks, noun, thing } = units[unit];
  const at = pointed[kind];
  return {
    unnamed: new Templates([
      `${mark} ${thing} ${at}{|, please}.`,
      `{give me|i need|show me} the ${noun} of ${thing} ${at}.`,
      `{can|could} you ${mark} ${thing} ${at}?`,
      `look at ${thing} ${at} and ${marks}.`,
      `what is ${at}? ${marks}.`,
      `{name|tell me} what is ${at}, then ${marks}.`,
    ]),
    named: new Templates([
      `${mark} the $name ${at}{|, please}.`,
      `{give me|i need|show me} the ${noun} of the $name ${at}.`,
      `{can|could} you ${mark} the $name ${at}?`,
      `there is $a ${at}. ${marks}.`,
    ]),
  };
}
