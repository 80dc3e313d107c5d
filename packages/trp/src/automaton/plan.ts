// The automaton's first half: the plan, which the model writes within the loaded units and the limits.

import { WORDING } from "../segments.js";
import { SPECIAL } from "../special-tokens.js";
import { Body } from "./body.js";
import type { Decided, Grammar, Name, PlannedLine } from "./grammar.js";
import { type Allowed, choice, forced, type Option, refuse, type TokenState } from "./states.js";
import { isFinished, missingIn } from "./text-tokens.js";
import { excluding } from "./token-set.js";

/**
 * `<Task>`, and whether anything is decoded.
 * @param room tokens that the answer may have, `shortestAnswer` or more
 * @param decided leaves no choice: nothing is, or something is where the room allows it
 */
export function planStart(grammar: Grammar, room: number, decided?: Decided): TokenState {
  const words: Option = {
    ids: [...grammar.ids(WORDING.noUnits), ...grammar.planEnd],
    least: 0,
    next: (left) => new Body(grammar, []).start(left),
  };
  const units: Option = {
    ids: [...grammar.ids(WORDING.units), ...grammar.ids(WORDING.name)],
    least: shortestName(grammar, []),
    next: (left) => nameState(grammar, [], left),
  };
  const fits = grammar.units.length > 0 && 1 + units.ids.length + units.least <= room;
  const options =
    decided === "words" || grammar.units.length === 0 ? [words] : decided && fits ? [units] : [words, units];
  return forced([grammar.special(SPECIAL.task)], room, (left) => choice(options, left));
}

/** Length of the shortest answer: one that plans nothing and says nothing. */
export function shortestAnswer(grammar: Grammar): number {
  return 1 + grammar.ids(WORDING.noUnits).length + grammar.planEnd.length;
}

/** A line's name: the model's own words, or one of those that there are. */
function nameState(grammar: Grammar, lines: readonly PlannedLine[], room: number): TokenState {
  if (!grammar.names) return new NameState(grammar, lines, room);
  const options = namesLeft(grammar, lines).map(
    (name): Option => ({
      ids: [...name.nameIds, ...grammar.ids(WORDING.unit)],
      least: shortestUnits(grammar, lines, name.nameIds.length, []),
      next: (left) => unitsState(grammar, lines, name, [], left),
    }),
  );
  return choice(options, room);
}

/** The names of a closed set that a further line may have. */
function namesLeft(grammar: Grammar, lines: readonly PlannedLine[]): readonly Name[] {
  const names = grammar.names ?? [];
  return grammar.distinctNames ? names.filter(({ name }) => !lines.some((line) => line.name === name)) : names;
}

/** Writes a line's name; the first id of " Unit: " ends it. */
class NameState implements TokenState {
  readonly done = false;

  constructor(
    private readonly grammar: Grammar,
    private readonly lines: readonly PlannedLine[],
    private readonly room: number,
    private readonly nameIds: readonly number[] = [],
    private readonly name = "",
    private readonly tail = "",
  ) {}

  allowed(): Allowed {
    const { grammar, tail } = this;
    const missing = this.missing();
    if (missing < 0) return { forced: [this.endId()] };
    const refused = this.mayEnd() ? this.spentIds() : [...this.spentIds(), this.endId()];
    return excluding(grammar.text.afterInLine(tail, missing), refused);
  }

  advance(id: number): TokenState {
    const { grammar, lines } = this;
    if (id === this.endId()) return this.mayEnd() ? this.end(this.room - 1) : refuse(id);
    const tail = grammar.text.follow(this.tail, id);
    const bytes = grammar.text.bytesOf(id);
    if (tail === null || missingIn(tail) > this.missing() || /[\r\n]/.test(bytes) || this.spentIds().includes(id))
      refuse(id);
    const longer = new NameState(grammar, lines, this.room - 1, [...this.nameIds, id], this.name + bytes, tail);
    const full = longer.nameIds.length >= grammar.limits.nameTokens && longer.mayEnd();
    return full ? forced([this.endId()], longer.room, (room) => longer.end(room)) : longer;
  }

  private endId(): number {
    return this.grammar.ids(WORDING.unit)[0];
  }

  private mayEnd(): boolean {
    return this.nameIds.length > 0 && isFinished(this.tail);
  }

  /** Most bytes that a next token may leave missing: each is a token here and again in the body; below 0 where none fits. */
  private missing(): number {
    const { grammar, lines, nameIds, room } = this;
    const units = grammar.ids(WORDING.unit).length + shortestUnits(grammar, lines, nameIds.length + 1, []);
    return Math.floor((room - 1 - units) / 2);
  }

