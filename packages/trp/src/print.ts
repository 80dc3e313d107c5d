// Trees to text: the inverse of the parser.
import { type Answer, type Group, type Node, type Plan, phraseText } from "./ast.js";
import { TrpError } from "./errors.js";
import { answerSegments, planSegments, type Segment } from "./segments.js";
import { findMarker } from "./special-tokens.js";
import { isUnitName } from "./units.js";

/**
 * Writes an answer in the grammar of DESIGN section 3.
 * @throws TrpError when the tree has no such text: a marker inside plain text, an empty phrase, a triplet
 *   without references, instances out of order, a unit twice or not one word, a plan name with a line break
 */
export function printAnswer(answer: Answer): string {
  checkAnswer(answer);
  return printSegments(answerSegments(answer));
}

/**
 * Writes a plan with the line break behind it.
 * @throws TrpError as `printAnswer`
 */
export function printPlan(plan: Plan): string {
  checkPlan(plan, false);
  return printSegments(planSegments(plan));
}

/** Writes segments one after another, markers as they are spelled. */
export function printSegments(segments: readonly Segment[]): string {
  return segments.map((segment) => ("text" in segment ? segment.text : segment.special)).join("");
}

/**
 * Throws when an answer is outside the grammar. With `plainText`, marker strings inside texts are allowed:
 * encoding keeps them apart from markers, printing cannot.
 * @throws TrpError
 */
export function checkAnswer(answer: Answer, { plainText = false }: { plainText?: boolean } = {}): void {
  if (answer.plan) checkPlan(answer.plan, plainText);
  for (const node of answer.body) checkNode(node, plainText);
}

function checkPlan(plan: Plan, plainText: boolean): void {
  if (plan.decode !== plan.lines.length > 0) {
    throw new TrpError(`a plan with decode ${plan.decode} cannot have ${plan.lines.length} lines`);
  }
  for (const line of plan.lines) {
    if (!plainText) checkText(line.name);
    if (line.name === "" || /[\r\n]/.test(line.name)) {
      throw new TrpError(`plan name ${JSON.stringify(line.name)} must be one line with at least one character`);
    }
    checkUnits(line.units);
    if (!Number.isSafeInteger(line.count) || line.count < 1)
      throw new TrpError(`a count must be a whole number from 1, not ${line.count}`);
  }
}

function checkNode(node: Node, plainText: boolean): void {
  if (node.kind === "text") {
    if (!plainText) checkText(node.text);
    return;
  }
  const phrase = node.kind === "phrase" ? node : node.phrase;
  for (const child of phrase.children) checkNode(child, plainText);
  if (phraseText(phrase) === "") throw new TrpError("a phrase must have words");
  if (node.kind === "phrase") return;
  checkGroups(node.groups, `the triplet "${phraseText(phrase)}"`);
}

function checkGroups(groups: readonly Group[], of: string): void {
  if (groups.length === 0) throw new TrpError(`${of} has no group of references`);
  const known = groups[0].instances.length;
  for (const [i, { units, instances }] of groups.entries()) {
    checkUnits(units);
    const repeated = units.find((unit) => groups.slice(0, i).some((earlier) => earlier.units.includes(unit)));
    if (repeated !== undefined)
      throw new TrpError(`${of} has the unit ${repeated} in two groups: one group has all references of a unit`);
    if (instances.length === 0) throw new TrpError(`${of} has a group without references`);
    const named = instances.every((instance, k) =>
      i === 0
        ? instance === k
        : Number.isSafeInteger(instance) && instance > (instances[k - 1] ?? -1) && instance < known,
    );
    if (named) continue;
    const rule = i === 0 ? "numbers its instances from 0" : `takes up instances below ${known}, each once, ascending`;
    throw new TrpError(`${of}: group ${i} ${rule}, not [${instances.join(", ")}]`);
  }
}

function checkUnits(units: readonly string[]): void {
  if (units.length === 0) throw new TrpError("a group must name at least one unit");
  for (const unit of units) {
    if (!isUnitName(unit)) throw new TrpError(`unit ${JSON.stringify(unit)} must be one word`);
  }
}

function checkText(text: string): void {
  const marker = findMarker(text);
  if (marker) throw new TrpError(`plain text cannot hold the marker ${marker}: ${JSON.stringify(text)}`);
}
