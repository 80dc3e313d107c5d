// The fixed questions by which a network's answers about a scene are measured.
import { Random } from "./random.js";
import type { SampleTurn } from "./sample.js";
import { categories } from "./scene/categories.js";
import type { Scene } from "./scene/render.js";
import { sceneTasks } from "./tasks/index.js";
import { vqaTask } from "./tasks/vqa.js";

const present = { absentRate: 0, vocabulary: categories };
const absent = { absentRate: 1, vocabulary: categories };

const kinds = {
  /** The box of one object that is there. */
  rec: (scene: Scene, random: Random) => sceneTasks.rec.ask(scene, random, present),
  /** The mask of one object that is there. */
  res: (scene: Scene, random: Random) => sceneTasks.res.ask(scene, random, present),
  /** Everything, with boxes. */
  fovd: (scene: Scene, random: Random) => sceneTasks.fovd.ask(scene, random, present),
  /** Everything, with masks. */
  fovs: (scene: Scene, random: Random) => sceneTasks.fovs.ask(scene, random, present),
  /** Everything of given names, all of which are there. */
  ovd: (scene: Scene, random: Random) => sceneTasks.ovd.ask(scene, random, present),
  /** Is there a dog? */
  "vqa-presence": (scene: Scene, random: Random) => vqaTask("presence").ask(scene, random, present),
  /** How many dogs? */
  "vqa-count": (scene: Scene, random: Random) => vqaTask("count").ask(scene, random, present),
  /** Left of, right of, above, below, next to. */
  "vqa-relation": (scene: Scene, random: Random) => vqaTask("relation").ask(scene, random, present),
  /** The box of something that is not there; right is an answer without any unit. */
  "rec-absent": (scene: Scene, random: Random) => sceneTasks.rec.ask(scene, random, absent),
  /** The scene in a sentence with boxes. */
  "gcg-box": (scene: Scene, random: Random) => sceneTasks["gcg-box"].ask(scene, random, present),
} satisfies Record<string, (scene: Scene, random: Random) => SampleTurn | undefined>;

/** What can be measured. */
export type EvalKind = keyof typeof kinds;
export const evalKinds = Object.keys(kinds) as EvalKind[];

/**
 * The evaluation questions of one kind about a scene: one, or none where the scene affords none.
 * `key` (the scene's index, say) fixes the wording and the object that is asked about.
 */
export function evalQuestions(scene: Scene, kind: EvalKind, key: number | string): SampleTurn[] {
  const turn = kinds[kind](scene, Random.of("eval", kind, key));
  return turn ? [turn] : [];
}
