// The units of an answer as an aligned table, in original pixels.
import type { GroundedUnit } from "@refvlm/model";
import { paletteColour } from "@refvlm/vision";
import { instancesOf } from "../answers/instances.js";
import { displayWidth } from "./display-width.js";
import { harmless, type Paint } from "./paint.js";

const HEADINGS = ["", "phrase", "unit", "no.", "score", "x1", "y1", "x2", "y2", "area"];
/** Numbers are aligned at the right. */
const NUMBERS = new Set(["no.", "score", "x1", "y1", "x2", "y2", "area"]);

/** Lines joined by line breaks; says so where there is no unit. */
export function unitTable(units: readonly GroundedUnit[], paint: Paint): string {
  if (units.length === 0) return paint.dim("no units: the answer is words only");
  const instance = instancesOf(units);
  const rows = units.map((unit) => [
    "■",
    harmless(unit.phrase).replace(/\s+/g, " "),
    unit.kind,
    String(unit.instance),
    unit.score.toFixed(2),
    ...(unit.box ? unit.box.map((edge) => edge.toFixed(1)) : ["-", "-", "-", "-"]),
    unit.mask ? `${unit.mask.area()} px` : "",
  ]);
  const columns = HEADINGS.map((_, c) => c).filter((c) => rows.some((row) => row[c] !== ""));
  const widths = HEADINGS.map((heading, c) => Math.max(...[heading, ...rows.map((row) => row[c])].map(displayWidth)));
  const line = (cells: readonly string[]) =>
    columns
      .map((c) => aligned(cells[c], widths[c], NUMBERS.has(HEADINGS[c])))
      .join("  ")
      .trimEnd();
  return [
    paint.dim(line(HEADINGS)),
    ...rows.map((row, i) => line(row).replace("■", () => paint.colour("■", paletteColour(instance.get(units[i])!)))),
  ].join("\n");
}

function aligned(text: string, columns: number, right: boolean): string {
  const space = " ".repeat(columns - displayWidth(text));
  return right ? space + text : text + space;
}
