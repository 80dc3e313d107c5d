// Reads the text between `<Task>` and `</Task>`, line by line as it comes.
import type { Plan, PlanLine } from "./ast.js";
import { type Cursor, moved } from "./lexer.js";
import type { Reporter } from "./reporter.js";
import { WORDING } from "./segments.js";
import { SPECIAL } from "./special-tokens.js";
import { isUnitName } from "./units.js";

const HEADER = { true: WORDING.units.trim(), false: WORDING.noUnits.trim() };

/** Gathers a plan; a broken line is reported and left out. */
export class PlanReader {
  private readonly lines: PlanLine[] = [];
  private decode: boolean | undefined;
  private opened = false;
  private held = "";
  private heldAt: Cursor;

  /** `at` is the place of `<Task>`. */
  constructor(
    private readonly at: Cursor,
    private readonly reporter: Reporter,
  ) {
    this.heldAt = moved(at, SPECIAL.task);
  }

  push(text: string): void {
    this.held += text;
    let done = 0;
    for (let end = this.held.indexOf("\n"); end >= 0; end = this.held.indexOf("\n", done)) {
      const line = this.held.slice(done, end);
      const at = this.heldAt;
      this.heldAt = moved(at, `${line}\n`);
      done = end + 1;
      this.readLine(line, at);
    }
    this.held = this.held.slice(done);
  }

  /** Called at `</Task>`, or with an empty marker at the end of the answer. */
  end(at: Cursor, marker: string): Plan {
    if (this.held !== "") this.fault(this.heldAt, this.held, "</Task> at the start of a line");
    const decode = this.lines.length > 0;
    if (this.decode === undefined) this.fault(at, marker, `"${HEADER.true}" or "${HEADER.false}"`);
    else if (this.decode && !decode) this.fault(at, marker, `a line "${WORDING.name}…"`);
    return { decode, lines: this.lines, range: [this.at.offset, at.offset + marker.length] };
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
