// Trees to text: the inverse of the parser.
import { type Answer, type Group, type Node, type Plan, phraseText } from "./ast.js";
import { TrpError } from "./errors.js";
import { answerSegments, planSegments, type Segment } from "./segments.js";
import { findMarker } from "./special-tokens.js";
import { isUnitName } from "./units.js";

/**
 * Writes an answer in the grammar of DESIGN section 3.
 * @throws TrpError when the tree has no such text: a marker inside plain text, an empty phrase, a triplet
 *   without references, a unit that is not one word, a plan name with a line break
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
    checkUnits(line);
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
  if (node.groups.length === 0) throw new TrpError(`the triplet "${phraseText(phrase)}" has no group of references`);
  for (const group of node.groups) checkUnits(group);
}

function checkUnits({ units, count }: Pick<Group, "units" | "count">): void {
  if (!Number.isSafeInteger(count) || count < 1)
    throw new TrpError(`a count must be a whole number from 1, not ${count}`);
  if (units.length === 0) throw new TrpError("a group must name at least one unit");
  for (const unit of units) {
    if (!isUnitName(unit)) throw new TrpError(`unit ${JSON.stringify(unit)} must be one word`);
  }
}

function checkText(text: string): void {
  const marker = findMarker(text);
  if (marker) throw new TrpError(`plain text cannot hold the marker ${marker}: ${JSON.stringify(text)}`);
}
