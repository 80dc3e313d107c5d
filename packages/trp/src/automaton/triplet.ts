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
    return forced(grammar.ids(WORDING.open), room, (left) => this.group(line.units, true, left));
  }

  /** A group with one or more of the units that are left: the first names all instances, a later one takes some up. */
  private group(units: readonly string[], first: boolean, room: number): TokenState {
    const { grammar, line } = this;
    const refs = first ? grammar.refsLength(0, line.count) : this.shortestRef();
    const options = units.map((_, i): Option => {
      const left = units.slice(i + 1);
      return {
        ids: [...grammar.unitIds(units.slice(0, i + 1)), grammar.special(SPECIAL.unitEnd)],
        least: refs + this.shortestEnd(left),
        next: (behind) => (first ? this.all(left, behind) : this.some(left, 0, behind)),
      };
    });
    return forced([grammar.special(SPECIAL.unit)], room, (left) => choice(options, left));
  }

  /** The references of the first group. */
  private all(units: readonly string[], room: number): TokenState {
    const { grammar, line } = this;
    return forced(grammar.refIds(0, line.count), room, (left) => choice([this.end(units)], left));
  }

  /** A reference to any instance from one on; behind the group's first one, its end as well. */
  private some(units: readonly string[], from: number, room: number): TokenState {
    const { grammar, line } = this;
    const least = this.shortestEnd(units);
    const takenUp = Array.from(
      { length: line.count - from },
      (_, i): Option => ({
        ids: grammar.refIds(from + i, from + i + 1),
        least,
        next: (left) => this.some(units, from + i + 1, left),
      }),
    );
    return choice(from === 0 ? takenUp : [...takenUp, this.end(units)], room);
  }

  /** The end of a group: a further one where units are left, else that of the triplet. */
  private end(units: readonly string[]): Option {
    const { grammar } = this;
    const ids = grammar.ids(units.length > 0 ? WORDING.comma : WORDING.close);
    const next = units.length > 0 ? (room: number) => this.group(units, false, room) : this.next;
    return { ids, least: this.shortestEnd(units) - ids.length, next };
  }

  /** Length of the shortest way on behind a group: one further group of the units that are left, and all behind it. */
  private shortestEnd(units: readonly string[]): number {
    const { grammar, rest } = this;
    const further =
      units.length > 0 ? grammar.ids(WORDING.comma).length + 2 + grammar.unitsLength(units) + this.shortestRef() : 0;
    return further + grammar.ids(WORDING.close).length + rest;
  }

  private shortestRef(): number {
    const lengths = Array.from({ length: this.line.count }, (_, i) => this.grammar.refsLength(i, i + 1));
    return Math.min(...lengths);
  }
}
