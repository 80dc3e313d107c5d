// The per-turn task command: which task, which answer elements, which units (paper section 3.2).

import type { Segment } from "../segments.js";
import { SPECIAL } from "../special-tokens.js";
import { type NewUnits, newUnitsNotice } from "./new-units.js";

/** What a turn asks for, told to the model ahead of the question. */
export interface TaskCommand {
  /** e.g. `"detection"`. */
  task: string;
  /** Parts that the answer is made of. */
  elements: ("sentence" | "phrase" | "unit")[];
  /** Units asked for; empty where the answer is words only. */
  units: string[];
  /** Those of `units` that are new to the model, announced ahead of the command. They hold for later turns, too. */
  newUnits?: NewUnits;
}

/** The command as segments, its units between real markers. */
export function commandSegments(command: TaskCommand): Segment[] {
  const head = `Task Command:\n- task name: ${command.task}\n- answer element: ${command.elements.join(", ")}\n- unit: `;
  const notice = newUnitsNotice(Object.keys(command.newUnits ?? {}));
  if (command.units.length === 0) return [{ text: `${notice}${head}None\n` }];
  return [
    { text: notice + head },
    { special: SPECIAL.unit },
    { text: command.units.join(", ") },
    { special: SPECIAL.unitEnd },
    { text: "\n" },
  ];
}