  /** Behind the first id of " Unit: ". */
  private end(room: number): TokenState {
    const { grammar, lines, name, nameIds } = this;
    const unit = grammar.ids(WORDING.unit).slice(1);
    return forced(unit, room, (left) => unitsState(grammar, lines, { name, nameIds }, [], left));
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

/** Length of the shortest way from where a line's name begins to the answer's end; infinite where no name is left. */
function shortestName(grammar: Grammar, lines: readonly PlannedLine[]): number {
  const lengths = grammar.names ? namesLeft(grammar, lines).map(({ nameIds }) => nameIds.length) : [1];
  const unit = grammar.ids(WORDING.unit).length;
  return Math.min(...lengths.map((length) => length + unit + shortestUnits(grammar, lines, length, [])));
}

/** The same from behind " Unit: " and units with their commas, where the name has so many tokens. */
function shortestUnits(
  grammar: Grammar,
  lines: readonly PlannedLine[],
  nameTokens: number,
  chosen: readonly string[],
): number {
  const left = grammar.units.filter((unit) => !chosen.includes(unit));
  const ways = left.map((unit) => {
    const units = [...chosen, unit];
    return (
      grammar.ids(unit).length + grammar.ids(WORDING.num).length + shortestCount(grammar, lines, nameTokens, units)
    );
  });
  return Math.min(...ways);
}

/** The same from behind " Num: ". */
function shortestCount(
  grammar: Grammar,
  lines: readonly PlannedLine[],
  nameTokens: number,
  units: readonly string[],
): number {
  const name = { nameIds: new Array<number>(nameTokens), units };
  return (
    grammar.ids("1").length + grammar.ids(WORDING.lineEnd).length + shortestEnd(grammar, lines, { ...name, count: 1 })
  );
}

/** The same from behind a line, where no further one follows. */
function shortestEnd(
  grammar: Grammar,
  lines: readonly PlannedLine[],
  last: Pick<PlannedLine, "nameIds" | "units" | "count">,
): number {
  return grammar.planEnd.length + grammar.bodyLength([...lines, last]);
}

/** A unit, then either a further one or the count. */
function unitsState(
  grammar: Grammar,
  lines: readonly PlannedLine[],
  name: Name,
  chosen: readonly string[],
  room: number,
): TokenState {
  const left = grammar.units.filter((unit) => !chosen.includes(unit));
  const more = left.length > 1 && chosen.length + 1 < grammar.limits.unitsPerLine;
  const options = left.flatMap((unit): Option[] => {
    const units = [...chosen, unit];
    const ids = grammar.ids(unit);
    const count: Option = {
      ids: [...ids, ...grammar.ids(WORDING.num)],
      least: shortestCount(grammar, lines, name.nameIds.length, units),
      next: (behind) => countState(grammar, lines, name, units, behind),
    };
    if (!more) return [count];
    const another: Option = {
      ids: [...ids, ...grammar.ids(WORDING.comma)],
      least: shortestUnits(grammar, lines, name.nameIds.length, units),
      next: (behind) => unitsState(grammar, lines, name, units, behind),
    };
    return [count, another];
  });
  return choice(options, room);
}

/** How many instances, then either a further line or the body. */
function countState(
  grammar: Grammar,
  lines: readonly PlannedLine[],
  name: Name,
  units: readonly string[],
  room: number,
): TokenState {
  const most = Math.min(grammar.countLimit(units), instancesLeft(grammar, lines));
  const options = Array.from({ length: most }, (_, i): Option => {
    const line = { ...name, units, count: i + 1 };
    return {
      ids: [...grammar.ids(String(i + 1)), ...grammar.ids(WORDING.lineEnd)],
      least: shortestEnd(grammar, lines, line),
      next: (left) => lineEnd(grammar, [...lines, line], left),
    };
  });
  return choice(options, room);
}

function lineEnd(grammar: Grammar, lines: readonly PlannedLine[], room: number): TokenState {
  const body: Option = {
    ids: grammar.planEnd,
    least: grammar.bodyLength(lines),
    next: (left) => new Body(grammar, lines).start(left),
  };
  const line: Option = {
    ids: grammar.ids(WORDING.name),
    least: shortestName(grammar, lines),
    next: (left) => nameState(grammar, lines, left),
  };
  const more = lines.length < grammar.limits.lines && instancesLeft(grammar, lines) > 0;
  return choice(more ? [body, line] : [body], room);
}

function instancesLeft(grammar: Grammar, lines: readonly PlannedLine[]): number {
  return lines.reduce((left, { count }) => left - count, grammar.limits.instances);
}
