// Reads what stands in a triplet's parentheses: groups of a unit and its references.

import { WORDING } from "../segments.js";
import { SPECIAL, type SpecialToken } from "../special-tokens.js";
import { isUnitName } from "../units.js";
import type { TrpEvent } from "./events.js";
import { type Cursor, moved } from "./lexer.js";
import type { StreamLimits } from "./limits.js";
import type { Reporter } from "./reporter.js";

/** Longer unit texts than this are no units: what is held back stays bounded. */
const LONGEST_UNITS = 256;

/** Text behind the triplet; `broken` where no closing parenthesis came before it. */
export interface TextBehind {
  text: string;
  at: Cursor;
  broken: boolean;
}

interface OpenGroup {
  units: string[];
  number: number;
  /** It names the phrase's instances; a later group takes them up. */
  first: boolean;
  /** `<REF>`s that have come. */
  refs: number;
  /** Those of them that mean an instance. */
  instances: number;
  /** The lowest instance that may come next. */
  next: number;
  /** The last reference, where it had no index before it. */
  bare: Cursor | null;
}

export interface TripletContext {
  readonly reporter: Reporter;
  readonly limits: StreamLimits;
  emit(event: TrpEvent): void;
  /** Numbers the groups of the answer. */
  nextGroup(): number;
}

/** One phrase's groups. `phrase` is null where references have no phrase to belong to: they are read and left out. */
export class TripletReader {
  /** Units that got references, in order of first use. */
  readonly units: string[] = [];
  /** Instances that the first group has named so far. */
  count = 0;
  private inUnit = false;
  private unitStart = 0;
  private group: OpenGroup | null = null;
  private held = "";
  private heldAt: Cursor;

  constructor(
    readonly phrase: string | null,
    readonly at: Cursor,
    private readonly context: TripletContext,
  ) {
    this.heldAt = at;
  }

  /** Goes on behind a `<Unit>` at this place. */
  openUnit(at: Cursor): void {
    this.inUnit = true;
    this.unitStart = at.offset;
    this.held = "";
    this.heldAt = moved(at, SPECIAL.unit);
  }

  /** Takes text; returns the text behind the triplet once it is closed. */
  text(text: string, at: Cursor): TextBehind | null {
    if (this.held === "") this.heldAt = at;
    this.held += text;
    if (this.inUnit) {
      if (this.held.length <= LONGEST_UNITS) return null;
      const rest = this.held.slice(LONGEST_UNITS);
      this.held = this.held.slice(0, LONGEST_UNITS);
      const end = moved(this.heldAt, this.held);
      this.fail("broken-unit", this.heldAt, this.held, SPECIAL.unitEnd, "ended the unit's text here");
      this.closeUnit(end, "");
      this.held = rest;
      this.heldAt = end;
    }
    return this.readRefs();
  }

  /** Takes a marker; false where the marker breaks the triplet, which is then closed before it. */
  marker(marker: SpecialToken, at: Cursor): boolean {
    if (this.inUnit) {
      if (marker !== SPECIAL.unitEnd) {
        this.fail("broken-unit", at, marker, SPECIAL.unitEnd, "closed the unit before it");
        this.closeUnit(at, "");
        return this.marker(marker, at);
      }
      this.closeUnit(at, marker);
    } else if (marker === SPECIAL.ref) {
      this.readRef(at);
    } else if (marker === SPECIAL.unit) {
      this.nextUnit(at);
    } else {
      this.fail("missing-parenthesis", at, marker, this.expected(), "closed the triplet before it");
      return false;
    }
    return true;
  }

  /** Closes the triplet before this place, because its parenthesis never came; returns what was held back. */
  breakOff(at: Cursor): TextBehind {
    if (this.inUnit) this.closeUnit(at, "");
    const behind = { text: this.held, at: this.heldAt, broken: true };
    this.close(at, "");
    return behind;
  }

  /** Says what the grammar expects next. */
  expected(): string {
    if (this.inUnit) return SPECIAL.unitEnd;
    const further = `", " and <Unit>, or ")"`;
    const index = this.expectedIndex();
    if (index === null) return further;
    return this.group?.refs === 0 ? `${index} and <REF>` : `${index} and <REF>, ${further}`;
  }

  private closeUnit(at: Cursor, marker: string): void {
    // Splitting costs more than all else that is done for a unit, and most groups have one.
    let units = this.held.includes(",") ? this.held.split(WORDING.comma) : [this.held];
    if (!units.every(isUnitName)) {
      const words = this.held.split(",").map((unit) => unit.trim());
      units = words.filter(isUnitName);
      const action = units.length > 0 ? `read it as "${units.join(", ")}"` : "ignored the group";
      this.fail("broken-unit", this.heldAt, this.held, `unit words with ", " between them`, action);
    }
    units = this.otherUnits(units);
    if (this.tooManyUnits(units)) units = [];
    this.inUnit = false;
    this.held = "";
    this.group = null;
    if (this.phrase === null || units.length === 0) return;
    const group = this.context.nextGroup();
    this.group = { units, number: group, first: this.count === 0, refs: 0, instances: 0, next: 0, bare: null };
    const range = [this.unitStart, at.offset + marker.length] as const;
    this.context.emit({ type: "unit", units, phrase: this.phrase, group, range });
  }

