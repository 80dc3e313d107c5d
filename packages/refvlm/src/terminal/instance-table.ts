// The instances of an answer as an aligned table, in original pixels, counted from 1 as in words and picture.
import type { GroundedInstance } from "@refvlm/model";
import { paletteColour, type UnitShapes, unitShape, unitShapes, unitsOf } from "@refvlm/vision";
import { instancePlaces, type Placed } from "../answers/instance-places.js";
import { displayWidth } from "./display-width.js";
import { harmless, type Paint } from "./paint.js";

/** Text cells by their headings; numbers are aligned at the right. */
const TEXTS = ["", "phrase", "units"];

/** Lines joined by line breaks; says so where there is none. */
export function instanceTable(answer: Placed, paint: Paint, shapes: UnitShapes = unitShapes): string {
  const { instances } = answer;
  const places = instancePlaces(answer);
  if (instances.length === 0) return paint.dim("no units: the answer is words only");
  const rows = instances.map((each, i) => ({
    "": "■",
    "no.": String(places[i] + 1),
    phrase: harmless(each.phrase).replace(/\s+/g, " "),
    units: harmless(each.units.map(({ unit, word = unit }) => word).join(", ")),
    score: each.score.toFixed(2),
    ...cellsOf(each, shapes),
  })) as Record<string, string>[];
  const headings = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const widths = headings.map((heading) =>
    Math.max(...[heading, ...rows.map((row) => row[heading] ?? "")].map(displayWidth)),
  );
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, c) => aligned(cell, widths[c], !TEXTS.includes(headings[c])))
      .join("  ")
      .trimEnd();
  return [
    paint.dim(line(headings)),
    ...rows.map((row, i) =>
      line(headings.map((heading) => row[heading] ?? "")).replace("■", () =>
        paint.colour("■", paletteColour(places[i])),
      ),
    ),
  ].join("\n");
}

/** What an instance's values say; dashes where a unit of it found nothing. */
function cellsOf(each: GroundedInstance, shapes: UnitShapes): Record<string, string> {
  // Those drawn last come first: positions before areas.
  const said = unitsOf(each, shapes).reverse();
  const cells = said.flatMap(({ shape, value }) => shape.cells(value).map((cell, i) => [shape.columns[i], cell]));
  for (const { unit } of each.units)
    if (!said.some(({ shape }) => shape.name === unit))
      cells.push(...(unitShape(unit, shapes)?.columns ?? []).map((heading) => [heading, "-"]));
  return Object.fromEntries(cells);
}

function aligned(text: string, columns: number, right: boolean): string {
  const space = " ".repeat(columns - displayWidth(text));
  return right ? space + text : text + space;
}
