// Turns a failed zod check into lines a person can act on: key, what is wrong, nearest valid key.
import { z } from "zod";

/**
 * One line for each issue; unknown keys come with the nearest key that the schema has at that place.
 * @param lineOf the line of a key in the file, where there is a file
 */
export function explainConfigIssues(
  error: z.ZodError,
  schema: z.ZodType,
  source: string,
  lineOf?: (path: readonly PropertyKey[]) => number,
): string {
  const place = (path: readonly string[]) => `${lineOf ? `line ${lineOf(path)}: ` : ""}${path.join(".") || "(root)"}`;
  const lines = error.issues.flatMap((issue) => {
    const path = issue.path.map(String);
    if (issue.code !== "unrecognized_keys") return [`${place(path)}: ${issue.message}`];
    const valid = keysAt(schema, path);
    return issue.keys.map((key) => {
      const nearest = nearestKey(key, valid);
      const hint = nearest ? `did you mean "${nearest}"?` : `valid keys: ${valid.join(", ")}`;
      return `${place([...path, key])}: unknown key; ${hint}`;
    });
  });
  return `${source}: ${lines.length === 1 ? lines[0] : `\n  ${lines.join("\n  ")}`}`;
}

/** The keys of the object or record that `path` leads to in the schema. */
function keysAt(schema: z.ZodType, path: readonly string[]): string[] {
  const object = unwrapped(schema);
  if (object instanceof z.ZodArray && path.length > 0) return keysAt(object.element as z.ZodType, path.slice(1));
  if (object instanceof z.ZodUnion) return object.options.flatMap((option) => keysAt(option as z.ZodType, path));
  if (object instanceof z.ZodRecord) {
    const { keyType, valueType } = object;
    if (path.length > 0) return keysAt(valueType as z.ZodType, path.slice(1));
    return keyType instanceof z.ZodEnum ? keyType.options.map(String) : [];
  }
  if (!(object instanceof z.ZodObject)) return [];
  if (path.length === 0) return Object.keys(object.shape);
  const next = object.shape[path[0]] as z.ZodType | undefined;
  return next ? keysAt(next, path.slice(1)) : [];
}

function unwrapped(schema: z.ZodType): z.ZodType {
  const wrapper =
    schema instanceof z.ZodNullable ||
    schema instanceof z.ZodOptional ||
    schema instanceof z.ZodDefault ||
    schema instanceof z.ZodPrefault;
  return wrapper ? unwrapped(schema.unwrap() as z.ZodType) : schema;
}

/** Letters of a key that may be a slip: comparing takes longer the more there are, and what is longer is no key's slip. */
const LONGEST = 100;

/** The valid key with the fewest edits, if it is near enough to be a slip. */
export function nearestKey(key: string, valid: readonly string[]): string | null {
  if (key.length > LONGEST) return null;
  const plain = (text: string) => text.toLowerCase().replace(/[^a-z0-9]/g, "");
  const ranked = valid
    .map((candidate) => ({ candidate, edits: editDistance(plain(key), plain(candidate)) }))
    .sort((a, b) => a.edits - b.edits);
  const best = ranked[0];
  return best && best.edits <= Math.max(2, key.length / 2) ? best.candidate : null;
}

/** Levenshtein distance. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      next[j] = Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1));
    }
    row = next;
  }
  return row[b.length];
}
