// The automaton's first half: the plan, which the model writes within the loaded units and the limits.
import type { Grammar, PlannedLine } from "./automaton-grammar.js";
import { WORDING } from "./segments.js";
import { SPECIAL } from "./special-tokens.js";
import { type Allowed, choice, forced, type Option, refuse, type TokenState } from "./token-states.js";

/** `<Task>`, and whether anything is decoded. */
export function planStart(grammar: Grammar): TokenState {
  const words: Option = {
    ids: [...grammar.ids(WORDING.noUnits), ...planEnd(grammar)],
    next: () => grammar.body([]),
  };
  const units: Option = {
    ids: [...grammar.ids(WORDING.units), ...grammar.ids(WORDING.name)],
    next: () => new NameState(grammar, [], [], ""),
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
    private readonly nameIds: readonly number[],
    private readonly tail: string,
  ) {}

  allowed(): Allowed {
    const [end] = this.grammar.ids(WORDING.unit);
    const also = this.nameIds.length > 0 ? [end] : [];
    const ids = this.grammar.text.allowed({ tail: this.tail, oneLine: true, except: end, also });
    const spent = this.spentIds();
    return { ids: spent.length > 0 ? ids.filter((id) => !spent.includes(id)) : ids };
  }

  /** With `distinctNames`: ids that would make this name one that an earlier line has. */
  private spentIds(): number[] {
    const { grammar, lines, nameIds } = this;
    if (!grammar.distinctNames) return [];
    const begun = lines.filter((line) => line.nameIds.length === nameIds.length + 1);
    return begun.filter((line) => nameIds.every((id, i) => id === line.nameIds[i])).map((line) => line.nameIds.at(-1)!);
  }

  advance(id: number): TokenState {
    const { grammar, lines } = this;
    const [end, ...rest] = grammar.ids(WORDING.unit);
    if (id === end && this.nameIds.length > 0) {
      return forced(rest, () => unitsState(grammar, lines, this.nameIds, []));
    }
    if (id === end || !grammar.text.isText(id) || this.spentIds().includes(id)) refuse(id);
    const nameIds = [...this.nameIds, id];
    if (nameIds.length < grammar.limits.nameTokens) {
      return new NameState(grammar, lines, nameIds, grammar.text.tail(this.tail, id));
    }
    return forced(grammar.ids(WORDING.unit), () => unitsState(grammar, lines, nameIds, []));
  }
}

/** A unit, then either a further one or the count. */
function unitsState(
  grammar: Grammar,
  lines: readonly PlannedLine[],
  nameIds: readonly number[],
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
        next: () => countState(grammar, lines, nameIds, units),
      };
      const another: Option = {
        ids: [...ids, ...grammar.ids(WORDING.comma)],
        next: () => unitsState(grammar, lines, nameIds, units),
      };
      return more ? [count, another] : [count];
    }),
  );
}

/** How many instances, then either a further line or the body. */
function countState(
  grammar: Grammar,
  lines: readonly PlannedLine[],
  nameIds: readonly number[],
  units: string[],
): TokenState {
  const name = grammar.codec.decode(nameIds);
  const most = Math.min(grammar.countLimit(units), instancesLeft(grammar, lines));
  return choice(
    Array.from({ length: most }, (_, i): Option => {
      const all = [...lines, { name, nameIds, units, count: i + 1 }];
      return {
        ids: [...grammar.ids(String(i + 1)), ...grammar.ids(WORDING.lineEnd)],
        next: () => lineEnd(grammar, all),
      };
    }),
  );
}

function lineEnd(grammar: Grammar, lines: readonly PlannedLine[]): TokenState {
  const body: Option = { ids: planEnd(grammar), next: () => grammar.body(lines) };
  const line: Option = { ids: grammar.ids(WORDING.name), next: () => new NameState(grammar, lines, [], "") };
  const room = lines.length < grammar.limits.lines && instancesLeft(grammar, lines) > 0;
  return choice(room ? [body, line] : [body]);
}

function instancesLeft(grammar: Grammar, lines: readonly PlannedLine[]): number {
  return lines.reduce((left, { count }) => left - count, grammar.limits.instances);
}
