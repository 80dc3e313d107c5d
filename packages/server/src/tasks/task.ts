// What is asked without a sentence of its own: a unit of all things, or of those of some names, in words that networks have learnt.
import type { TaskCommand } from "@refvlm/trp";
import type { UnitName } from "@refvlm/vision";
import { invalid } from "../api-error.js";
import type { About, Ask } from "../engine/messages.js";

interface Wording {
  /** As the paper's task command calls it. */
  task: string;
  all: string;
  /** Before the names. */
  these: string;
}

/** Wordings of VT-Instruct's own templates. */
const wordings: Partial<Record<UnitName, Wording>> = {
  box: { task: "detection", all: "detect all objects.", these: "detect" },
  mask: { task: "segmentation", all: "segment all objects.", these: "segment" },
  point: { task: "pointing", all: "point at all objects.", these: "points" },
  depth: { task: "depth", all: "estimate the depth of the picture.", these: "estimate the depth of" },
};

/** A question's part of what the engine is asked. */
export type Question = Pick<Ask, "turns" | "command" | "only">;

/**
 * All things, or those of the names alone: the answer's plan is held to them.
 * @param units in the order in which they are preferred: the first one that the network has
 * @throws ApiError 400 where it has none of them
 */
export function askFor(
  units: readonly UnitName[],
  { about, names }: { about: About | null; names?: string[] },
): Question {
  const known = about?.units ?? units;
  const unit = units.find((wanted) => known.includes(wanted));
  if (!unit) throw invalid(`this model has no ${units.join(" or ")}: it answers with ${known.join(", ")}`);
  const { task, all, these } = wordings[unit]!;
  const command: TaskCommand = { task, elements: ["phrase", "unit"], units: [unit] };
  const text = names ? `${these}: ${names.join(", ")}.` : all;
  return { ...inWords(text), command, only: { units: [unit], names } };
}

/** A sentence that says itself what it wants. */
export function inWords(text: string): Question {
  return { turns: [{ user: [{ type: "text", text }], prompts: [] }] };
}
