// What may be wrong with a built row beyond its schema: answers, targets, prompts and boxes that do not fit together.
import { type Answer, decodedUnits, groups, type NewUnits, parseAnswer, TrpError, tellNewUnits } from "@refvlm/trp";
import { RleError, rleArea } from "@refvlm/vision";
import type { RowTarget, RowTurn, SampleRow } from "../sample/row.js";

/** What a fault is counted by, and what it is in words. */
export interface RowFault {
  readonly reason: FaultReason;
  readonly detail: string;
}

/** Every fault that is looked for. */
export type FaultReason =
  | "unreadable"
  | "schema"
  | "answer"
  | "plan"
  | "command"
  | "count"
  | "missing-target"
  | "other-instance"
  | "box-outside"
  | "point-outside"
  | "joint-outside"
  | "mask-size"
  | "mask-empty"
  | "mask-broken"
  | "prompt-places"
  | "picture-place"
  | "tasks"
  | "picture";

/** A row's faults, and the answers that could be parsed. */
export interface CheckedRow {
  readonly faults: readonly RowFault[];
  readonly answers: readonly (Answer | undefined)[];
}

/** Coordinates are stored in thousandths of a pixel. */
const SLACK = 0.001;

/** Checks a row that holds to its schema; its picture is not opened. */
export function checkRow(row: SampleRow): CheckedRow {
  const faults: RowFault[] = [];
  const fault = (reason: FaultReason, detail: string) => faults.push({ reason, detail });
  if (row.image.bytes === null && row.image.path === null) fault("picture", "neither path nor bytes of the picture");
  const tasks = row.turns.map(({ task }) => task);
  if (tasks.join() !== row.tasks.join()) fault("tasks", `tasks are [${row.tasks}], the turns' [${tasks}]`);
  for (const [i, object] of (row.objects ?? []).entries()) checkShapes(object, row, `objects.${i}`, fault);
  let newUnits: NewUnits = {};
  const answers = row.turns.map((turn, i) => {
    const place = `turns.${i}`;
    newUnits = checkCommand(turn, row.independent ? {} : newUnits, place, fault);
    checkQuestion(turn, i, row, place, fault);
    const answer = checkAnswer(turn.answer, `${place}.answer`, fault);
    if (answer) checkTargets(answer, turn.targets, newUnits, row, `${place}.targets`, fault);
    return answer;
  });
  return { faults, answers };
}

type Tell = (reason: FaultReason, detail: string) => void;
type Size = Pick<SampleRow, "width" | "height" | "depth">;

function checkQuestion({ user, prompts = [] }: RowTurn, index: number, row: SampleRow, place: string, fault: Tell) {
  const places = user.flatMap((part) => (part.type === "prompt" ? [part.index] : []));
  const used = [...new Set(places)].sort((a, b) => a - b);
  if (used.join() !== prompts.map((_, i) => i).join())
    fault("prompt-places", `${place}: the question has places for prompts [${places}], there are ${prompts.length}`);
  const pictures = user.filter(({ type }) => type === "image").length;
  if (pictures > (row.independent || index === 0 ? 1 : 0))
    fault("picture-place", `${place}: a picture belongs once into the first question`);
  for (const [i, prompt] of prompts.entries()) {
    const where = `${place}.prompts.${i}`;
    if (prompt.kind === "box" || prompt.kind === "mask") checkShapes(prompt, row, where, fault);
    else
      for (const point of [...prompt.points, ...((prompt.kind === "point" && prompt.minus) || [])])
        checkPoint(point, row, where, fault);
  }
}

function checkAnswer(text: string, place: string, fault: Tell): Answer | undefined {
  try {
    const { answer, problems } = parseAnswer(text, { mode: "strict" });
    for (const { message } of problems) fault("plan", `${place}: ${message}`);
    return answer;
  } catch (error) {
    if (!(error instanceof TrpError)) throw error;
    fault("answer", `${place}: ${error.message}`);
    return undefined;
  }
}

