// The plan (VD-CoT): made from a body, and compared with one (paper section 3.2).
import { type Node, type Plan, type PlanLine, phraseText, type Range, type TripletNode, triplets } from "./ast.js";

/** The plan that binds this body: one line per triplet, in the order in which their phrases close. */
export function planOf(body: readonly Node[]): Plan {
  const lines = triplets(body).map(lineOf);
  return { decode: lines.length > 0, lines };
}

/**
 * The plan line of one triplet: its words on one line, the units of all its groups, the instances that the first one names.
 */
export function lineOf(node: TripletNode): PlanLine {
  return {
    name: lineName(phraseText(node.phrase)),
    units: [...new Set(node.groups.flatMap((group) => group.units))],
    count: node.groups[0].instances.length,
  };
}

/** A phrase's words as a plan name: line breaks become spaces, and what looks like a marker is broken up. */
export function lineName(words: string): string {
  return words.replace(/[\r\n]+/g, " ").replace(/<(?=\/?(?:Task|Phrase|Unit)>|REF>)/g, "< ");
}

/** One place where plan and body disagree. */
export interface PlanDifference {
  /** Which line of the plan, from 0; -1 where the plan's first line says that nothing is decoded. */
  line: number;
  field: "name" | "units" | "count" | "missing" | "extra" | "decode";
  message: string;
  /** Of the triplet in the body, where there is one. */
  range?: Range;
}

/** All places where a plan and a body disagree; none when the body keeps the plan. */
export function comparePlan(plan: Plan, body: readonly Node[]): PlanDifference[] {
  const found = triplets(body);
  const out: PlanDifference[] = [];
  if (plan.decode !== plan.lines.length > 0) {
    out.push({ line: -1, field: "decode", message: `decode is ${plan.decode} with ${plan.lines.length} lines` });
  }
  for (let i = 0; i < Math.max(plan.lines.length, found.length); i++) {
    out.push(...compareLine(i, plan.lines[i], found[i] && lineOf(found[i]), found[i]?.range));
  }
  return out;
}

/** Compares one planned line with the line of the triplet that stands in its place. */
export function compareLine(
  line: number,
  planned: PlanLine | undefined,
  written: PlanLine | undefined,
  range?: Range,
): PlanDifference[] {
  if (!planned && !written) return [];
  if (!written)
    return [{ line, field: "missing", message: `"${planned!.name}" is planned but not in the body`, range }];
  if (!planned) return [{ line, field: "extra", message: `"${written.name}" is in the body but not planned`, range }];
  const differs = (field: "name" | "units" | "count", a: string | number, b: string | number): PlanDifference[] =>
    a === b ? [] : [{ line, field, message: `line ${line + 1} plans ${field} ${a}, the body has ${b}`, range }];
  return [
    ...differs("name", planned.name, written.name),
    ...differs("units", planned.units.join(", "), written.units.join(", ")),
    ...differs("count", planned.count, written.count),
  ];
}
