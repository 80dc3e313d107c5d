// Reads the text between `<Task>` and `</Task>`, line by line as it comes.
import type { Plan, PlanLine } from "../ast.js";
import { WORDING } from "../segments.js";
import { SPECIAL } from "../special-tokens.js";
import { isUnitName } from "../units.js";
import { type Cursor, moved } from "./lexer.js";
import type { Reporter } from "./reporter.js";

const HEADER = { true: WORDING.units.trim(), false: WORDING.noUnits.trim() };

/** Gathers a plan; a broken line is reported and left out. */
export class PlanReader {
  private readonly lines: PlanLine[] = [];
  private decode: boolean | undefined;
  private opened = false;
  private held = "";
  private heldAt: Cursor;
  /** Characters that the plan may still have, those held included. */
  private room: number;
  private full = false;

  /** `at` is the place of `<Task>`, `limit` the most characters that a plan may have. */
  constructor(
    private readonly at: Cursor,
    private readonly reporter: Reporter,
    private readonly limit: number,
  ) {
    this.room = limit;
    this.heldAt = moved(at, SPECIAL.task);
  }

  push(text: string): void {
    let done = 0;
    for (let end = text.indexOf("\n"); end >= 0; end = text.indexOf("\n", done)) {
      this.hold(text.slice(done, end + 1));
      if (this.full) return;
      const line = this.held.slice(0, -1);
      const at = this.heldAt;
      this.room -= this.held.length;
      this.heldAt = { offset: at.offset + this.held.length, line: at.line + 1, column: 1 };
      this.held = "";
      done = end + 1;
      this.readLine(line, at);
    }
    this.hold(text.slice(done));
  }

  /** Called at `</Task>`, or with an empty marker at the end of the answer. */
  end(at: Cursor, marker: string): Plan {
    if (this.held !== "") this.fault(this.heldAt, this.held, "</Task> at the start of a line");
    const decode = this.lines.length > 0;
    if (this.decode === undefined) this.fault(at, marker, `"${HEADER.true}" or "${HEADER.false}"`);
    else if (this.decode && !decode) this.fault(at, marker, `a line "${WORDING.name}…"`);
    return { decode, lines: this.lines, range: [this.at.offset, at.offset + marker.length] };
  }

  /** Gathers a line, as far as the plan may still grow. */
  private hold(text: string): void {
    if (this.full) return;
    this.held += text;
    if (this.held.length <= this.room) return;
    this.full = true;
    const found = this.held.slice(0, this.room + 1);
    this.held = "";
    const expected = `${SPECIAL.taskEnd} within ${this.limit} characters`;
    this.reporter.fail("limit", this.heldAt, found, expected, "left the rest of the plan out");
  }

  private readLine(line: string, at: Cursor): void {
    if (!this.opened) {
      this.opened = true;
      if (line === "") return;
      this.fault(at, line, "a line break after <Task>");
    }
    if (this.decode === undefined) {
      if (line === HEADER.true || line === HEADER.false) {
        this.decode = line === HEADER.true;
        return;
      }
      this.fault(at, line, `"${HEADER.true}" or "${HEADER.false}"`);
      this.decode = !line.includes("False");
      return;
    }
    const parsed = parsePlanLine(line);
    if (!this.decode) this.fault(at, line, "</Task> after a plan that decodes nothing");
    if (!parsed) this.fault(at, line, `"${WORDING.name}…${WORDING.unit}…${WORDING.num}…"`);
    else this.lines.push({ ...parsed, range: [at.offset, at.offset + line.length] });
  }

  private fault(at: Cursor, found: string, expected: string): void {
    this.reporter.fail("broken-plan", at, found || "an empty line", expected, "went on with the next line");
  }
}

/** One plan line without its line break; undefined where it breaks the grammar. */
export function parsePlanLine(line: string): PlanLine | undefined {
  const unitAt = line.lastIndexOf(WORDING.unit);
  if (!line.startsWith(WORDING.name) || unitAt <= WORDING.name.length - 1) return undefined;
  const name = line.slice(WORDING.name.length, unitAt);
  const [, units, count] = /^(.+) Num: ([1-9]\d{0,14})$/.exec(line.slice(unitAt + WORDING.unit.length)) ?? [];
  if (name === "" || name.includes("\r") || units === undefined) return undefined;
  const names = units.split(WORDING.comma);
  return names.every(isUnitName) ? { name, units: names, count: Number(count) } : undefined;
}
