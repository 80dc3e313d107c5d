// The automaton's first half: the plan, which the model writes within the loaded units and the limits.

import { WORDING } from "../segments.js";
import { SPECIAL } from "../special-tokens.js";
import type { Grammar, PlannedLine } from "./grammar.js";
import { type Allowed, choice, forced, type Option, refuse, type TokenState } from "./states.js";
import { isFinished } from "./text-tokens.js";
import { excluding } from "./token-set.js";

/** `<Task>`, and whether anything is decoded. */
export function planStart(grammar: Grammar): TokenState {
  const words: Option = {
    ids: [...grammar.ids(WORDING.noUnits), ...planEnd(grammar)],
    next: () => grammar.body([]),
  };
  const units: Option = {
    ids: [...grammar.ids(WORDING.units), ...grammar.ids(WORDING.name)],
    next: () => new NameState(grammar, []),
  };
  const options = grammar.units.length > 0 ? [words, units] : [words];
  return forced([grammar.special(SPECIAL.task)], () => choice(options));
}

function planEnd(grammar: Grammar): number[] {
  return [grammar.special(SPECIAL.taskEnd), ...grammar.ids(WORDING.planEnd)];
}

/** Writes a line's name; the first id of " Unit: " ends it. */
class NameState implements TokenState {
  readonly done = false;

  constructor(
    private readonly grammar: Grammar,
    private readonly lines: readonly PlannedLine[],
    private readonly nameIds: readonly number[] = [],
    private readonly name = "",
    private readonly tail = "",
  ) {}

  allowed(): Allowed {
    const { grammar, tail } = this;
    const refused = this.mayEnd() ? this.spentIds() : [...this.spentIds(), this.endId()];
    return excluding(grammar.text.afterInLine(tail), refused);
  }

  advance(id: number): TokenState {
    const { grammar, lines } = this;
    if (id === this.endId()) return this.mayEnd() ? this.end() : refuse(id);
    const tail = grammar.text.follow(this.tail, id);
    const bytes = grammar.text.bytesOf(id);
    if (tail === null || /[\r\n]/.test(bytes) || this.spentIds().includes(id)) refuse(id);
    const longer = new NameState(grammar, lines, [...this.nameIds, id], this.name + bytes, tail);
    const full = longer.nameIds.length >= grammar.limits.nameTokens && longer.mayEnd();
    return full ? forced([this.endId()], () => longer.end()) : longer;
  }

  private endId(): number {
    return this.grammar.ids(WORDING.unit)[0];
  }

  private mayEnd(): boolean {
    return this.nameIds.length > 0 && isFinished(this.tail);
  }

  /** Behind the first id of " Unit: ". */
  private end(): TokenState {
    const { grammar, lines, name, nameIds } = this;
    return forced(grammar.ids(WORDING.unit).slice(1), () => unitsState(grammar, lines, { name, nameIds }, []));
  }

  /** With `distinctNames`: ids that would make this name one that an earlier line has, however that was spelt. */
  private spentIds(): number[] {
    const { grammar, lines, name } = this;
    if (!grammar.distinctNames) return [];
    const begun = lines.filter((line) => line.name.startsWith(name));
    const ids = begun.flatMap((line) => grammar.text.idsOf(line.name.slice(name.length)));
    return ids.filter((id) => id !== this.endId());
  }
}

/** A name as bytes, and the ids that made them. */
type Name = Pick<PlannedLine, "name" | "nameIds">;

/** A unit, then either a further one or the count. */
function unitsState(
  grammar: Grammar,
  lines: readonly PlannedLine[],
  name: Name,
  chosen: readonly string[],
): TokenState {
  const left = grammar.units.filter((unit) => !chosen.includes(unit));
  const more = left.length > 1 && chosen.length + 1 < grammar.limits.unitsPerLine;
  return choice(
    left.flatMap((unit): Option[] => {
      const units = [...chosen, unit];
      const ids = grammar.ids(unit);
      const count: Option = {
        ids: [...ids, ...grammar.ids(WORDING.num)],
        next: () => countState(grammar, lines, name, units),
      };
      const another: Option = {
        ids: [...ids, ...grammar.ids(WORDING.comma)],
        next: () => unitsState(grammar, lines, name, units),
      };
      return more ? [count, another] : [count];
    }),
  );
}

/** How many instances, then either a further line or the body. */
function countState(grammar: Grammar, lines: readonly PlannedLine[], name: Name, units: readonly string[]): TokenState {
  const most = Math.min(grammar.countLimit(units), instancesLeft(grammar, lines));
  return choice(
    Array.from({ length: most }, (_, i): Option => {
      const all = [...lines, { ...name, units, count: i + 1 }];
      return {
        ids: [...grammar.ids(String(i + 1)), ...grammar.ids(WORDING.lineEnd)],
        next: () => lineEnd(grammar, all),
      };
    }),
  );
}

function lineEnd(grammar: Grammar, lines: readonly PlannedLine[]): TokenState {
  const body: Option = { ids: planEnd(grammar), next: () => grammar.body(lines) };
  const line: Option = { ids: grammar.ids(WORDING.name), next: () => new NameState(grammar, lines) };
  const room = lines.length < grammar.limits.lines && instancesLeft(grammar, lines) > 0;
  return choice(room ? [body, line] : [body]);
}

function instancesLeft(grammar: Grammar, lines: readonly PlannedLine[]): number {
  return lines.reduce((left, { count }) => left - count, grammar.limits.instances);
}