/** The unit words that hold for the turn's answer: those of its command beside those of the turns that it sees. */
function checkCommand({ command }: RowTurn, known: NewUnits, place: string, fault: Tell): NewUnits {
  try {
    return tellNewUnits(known, command);
  } catch (error) {
    if (!(error instanceof TrpError)) throw error;
    fault("command", `${place}.${error.message}`);
    return known;
  }
}

function checkTargets(
  answer: Answer,
  targets: RowTurn["targets"],
  newUnits: NewUnits,
  row: SampleRow,
  place: string,
  fault: Tell,
): void {
  const wanted = groups(answer.body);
  const counts = [wanted.map(({ group }) => group.instances.length), targets.map((group) => group.length)];
  if (counts[0]!.join() !== counts[1]!.join())
    fault("count", `${place}: the answer refers to [${counts[0]}] instances a group, the targets are [${counts[1]}]`);
  for (const [i, group] of targets.entries())
    for (const [j, target] of group.entries()) {
      const where = `${place}.${i}.${j}`;
      checkShapes(target, row, where, fault);
      if (target.point) checkPoint(target.point, row, where, fault);
      if (target.depth && !row.depth) fault("missing-target", `${where}: the row has no depth picture`);
      for (const unit of decodedUnits(wanted[i]?.group.units ?? [], newUnits))
        if (!Object.hasOwn(target, unit)) fault("missing-target", `${where}: no ${unit}`);
    }
  checkTakenUp(wanted, targets, place, fault);
}

/** An instance that a later group takes up is labelled as it was before. */
function checkTakenUp(
  wanted: ReturnType<typeof groups>,
  targets: RowTurn["targets"],
  place: string,
  fault: Tell,
): void {
  for (const [i, { triplet, group }] of wanted.entries()) {
    const first = wanted.findIndex((each) => each.triplet === triplet);
    for (const [j, instance] of i === first ? [] : group.instances.entries()) {
      const [before, again] = [targets[first]?.[instance], targets[i]?.[j]];
      if (!before || !again) continue;
      for (const unit of Object.keys(before) as (keyof RowTarget)[])
        if (again[unit] && JSON.stringify(again[unit]) !== JSON.stringify(before[unit]))
          fault("other-instance", `${place}.${i}.${j}: takes up instance ${instance}, but has another ${unit}`);
    }
  }
}

function checkShapes({ box, mask, keypoint }: RowTarget, { width, height }: Size, place: string, fault: Tell): void {
  if (box && !(box[0] >= -SLACK && box[1] >= -SLACK && box[2] <= width + SLACK && box[3] <= height + SLACK))
    fault("box-outside", `${place}: the box [${box}] leaves the picture of ${width} x ${height}`);
  if (mask) checkMask(mask, width, height, place, fault);
  for (const [i, [x, y, visibility]] of (keypoint ?? []).entries())
    if (visibility > 0 && outside(x, y, width, height))
      fault("joint-outside", `${place}: joint ${i} at [${x},${y}] is outside the picture of ${width} x ${height}`);
}

function checkMask(mask: NonNullable<RowTarget["mask"]>, width: number, height: number, place: string, fault: Tell) {
  if (mask.size.join() !== `${height},${width}`) {
    fault("mask-size", `${place}: the mask's size is [${mask.size}], the picture's [${height},${width}]`);
    return;
  }
  try {
    if (rleArea(mask) === 0) fault("mask-empty", `${place}: the mask has no pixel`);
  } catch (error) {
    if (!(error instanceof RleError)) throw error;
    fault("mask-broken", `${place}: ${error.message}`);
  }
}

function checkPoint([x, y]: readonly [number, number], { width, height }: Size, place: string, fault: Tell): void {
  if (outside(x, y, width, height))
    fault("point-outside", `${place}: [${x},${y}] is outside the picture of ${width} x ${height}`);
}

function outside(x: number, y: number, width: number, height: number): boolean {
  return !(x >= -SLACK && y >= -SLACK && x <= width + SLACK && y <= height + SLACK);
}
