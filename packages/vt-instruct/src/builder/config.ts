// What a build config may say, and how it is read.
import { basename, dirname, resolve } from "node:path";
import { nearestKey, parseYaml, readYaml } from "@refvlm/config";
import { z } from "zod";
import type { ConversationOptions } from "../conversation/conversation.js";
import { taskWeightsSchema } from "../conversation/task-weights.js";
import { readers } from "../readers/index.js";
import type { Reader } from "../readers/reader.js";
import { askFields } from "../tasks/ask-options.js";
import { mapPaths, resolvePath, variablesOf } from "./config-paths.js";

/** Turns of a conversation that no context holds any more. */
const MOST_TURNS = 100;

const share = z.number().min(0).max(1);

/** How a source is asked about. */
const asking = {
  /** How often each task asks, in proportion; a task that is not named never does. Default: the paper's 25 tasks alike. */
  tasks: taskWeightsSchema.optional(),
  /** Least and most turns of a conversation, up to 100. Default [1, 1]. */
  turns: z
    .tuple([z.int().positive(), z.int().positive().max(MOST_TURNS)])
    .refine(([least, most]) => least <= most, "the first number of turns may not be above the second")
    .optional(),
  ...askFields,
  /** Each turn carries its task command. Default true. */
  commands: z.boolean().optional(),
  /** The turns of a conversation do not see each other. Default false. */
  independent: z.boolean().optional(),
};

const sourceSchema = z.strictObject({
  /** One of the readers. */
  reader: z.string(),
  /** What samples call it. Default: the reader's name. */
  name: z.string().min(1).optional(),
  /** What samples say of their split. Default: the config's. */
  split: z.string().min(1).optional(),
  /** Terms of these data, where they are not those that the reader names. */
  licence: z.string().min(1).optional(),
  /** The reader's options, named after the published files. */
  files: z.record(z.string(), z.unknown()).default({}),
  /** Share among the sources, where the config says how many samples there are in all. */
  weight: z.number().positive().optional(),
  /** Records to ask about, where it does not. Default: each once. */
  samples: z.int().positive().optional(),
  ...asking,
});

/** The schema of a config whose sources use `known` readers. */
function buildConfigSchema(known: Readonly<Record<string, Reader>> = readers) {
  return z
    .strictObject({
      /** Name of the data set. */
      name: z.string().min(1),
      /** Where it goes, from the working directory. */
      output: z.string().min(1),
      /** Folder that the paths of pictures are told from. Default: that of the config. */
      root: z.string().min(1).default("."),
      seed: z.int().nonnegative().default(0),
      /** What the files are named after, and what samples say. */
      split: z.string().regex(/^\w+$/, "a split is one word").default("train"),
      /** Records to ask about, over all sources by weight. */
      samples: z.int().positive().optional(),
      /** Records of one file. */
      shardSize: z.int().positive().default(10_000),
      /** Pictures by their paths, or their files inside the rows. */
      pictures: z.enum(["path", "embed"]).default("path"),
      /** Opens each picture's file and compares its size; embedded pictures are decoded in any case. */
      checkPictures: z.boolean().default(false),
      /** Rows also tell everything that is labelled in their picture, asked about or not, and a caption. */
      labels: z.boolean().default(false),
      /** A build with a larger share of unusable records fails. */
      maxRejectShare: share.default(0.01),
      /** How every source is asked about that does not say otherwise. */
      ask: z.strictObject(asking).default({}),
      sources: z.array(sourceSchema).min(1),
    })
    .superRefine(({ samples, sources }, context) => {
      const complain = (path: PropertyKey[], message: string) =>
        context.addIssue({ code: "custom", path: ["sources", ...path], message });
      const names = new Set<string>();
      for (const [i, source] of sources.entries()) {
        const name = source.name ?? source.reader;
        if (names.has(name)) complain([i, "name"], `a source called "${name}" stands above; give each its own name`);
        names.add(name);
        if (samples !== undefined && source.samples !== undefined)
          complain([i, "samples"], `the config gives "samples" for all sources; give this one a weight`);
        if (samples === undefined && source.weight !== undefined)
          complain([i, "weight"], `a weight needs the number of "samples" of the whole config`);
        const reader = Object.hasOwn(known, source.reader) && known[source.reader];
        if (reader) checkFiles(reader, source.files, (path, message) => complain([i, "files", ...path], message));
        else complain([i, "reader"], unknown("reader", source.reader, Object.keys(known)));
      }
    });
}

/** A config as written, defaults filled in. */
export type WrittenConfig = z.infer<ReturnType<typeof buildConfigSchema>>;

/** A config that can be built. */
export interface BuildConfig {
  /** As written, for manifests. */
  readonly written: WrittenConfig;
  /** Samples in all, where the config or the command line says so. */
  readonly total: number | undefined;
  /** Absolute. */
  readonly output: string;
  /** Absolute. */
  readonly root: string;
  /** For each source its reader's options with absolute paths. */
  readonly files: readonly unknown[];
}

/** Settings of the command line that go before those of the file. */
export interface ConfigChanges {
  readonly output?: string;
  readonly samples?: number;
}

/**
 * Reads a config.
 * @throws YamlError naming each mistake with its line
 */
export function readBuildConfig(path: string, changes: ConfigChanges = {}): BuildConfig {
  return resolved(readYaml(path, buildConfigSchema()), dirname(resolve(path)), changes, basename(path));
}

/**
 * Checks a config at hand as text; `path` names it and says where its relative paths begin.
 * @throws YamlError
 */
export function parseBuildConfig(text: string, path: string, known = readers): BuildConfig {
  return resolved(parseYaml(text, path, buildConfigSchema(known)), dirname(resolve(path)), {}, basename(path), known);
}

/** How a source is asked about: its own words before those for all. */
export function askingOf({ written }: BuildConfig, index: number): ConversationOptions {
  const own = Object.entries(written.sources[index]!).filter(([key, value]) => key in asking && value !== undefined);
  return { ...written.ask, ...Object.fromEntries(own) };
}

function resolved(
  written: WrittenConfig,
  folder: string,
  { output, samples }: ConfigChanges,
  name: string,
  known = readers,
): BuildConfig {
  const path = (value: string, from = folder) => {
    const missing = variablesOf(value).find((variable) => process.env[variable] === undefined);
    if (missing !== undefined)
      throw new Error(`${name}: "${value}": the environment variable ${missing} is not set; set it to a folder`);
    return resolvePath(value, from, process.env);
  };
  return {
    written,
    total: samples ?? written.samples,
    output: output === undefined ? path(written.output, process.cwd()) : resolve(output),
    root: path(written.root),
    files: written.sources.map(({ reader, files }) => {
      const { options } = known[reader]!;
      return mapPaths(options, options.parse(files), (value) => path(value));
    }),
  };
}

function checkFiles(reader: Reader, files: unknown, complain: (path: PropertyKey[], message: string) => void): void {
  const checked = reader.options.safeParse(files);
  if (checked.success) return;
  for (const issue of checked.error.issues) {
    if (issue.code !== "unrecognized_keys") complain(issue.path, issue.message);
    else for (const key of issue.keys) complain([...issue.path, key], unknown("key", key, keysOf(reader.options)));
  }
}

function keysOf(schema: z.ZodType): string[] {
  return schema instanceof z.ZodObject ? Object.keys(schema.shape) : [];
}

function unknown(what: string, word: string, valid: readonly string[]): string {
  const nearest = nearestKey(word, valid);
  return `unknown ${what} "${word}"; ${nearest ? `did you mean "${nearest}"?` : `there are ${valid.join(", ")}`}`;
}
