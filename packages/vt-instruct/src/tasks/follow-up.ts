// A question that leans on the answer before it: "where is the dog?", then "now segment it."
import { phraseText } from "@refvlm/trp";
import type { Random } from "../random.js";
import type { SampleTurn } from "../sample/sample.js";
import { unfitForOne } from "../templates/agreement.js";
import { followUpTemplates } from "../templates/follow-up.js";
import type { TaskName } from "./index.js";
import { rec, res } from "./refer.js";
import type { AskOptions } from "./task.js";
import { makeTurn } from "./turn.js";

const others = { rec: res, res: rec } as const;

/** The task that could ask on after this turn, if any: masks after boxes, boxes after masks. */
export function followUpTask({ task, targets }: SampleTurn): TaskName | undefined {
  if ((task !== "rec" && task !== "res") || targets.length !== 1 || targets[0].length !== 1) return undefined;
  const other = others[task];
  return targets[0][0][other === res ? "mask" : "box"] ? (other.name as TaskName) : undefined;
}

/** The same thing in the other unit; only for turns with a `followUpTask`. By default worded as the evaluation asks. */
export function followUp(turn: SampleTurn, random: Random, { core = true }: Pick<AskOptions, "core"> = {}): SampleTurn {
  const [node] = turn.answer.body;
  if (node.kind !== "triplet") throw new TypeError("a turn without a triplet has no follow-up");
  const unit = turn.task === "rec" ? "mask" : "box";
  const phrase = phraseText(node.phrase);
  const question = followUpTemplates[unit].draw(random, {}, { core, unfit: unfitForOne(phrase) });
  return makeTurn(others[turn.task as keyof typeof others], question, [{ phrase, unit, targets: turn.targets[0] }]);
}
