// What all states of the token automaton share: the grammar's fixed texts as ids, the limits of an answer, and lengths.
import type { Codec } from "../conversation/codec.js";
import { TrpError } from "../errors.js";
import { lineName } from "../plan.js";
import { WORDING } from "../segments.js";
import { SPECIAL, type SpecialToken } from "../special-tokens.js";
import { isFinished, type TextTokens } from "./text-tokens.js";

/** Ends of what an answer may hold. */
export interface AutomatonLimits {
  /** Lines of the plan. */
  lines: number;
  /** Instances in the whole answer. */
  instances: number;
  /** Tokens of one name in the plan; a character that they begin is finished. */
  nameTokens: number;
  /** Tokens that the model writes freely in the body, up to a whole character; then the rest of the plan is written for it. */
  textTokens: number;
  /** Phrases inside phrases. */
  depth: number;
  /** Units of one plan line. */
  unitsPerLine: number;
}

export const defaultLimits: AutomatonLimits = {
  lines: 32,
  instances: 100,
  nameTokens: 24,
  textTokens: 256,
  depth: 3,
  unitsPerLine: 2,
};

/** A name as bytes, as `TextTokens` has them, and the ids that made them. */
export interface Name {
  name: string;
  nameIds: readonly number[];
}

/** A line of the plan as the model wrote it. */
export interface PlannedLine extends Name {
  units: readonly string[];
  count: number;
}

/** What an answer's plan says before anything is chosen: that nothing is decoded, or that something is. */
export type Decided = "words" | "units";

export interface GrammarOptions {
  codec: Codec;
  text: TextTokens;
  units: readonly string[];
  limits: AutomatonLimits;
  bareConcepts: boolean;
  distinctNames: boolean;
  /** A closed set: what the lines may be named; absent where the model writes names freely. */
  names?: readonly string[];
  /** Most instances that a line with these units may have, whatever else the answer holds. */
  countLimit(units: readonly string[]): number;
}

/** What all states share. Lengths are in tokens; the end token is not counted. */
export class Grammar {
  readonly codec: Codec;
  readonly text: TextTokens;
  readonly units: readonly string[];
  readonly limits: AutomatonLimits;
  readonly bareConcepts: boolean;
  readonly distinctNames: boolean;
  readonly names: readonly Name[] | undefined;
  readonly countLimit: (units: readonly string[]) => number;
  /** Behind the plan's last line. */
  readonly planEnd: readonly number[];
  private readonly texts = new Map<string, readonly number[]>();
  /** Length of the first references, by how many. */
  private readonly refLengths = [0];

  constructor(options: GrammarOptions) {
    this.codec = options.codec;
    this.text = options.text;
    this.units = options.units;
    this.limits = options.limits;
    this.bareConcepts = options.bareConcepts;
    this.distinctNames = options.distinctNames;
    this.countLimit = options.countLimit;
    this.names = options.names && this.closedSet(options.names);
    this.planEnd = [this.special(SPECIAL.taskEnd), ...this.ids(WORDING.planEnd)];
  }

  /** Ids of a fixed text, tokenised by itself as in training. */
  ids(text: string): readonly number[] {
    let ids = this.texts.get(text);
    if (!ids) this.texts.set(text, (ids = this.codec.encodeText(text)));
    return ids;
  }

  /** Names that the tokenizer tells apart, each once. @throws TrpError for one that no line of a plan can have */
  private closedSet(names: readonly string[]): Name[] {
    const known = new Map(names.map((name) => [this.ids(name).join(), name]));
    return [...known.values()].map((name) => {
      const nameIds = this.ids(name);
      const tail = nameIds.reduce<string | null>((end, id) => (end === null ? null : this.text.follow(end, id)), "");
      const ends = tail !== null && isFinished(tail);
      if (nameIds.length === 0 || !ends || name.includes(WORDING.unit) || lineName(name) !== name)
        throw new TrpError(`the name ${JSON.stringify(name)} cannot stand in a plan: it is one line without markers`);
      return { name: nameIds.map((id) => this.text.bytesOf(id)).join(""), nameIds };
    });
  }

  special(marker: SpecialToken): number {
    return this.codec.special(marker);
  }

  unitIds(units: readonly string[]): number[] {
    return units.flatMap((unit, i) => [...(i > 0 ? this.ids(WORDING.comma) : []), ...this.ids(unit)]);
  }

  refIds(from: number, to: number): number[] {
    const ref = this.special(SPECIAL.ref);
    return Array.from({ length: to - from }, (_, i) => [...this.ids(WORDING.index(from + i)), ref]).flat();
  }

  /** The shortest triplet of a line: all units in one group. */
  tripletIds({ units, count }: PlannedLine): number[] {
    return [
      ...this.ids(WORDING.open),
      this.special(SPECIAL.unit),
      ...this.unitIds(units),
      this.special(SPECIAL.unitEnd),
      ...this.refIds(0, count),
      ...this.ids(WORDING.close),
    ];
  }

  /** Length of `refIds`. */
  refsLength(from: number, to: number): number {
    for (let i = this.refLengths.length; i <= to; i++)
      this.refLengths.push(this.refLengths[i - 1] + this.ids(WORDING.index(i - 1)).length + 1);
    return this.refLengths[to] - this.refLengths[from];
  }

  /** Length of `unitIds`. */
  unitsLength(units: readonly string[]): number {
    const words = units.reduce((sum, unit) => sum + this.ids(unit).length, 0);
    return words + (units.length - 1) * this.ids(WORDING.comma).length;
  }

  /** Length of `tripletIds`. */
  tripletLength({ units, count }: Pick<PlannedLine, "units" | "count">): number {
    const parentheses = this.ids(WORDING.open).length + this.ids(WORDING.close).length;
    return parentheses + 2 + this.unitsLength(units) + this.refsLength(0, count);
  }

  /** Length of the longest triplet of a line: each unit in a group of its own that takes up every instance. */
  longestTriplet(line: Pick<PlannedLine, "units" | "count">): number {
    return this.tripletLength(line) + (line.units.length - 1) * (2 + this.refsLength(0, line.count));
  }

  /** Length of what a line has in the body: its phrase and shortest triplet. */
  inBody(line: Pick<PlannedLine, "units" | "count" | "nameIds">): number {
    return 2 + line.nameIds.length + this.tripletLength(line);
  }

  /** Length of the shortest body of these lines: one behind the other, with commas between them. */
  bodyLength(lines: readonly Pick<PlannedLine, "units" | "count" | "nameIds">[]): number {
    const commas = Math.max(0, lines.length - 1) * this.ids(WORDING.comma).length;
    return lines.reduce((sum, line) => sum + this.inBody(line), commas);
  }
}
