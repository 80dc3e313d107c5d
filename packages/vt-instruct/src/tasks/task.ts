// What a task is: a way to ask about an annotated picture, with its true answer.
import type { TaskCommand } from "@refvlm/trp";
import type { Random } from "../random.js";
import type { AnnotatedPicture } from "../sample/annotated.js";
import type { SampleTurn } from "../sample/sample.js";
import type { AskOptions } from "./ask-options.js";

/** A way to ask about a picture. */
export interface Task {
  readonly name: string;
  /** The paper's per-turn task command. */
  readonly command: TaskCommand;
  /**
   * One question with its true answer; undefined where the annotations do not allow this one.
   * Depends on the arguments and the state of `random` only.
   */
  ask(picture: AnnotatedPicture, random: Random, options: AskOptions): SampleTurn | undefined;
  /** Turns that belong together and keep their order, where the data have such conversations; else none. */
  thread?(picture: AnnotatedPicture, random: Random, options: AskOptions): SampleTurn[];
}
