// The one shape of training and evaluation data: a picture, a conversation about it, and what each <REF> means.
import type { Answer, Part, TaskCommand } from "@refvlm/trp";
import type { Picture, UnitValues, VisualPrompt } from "@refvlm/vision";
import type { AnnotatedObject, DepthSource, PictureBytes, PictureFile } from "./annotated.js";

/**
 * What one `<REF>` must decode to, in the picture's own pixels. All that is known of the instance is given, whatever
 * the unit: a keypoint decoder learns from the box, too.
 */
export interface Target extends Partial<Omit<UnitValues, "depth">> {
  /** Of the whole picture, which is decoded late; `mask`, where given, says which part of it the phrase means. */
  depth?: DepthSource;
}

/** One question with its answer. */
export interface SampleTurn {
  /** Which of the data set's tasks asks, e.g. "rec". */
  task: string;
  user: Part[];
  /** What the user points at: a part `{ type: "prompt", index }` of `user` stands for `prompts[index]`. */
  prompts?: VisualPrompt[];
  /** Plan included. */
  answer: Answer;
  /**
   * One list for each group, in the order in which the body writes its groups: what its references mean. An instance that a
   * later group takes up is the same labelled one there.
   */
  targets: Target[][];
  /** The paper's task command, where the turn has one. */
  command?: TaskCommand;
}

/** A picture with a conversation. */
export interface Sample {
  picture: Picture | PictureFile | PictureBytes;
  turns: SampleTurn[];
  /** The turns do not see each other: they may be packed behind one picture with a block mask. */
  independent: boolean;
  /** Everything labelled in the picture, asked about or not: for dense supervision. */
  objects?: AnnotatedObject[];
  caption?: string;
  /** Unique in its source. */
  id?: string;
  /** Name of the data set in the build config. */
  source?: string;
}
