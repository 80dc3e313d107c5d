// Settings in YAML, checked against a schema; every mistake is named with file, line, key and the nearest valid key.
import { readFileSync } from "node:fs";
import { type Document, LineCounter, parseDocument } from "yaml";
import type { z } from "zod";
import { explainConfigIssues } from "./issues.js";

/** A file of settings that cannot be used; its message lists every mistake. */
export class YamlError extends Error {
  override name = "YamlError";
}

/**
 * Reads and checks a file in YAML (or JSON, which is YAML too).
 * @throws YamlError with one line for each mistake: file, line, key, what is wrong and the nearest valid key
 */
export function readYaml<T>(path: string, schema: z.ZodType<T>): T {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    throw new YamlError(`${path}: cannot be read (${(error as NodeJS.ErrnoException).code}); check the path`);
  }
  return parseYaml(text, path, schema);
}

/**
 * Checks settings that are at hand as text; `path` only names them in messages.
 * @throws YamlError
 */
export function parseYaml<T>(text: string, path: string, schema: z.ZodType<T>): T {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const broken = document.errors[0];
  if (broken)
    throw new YamlError(
      `${path}:${lines.linePos(broken.pos[0]).line}: not valid YAML: ${broken.message.split("\n")[0]}`,
    );
  const checked = schema.safeParse(plainValue(document, path));
  if (checked.success) return checked.data;
  const lineOf = (keys: readonly PropertyKey[]): number => {
    for (let depth = keys.length; depth >= 0; depth--) {
      const node = document.getIn(keys.slice(0, depth), true) as { range?: [number, number, number] } | undefined;
      if (node?.range) return lines.linePos(node.range[0]).line;
    }
    return 1;
  };
  throw new YamlError(explainConfigIssues(checked.error, schema, path, lineOf));
}

/** @throws YamlError where aliases (`*name`) would grow without end */
function plainValue(document: Document.Parsed, path: string): unknown {
  try {
    return document.toJS();
  } catch (error) {
    throw new YamlError(`${path}: not valid YAML: ${(error as Error).message}`);
  }
}