  /** Each once, and none that an earlier group has: its instances have it already. */
  private otherUnits(units: string[]): string[] {
    const others = [...new Set(units)].filter((unit) => !this.units.includes(unit));
    if (others.length === units.length) return units;
    const expected = this.units.length > 0 ? `other units than ${this.units.join(", ")}` : "each unit once";
    const action = others.length > 0 ? `read it as "${others.join(", ")}"` : "left out what says the same again";
    this.fail("repeated-unit", this.heldAt, this.held, expected, action);
    return others;
  }

  private tooManyUnits(units: readonly string[]): boolean {
    const limit = this.context.limits.units;
    const added = units.filter((unit) => !this.units.includes(unit)).length;
    if (this.units.length + added <= limit) return false;
    const expected = `at most ${limit} different units for a phrase`;
    this.fail("limit", this.heldAt, this.held, expected, "ignored the group");
    return true;
  }

  private nextUnit(at: Cursor): void {
    this.settleBare();
    this.checkNotEmpty(at, SPECIAL.unit);
    if (this.held !== WORDING.comma) {
      this.fail("missing-parenthesis", at, this.held + SPECIAL.unit, this.expected(), "took it for a further group");
    }
    this.openUnit(at);
  }

  private readRefs(): TextBehind | null {
    while (this.held !== "") {
      if (this.held[0] === WORDING.close) {
        const at = this.heldAt;
        const text = this.held.slice(1);
        this.checkNotEmpty(at, WORDING.close);
        this.close(at, WORDING.close);
        return { text, at: this.heldAt, broken: false };
      }
      const index = this.group?.bare ? /^\[\d{1,9}\]/.exec(this.held) : null;
      const space = this.context.reporter.strict ? null : /^\s/.exec(this.held);
      if (index) {
        this.fail("index-after-ref", this.heldAt, index[0], "the index before its <REF>", "took it for the one before");
        this.group!.bare = null;
        this.drop(index[0]);
      } else if (this.mayGoOn()) {
        return null;
      } else if (space) {
        this.fail("stray-space", this.heldAt, space[0], this.expected(), "skipped it");
        this.drop(space[0]);
      } else {
        this.fail("missing-parenthesis", this.heldAt, this.held[0], this.expected(), "closed the triplet before it");
        return this.breakOff(this.heldAt);
      }
    }
    return null;
  }

  /** Says whether what is held back may become an index before a `<REF>` or a comma before a `<Unit>`. */
  private mayGoOn(): boolean {
    if (this.group?.refs !== 0 && WORDING.comma.startsWith(this.held)) return true;
    return /^\[\d{0,9}\]?$/.test(this.held);
  }

  private readRef(at: Cursor): void {
    this.settleBare();
    const { held, group } = this;
    const start = held === "" ? at : this.heldAt;
    this.held = "";
    if (!group) return;
    const index = this.instanceOf(held, start, group);
    group.refs += 1;
    group.bare = held === "" && index !== null ? at : null;
    if (index === null) return;
    const { units, number, instances: instance } = group;
    const range = [start.offset, at.offset + SPECIAL.ref.length] as const;
    this.context.emit({ type: "ref", index, instance, units, phrase: this.phrase!, group: number, range });
    group.instances += 1;
    group.next = index + 1;
    if (group.first) this.count += 1;
    for (const unit of units) if (!this.units.includes(unit)) this.units.push(unit);
  }

  /** The instance that a `<REF>` with this index before it means; null where it means none. */
  private instanceOf(written: string, at: Cursor, { first, next }: OpenGroup): number | null {
    const bare = written === "";
    if (bare && this.context.reporter.strict) this.fail("missing-index", at, SPECIAL.ref, this.expected(), "");
    const index = bare ? next : Number(written.slice(1, -1));
    const known = first ? index === next : index >= next && index < this.count;
    if (known && (bare || written === WORDING.index(index))) return index;
    const action = first ? `counted it as ${WORDING.index(next)}` : "left the reference out";
    this.fail("wrong-index", at, written || SPECIAL.ref, this.expected(), action);
    return first ? next : null;
  }

  /** What may be written before the next `<REF>`; null where no instance is left. */
  private expectedIndex(): string | null {
    const { group, count } = this;
    if (!group) return null;
    const { first, next } = group;
    const last = first ? next : count - 1;
    if (next > last) return null;
    return next === last ? `"${WORDING.index(next)}"` : `"${WORDING.index(next)}" to "${WORDING.index(last)}"`;
  }

  private close(at: Cursor, mark: string): void {
    this.settleBare();
    this.group = null;
    this.held = "";
    this.heldAt = moved(at, mark);
    if (this.phrase === null || this.count === 0) return;
    const range = [at.offset, this.heldAt.offset] as const;
    this.context.emit({ type: "triplet-close", phrase: this.phrase, count: this.count, range });
  }

  /** A reference without an index before it got none behind it either. */
  private settleBare(): void {
    if (!this.group?.bare) return;
    const index = WORDING.index(this.group.next - 1);
    this.fail("missing-index", this.group.bare, SPECIAL.ref, index, `counted it as ${index}`);
    this.group.bare = null;
  }

  private checkNotEmpty(at: Cursor, found: string): void {
    if (this.group?.refs === 0) this.fail("unit-without-refs", at, found, this.expected(), "left the group out");
  }

  private drop(text: string): void {
    this.heldAt = moved(this.heldAt, text);
    this.held = this.held.slice(text.length);
  }

  private fail(...breach: Parameters<Reporter["fail"]>): void {
    this.context.reporter.fail(...breach);
  }
}
