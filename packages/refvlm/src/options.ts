// Options as objects: what they are called is checked, so that a slip is told and not ignored.
import { nearestKey } from "@refvlm/config";
import { QuestionError } from "./errors.js";

/** Options that belong into another one. */
const INSIDE: Readonly<Record<string, string>> = {
  newUnits: "command",
  task: "command",
  elements: "command",
  units: "command",
};

/**
 * @param what takes the options, e.g. "a question"
 * @throws QuestionError for what is no object, and for an option that there is not, with the nearest one that there is
 */
export function checkOptions(what: string, options: unknown, known: readonly string[]): void {
  if (typeof options !== "object" || options === null || Array.isArray(options))
    throw new QuestionError(`the options are ${excerpt(options)}; they must be an object`);
  const unknown = Object.keys(options).find((name) => !known.includes(name));
  if (unknown === undefined) return;
  const around = INSIDE[unknown];
  const nearest = nearestKey(unknown, known);
  const hint =
    around !== undefined && known.includes(around)
      ? `it belongs into ${around}: { ${around}: { ${unknown}: … } }`
      : nearest && `did you mean "${nearest}"?`;
  const takes = `${what} takes ${known.join(", ")}`;
  throw new QuestionError(`there is no option "${unknown}"; ${hint ? `${hint} ` : ""}${hint ? `(${takes})` : takes}`);
}

/** @throws QuestionError for a value that is given and is none of these @param wanted what it must be */
export function checkValue(name: string, value: unknown, valid: (value: unknown) => boolean, wanted: string): void {
  if (value !== undefined && !valid(value))
    throw new QuestionError(`${name} is ${excerpt(value)}; it must be ${wanted}`);
}

/** A wrong value as a message shows it: short, whatever it is. */
export function excerpt(value: unknown): string {
  if (typeof value === "object" && value !== null) return Array.isArray(value) ? "a list" : "an object";
  if (typeof value === "function") return "a function";
  const shown = typeof value === "string" ? JSON.stringify(value) : String(value);
  return shown.length > 60 ? `${shown.slice(0, 60)}…` : shown;
}
