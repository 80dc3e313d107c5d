// The automaton's states in a triplet's parentheses: fixed for one unit, with a choice of groups for several.
import { WORDING } from "../segments.js";
import { SPECIAL } from "../special-tokens.js";
import type { Grammar, PlannedLine } from "./grammar.js";
import { choice, forced, type Option, type TokenState } from "./states.js";

/** Writes the units and references of one plan line. */
export class TripletWriter {
  /**
   * @param rest length of the shortest closing behind the triplet
   * @param next given the room behind the triplet
   */
  constructor(
    private readonly grammar: Grammar,
    private readonly line: PlannedLine,
    private readonly rest: number,
    private readonly next: (room: number) => TokenState,
  ) {}

  /** From the opening parenthesis on. */
  start(room: number): TokenState {
    const { grammar, line } = this;
    if (line.units.length === 1) return forced(grammar.tripletIds(line), room, this.next);
    return forced(grammar.ids(WORDING.open), room, (left) => this.group(line.units, 0, left));
  }

  /** A group with one or more of the line's units; what it leaves over goes to further groups. */
  private group(units: readonly string[], from: number, room: number): TokenState {
    const { grammar, line } = this;
    const options: Option[] = [];
    for (let n = 1; n <= units.length; n++) {
      if (n < units.length && line.count - from < 2) continue;
      const rest = units.slice(n);
      options.push({
        ids: [...grammar.unitIds(units.slice(0, n)), grammar.special(SPECIAL.unitEnd)],
        least: this.refsAndRest(from, rest),
        next: (left) => this.refs(rest, from, left),
      });
    }
    return forced([grammar.special(SPECIAL.unit)], room, (left) => choice(options, left));
  }

  /** At least one reference; all that are left where no unit is left, else as many as leave one for the others. */
  private refs(units: readonly string[], from: number, room: number): TokenState {
    const { grammar, line } = this;
    if (units.length === 0) {
      return forced([...grammar.refIds(from, line.count), ...grammar.ids(WORDING.close)], room, this.next);
    }
    return forced(grammar.refIds(from, from + 1), room, (left) => this.more(units, from + 1, left));
  }

  private more(units: readonly string[], from: number, room: number): TokenState {
    const { grammar, line } = this;
    const comma = grammar.ids(WORDING.comma);
    const least = this.refsAndRest(from, units);
    const group: Option = {
      ids: comma,
      least: least - comma.length,
      next: (left) => this.group(units, from, left),
    };
    if (line.count - from <= 1) return forced(group.ids, room, group.next);
    const ids = grammar.refIds(from, from + 1);
    const another: Option = { ids, least: least - ids.length, next: (left) => this.more(units, from + 1, left) };
    return choice([another, group], room);
  }

  /** Length of the references that are left, one further group of the units that are left, and all behind them. */
  private refsAndRest(from: number, units: readonly string[]): number {
    const { grammar, line, rest } = this;
    const further = units.length > 0 ? grammar.ids(WORDING.comma).length + 2 + grammar.unitsLength(units) : 0;
    return grammar.refsLength(from, line.count) + further + grammar.ids(WORDING.close).length + rest;
  }
}
