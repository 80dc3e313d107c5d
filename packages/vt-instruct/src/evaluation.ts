// The fixed questions by which a network's answers about a scene are measured.

import { inventWords, renameUnits } from "./conversation/link-context.js";
import { Random } from "./random.js";
import type { AnnotatedPicture } from "./sample/annotated.js";
import type { SampleTurn } from "./sample/sample.js";
import { annotateScene } from "./scene/annotate.js";
import type { Scene } from "./scene/render.js";
import { followUp } from "./tasks/follow-up.js";
import { tasks } from "./tasks/index.js";
import type { AskOptions } from "./tasks/task.js";
import { vqaTask } from "./tasks/vqa.js";

const present: AskOptions = { absentRate: 0, core: true };
const absent: AskOptions = { absentRate: 1, core: true };

const kinds = {
  /** The box of one object that is there. */
  rec: (picture: AnnotatedPicture, random: Random) => tasks.rec.ask(picture, random, present),
  /** The mask of one object that is there. */
  res: (picture: AnnotatedPicture, random: Random) => tasks.res.ask(picture, random, present),
  /** Everything, with boxes. */
  fovd: (picture: AnnotatedPicture, random: Random) => tasks.fovd.ask(picture, random, present),
  /** Everything, with masks. */
  fovs: (picture: AnnotatedPicture, random: Random) => tasks.fovs.ask(picture, random, present),
  /** Everything of given names, all of which are there. */
  ovd: (picture: AnnotatedPicture, random: Random) => tasks.ovd.ask(picture, random, present),
  /** Is there a dog? */
  "vqa-presence": (picture: AnnotatedPicture, random: Random) => vqaTask("presence").ask(picture, random, present),
  /** How many dogs? */
  "vqa-count": (picture: AnnotatedPicture, random: Random) => vqaTask("count").ask(picture, random, present),
  /** Left of, right of, above, below, next to. */
  "vqa-relation": (picture: AnnotatedPicture, random: Random) => vqaTask("relation").ask(picture, random, present),
  /** The box of something that is not there; right is an answer without any unit. */
  "rec-absent": (picture: AnnotatedPicture, random: Random) => tasks.rec.ask(picture, random, absent),
  /** The scene in a sentence with boxes. */
  "gcg-box": (picture: AnnotatedPicture, random: Random) => tasks["gcg-box"].ask(picture, random, present),
  /** The mask of "it", behind a question for the box of one object and its true answer. */
  "follow-up": (picture: AnnotatedPicture, random: Random) => {
    const turn = tasks.rec.ask(picture, random, present);
    return turn && [turn, followUp(turn, random)];
  },
  /** The box of one object under a unit word that only the command explains (link-context learning, paper appendix A). */
  "new-unit": (picture: AnnotatedPicture, random: Random) => {
    const turn = tasks.rec.ask(picture, random, present);
    return turn && renameUnits(turn, inventWords(["box"], random));
  },
} satisfies Record<string, (picture: AnnotatedPicture, random: Random) => SampleTurn | SampleTurn[] | undefined>;

/** What can be measured. */
export type EvalKind = keyof typeof kinds;
export const evalKinds = Object.keys(kinds) as EvalKind[];

/**
 * The evaluation's conversation of one kind about a scene: the last turn is asked, those before it are told with their
 * true answers. Empty where the scene affords none.
 * @param key the scene's index, say: fixes the wording and the object that is asked about
 */
export function evalConversation(scene: Scene, kind: EvalKind, key: number | string): SampleTurn[] {
  return [kinds[kind](annotateScene(scene), Random.of("eval", kind, key)) ?? []].flat();
}
