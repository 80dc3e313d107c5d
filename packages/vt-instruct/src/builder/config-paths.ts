// Paths in build configs: relative to the config, with ${NAME} for a variable of the environment.
import { resolve } from "node:path";
import { z } from "zod";

/** The names of variables that stand in a path. */
export function variablesOf(path: string): string[] {
  return [...path.matchAll(/\$\{(\w+)\}/g)].map(([, name]) => name!);
}

/** A path of a config as an absolute one; variables must be set. */
export function resolvePath(path: string, folder: string, env: NodeJS.ProcessEnv): string {
  return resolve(
    folder,
    path.replace(/\$\{(\w+)\}/g, (_, name: string) => env[name] ?? ""),
  );
}

/**
 * A reader's options with `change` applied to each path: a string that the schema leaves free and that is not marked as
 * plain text.
 */
export function mapPaths(schema: z.ZodType, value: unknown, change: (path: string) => string): unknown {
  if (schema instanceof z.ZodString)
    return typeof value === "string" && !schema.meta()?.plainText ? change(value) : value;
  if (schema instanceof z.ZodUnion) {
    const option = schema.options.find((one) => (one as z.ZodType).safeParse(value).success);
    return option ? mapPaths(option as z.ZodType, value, change) : value;
  }
  if (schema instanceof z.ZodArray && Array.isArray(value))
    return value.map((entry) => mapPaths(schema.element as z.ZodType, entry, change));
  if (schema instanceof z.ZodObject && typeof value === "object" && value !== null)
    return Object.fromEntries(
      Object.entries(value).map(([key, entry]) => {
        const field = schema.shape[key] as z.ZodType | undefined;
        return [key, field ? mapPaths(field, entry, change) : entry];
      }),
    );
  if (
    schema instanceof z.ZodOptional ||
    schema instanceof z.ZodNullable ||
    schema instanceof z.ZodDefault ||
    schema instanceof z.ZodPrefault
  )
    return mapPaths(schema.unwrap() as z.ZodType, value, change);
  return value;
}
