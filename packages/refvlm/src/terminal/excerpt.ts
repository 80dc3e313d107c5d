// A place in a text as compilers show it: the line and a caret under the place.
import { displayWidth } from "./display-width.js";
import { harmless, type Paint } from "./paint.js";

/** Most UTF-16 code units shown before and behind the place. */
const [BEFORE, BEHIND] = [60, 40];

/** Two lines joined by a line break. @param offset in UTF-16 code units */
export function excerpt(text: string, offset: number, paint: Paint): string {
  const start = offset === 0 ? 0 : text.lastIndexOf("\n", offset - 1) + 1;
  const next = text.indexOf("\n", offset);
  const end = next < 0 ? text.length : next;
  const before = text.slice(Math.max(start, offset - BEFORE), offset);
  const behind = text.slice(offset, Math.min(end, offset + BEHIND));
  const left = shown(`${offset - BEFORE > start ? "…" : ""}${before}`);
  const right = shown(`${behind}${offset + BEHIND < end ? "…" : ""}`);
  return `${left}${right}\n${" ".repeat(displayWidth(left))}${paint.bold("^")}`;
}

function shown(text: string): string {
  return harmless(text).replaceAll("\t", " ");
}
