// A question that leans on the answer before it: "where is the dog?", then "now segment it."
import { phraseText } from "@refvlm/trp";
import type { ObjectUnit } from "../language/unit-words.js";
import type { Random } from "../random.js";
import type { SampleTurn } from "../sample/sample.js";
import { unfitForOne } from "../templates/agreement.js";
import { followUpTemplates } from "../templates/follow-up.js";
import type { TaskName } from "./index.js";
import { rec, recPoint, res } from "./refer.js";
import type { Task } from "./task.js";
import { makeTurn } from "./turn.js";

/** The tasks about one thing, each in its unit. */
const tasks: readonly Task[] = [rec, res, recPoint];

const unitOf = ({ command }: Task) => command.units[0] as ObjectUnit;

/** The tasks that could ask on after this turn: about the same thing in another unit, where that is known. */
export function followUpTasks({ task: name, targets }: SampleTurn): TaskName[] {
  if (!tasks.some((task) => task.name === name) || targets.length !== 1 || targets[0].length !== 1) return [];
  return tasks.flatMap((task) => (task.name !== name && targets[0][0][unitOf(task)] ? [task.name as TaskName] : []));
}

/** The same thing in the unit of another task; only for one of the turn's `followUpTasks`. */
export function followUp(turn: SampleTurn, name: TaskName, random: Random): SampleTurn {
  const [node] = turn.answer.body;
  const task = tasks.find((each) => each.name === name);
  if (node.kind !== "triplet" || !task) throw new TypeError(`the turn has no follow-up by ${name}`);
  const phrase = phraseText(node.phrase);
  const question = followUpTemplates(unitOf(task)).draw(random, {}, unfitForOne(phrase));
  return makeTurn(task, question, [{ phrase, groups: [{ units: [unitOf(task)], targets: turn.targets[0] }] }]);
}
