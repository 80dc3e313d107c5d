// What each unit of an object is called: in the paper's task commands, and in questions.

/** The units that mark where an object is. */
export type ObjectUnit = "box" | "mask" | "keypoint" | "point";

/** What a question may ask for: a unit, or a composite one as `<Unit>` has it. */
export type AskedUnit = ObjectUnit | "box, mask" | "box, keypoint";

/** The units that a composite one is made of; a single one is its own. */
export function partsOf(unit: AskedUnit): ObjectUnit[] {
  return unit.split(", ") as ObjectUnit[];
}

/** What questions have words for, whatever the task. */
export type WordedUnit = ObjectUnit | "box, mask";

/** Words with alternatives for question templates (see `Templates`), and the task's word. */
export interface UnitWords {
  /** In task commands: "detection", "grounding_detection", "gcg_detection". */
  readonly task: string;
  readonly noun: string;
  readonly nouns: string;
  /** Asks for the unit; an object comes after it. */
  readonly mark: string;
  /** The same with the object said before: "mark it". */
  readonly marks: string;
  /** The same for several things that come after it. */
  readonly markAll: string;
  /** What may have such a unit. */
  readonly thing: string;
}

const anything = "{the thing|the object|whatever is}";

export const unitWords: Readonly<Record<WordedUnit, UnitWords>> = {
  box: {
    task: "detection",
    noun: "{box|bounding box}",
    nouns: "boxes",
    mark: "{detect|locate|find|draw a box around|put a box around}",
    marks: "{draw its box|give its box|put a box around it|locate it}",
    markAll: "{locate|box|draw boxes around}",
    thing: anything,
  },
  mask: {
    task: "segmentation",
    noun: "{mask|segmentation mask}",
    nouns: "masks",
    mark: "{segment|cut out|outline|trace|draw a mask of}",
    marks: "{draw its mask|give its mask|segment it|outline it}",
    markAll: "{segment|outline|draw masks of}",
    thing: anything,
  },
  "box, mask": {
    task: "detection_segmentation",
    noun: "box and a mask",
    nouns: "boxes and masks",
    mark: "{detect and segment|locate and outline|find and cut out}",
    marks: "{draw its box and its mask|give its box and its mask|locate and outline it}",
    markAll: "{locate and segment|detect and outline|find and cut out}",
    thing: anything,
  },
  keypoint: {
    task: "keypoints",
    noun: "{pose|list of joints}",
    nouns: "poses",
    mark: "{estimate the pose of|find the joints of|mark the keypoints of|locate the joints of|draw the skeleton of}",
    marks: "{mark the joints|give the keypoints|estimate the pose|draw the skeleton}",
    markAll: "{estimate the poses of|find the joints of}",
    thing: "{the one|the figure}",
  },
  point: {
    task: "pointing",
    noun: "{point|dot}",
    nouns: "points",
    mark: "{point at|point to|put a dot on|mark with a point}",
    marks: "{point at it|put a dot on it|mark it with a point|give its point}",
    markAll: "{point at|put dots on}",
    thing: anything,
  },
};
