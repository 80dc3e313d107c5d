// Questions from a list of rows, as truth for scoring has them: each names its picture, and words of it go into the question.
import { readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { readJsonLazily } from "@refvlm/config";
import { QuestionError } from "../errors.js";
import { isUrl } from "../picture-source.js";

/** What a row asks. */
export interface QuestionRow {
  id?: string | number;
  /** As a path, from where the list lies. */
  picture: string;
  question: string;
}

/**
 * Reads JSON lines, or a list, of `{ id, picture, … }`.
 * @param template the question, in which `{field}` stands for a row's field; each row's own `question` by default
 * @throws QuestionError naming file, row and field
 */
export function readQuestionRows(file: string, template = "{question}"): QuestionRow[] {
  const fail = (message: string) => new QuestionError(message);
  const read = readJsonLazily(file, fail);
  // One line of JSON lines looks like one value.
  const rows = isIterable(read) ? read : [JSON.parse(readFileSync(file, "utf8"))];
  const asked = Array.from(rows, (row, i) => rowOf(row, `${file}: row ${i + 1}`));
  if (asked.length === 0) throw fail(`${file}: there is no row`);
  return asked;

  function rowOf(row: unknown, place: string): QuestionRow {
    const fields = { ...(row as Record<string, unknown>) };
    const textOf = (field: string) => {
      const value = Object.hasOwn(fields, field) ? fields[field] : undefined;
      if (typeof value === "string" && value.trim() !== "") return value;
      if (typeof value === "number") return String(value);
      const known = Object.keys(fields).join(", ") || "none";
      throw fail(`${place}: needs a text in "${field}"; its fields are ${known}`);
    };
    const { id } = fields;
    if (id !== undefined && typeof id !== "string" && typeof id !== "number")
      throw fail(`${place}: the id must be a text or a number`);
    const picture = textOf("picture");
    return {
      ...(id !== undefined && { id }),
      picture: isUrl(picture) ? picture : resolve(dirname(file), picture),
      question: template.replace(/\{([^{}]+)\}/g, (_, field) => textOf(field)),
    };
  }
}

function isIterable(value: object): value is Iterable<unknown> {
  return Symbol.iterator in value;
}
