// Settings in YAML, checked against a schema; every mistake is named with file, line, key and the nearest valid key.
import { readFileSync } from "node:fs";
import { type Document, isCollection, isMap, isSeq, LineCounter, parseDocument } from "yaml";
import type { z } from "zod";
import { explainConfigIssues } from "./issues.js";

/** A file of settings that cannot be used; its message lists every mistake. */
export class YamlError extends Error {
  override name = "YamlError";
}

/** A setting in place of the file's: where it stands in the file, e.g. `stages.0.steps`, and its value in YAML. */
export interface Override {
  readonly key: string;
  readonly value: string;
}

/**
 * Reads and checks a file in YAML (or JSON, which is YAML too).
 * @param overrides settings that take the place of the file's, in this order
 * @throws YamlError with one line for each mistake: file, line, key, what is wrong and the nearest valid key
 */
export function readYaml<T>(path: string, schema: z.ZodType<T>, overrides: readonly Override[] = []): T {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    throw new YamlError(`${path}: cannot be read (${(error as NodeJS.ErrnoException).code}); check the path`);
  }
  return parseYaml(text, path, schema, overrides);
}

/**
 * Checks settings that are at hand as text; `path` only names them in messages.
 * @throws YamlError
 */
export function parseYaml<T>(text: string, path: string, schema: z.ZodType<T>, overrides: readonly Override[] = []): T {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const broken = document.errors[0];
  if (broken)
    throw new YamlError(
      `${path}:${lines.linePos(broken.pos[0]).line}: not valid YAML: ${broken.message.split("\n")[0]}`,
    );
  for (const override of overrides) put(document, override, path);
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

/** @throws YamlError for a value that is no YAML, and for a place that the file has no room for */
function put(document: Document, { key, value }: Override, path: string): void {
  const told = `${path}: ${key}=${value}`;
  const set = parseDocument(value);
  const broken = set.errors[0];
  if (broken) throw new YamlError(`${told}: the value is not valid YAML: ${broken.message.split("\n")[0]}`);
  const keys = key.split(".");
  for (const [depth, name] of keys.entries()) {
    const place = keys.slice(0, depth);
    const around = depth === 0 ? document.contents : document.getIn(place, true);
    if (around === undefined || isMap(around)) continue;
    const where = place.join(".") || "the file";
    if (!isCollection(around)) throw new YamlError(`${told}: ${where} is one value, there is nothing in it to set`);
    const { length } = isSeq(around) ? around.items : [];
    if (!/^\d+$/.test(name) || Number(name) >= length)
      throw new YamlError(`${told}: ${where} has ${length} ${length === 1 ? "entry" : "entries"}, counted from 0`);
  }
  // Made anew: places in the value's text are none in the file.
  document.setIn(keys, document.createNode(plainValue(set, told)));
}
