// Build configs: defaults, paths, and every mistake named with its place and the way out.
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { askingOf, parseBuildConfig } from "../../src/builder/config.js";
import { mapPaths } from "../../src/builder/config-paths.js";
import { plainText } from "../../src/readers/reader.js";

const good = `name: tiny
output: out
sources:
  - reader: coco
    files:
      images: pictures
      instances: \${TINY_ROOT}/instances.json
`;
process.env.TINY_ROOT = "/data/tiny";

const parse = (text: string) => parseBuildConfig(text, "/configs/tiny.yaml");
const messageOf = (text: string): string => {
  try {
    parse(text);
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error("the config was accepted");
};

describe("a build config", () => {
  it("1. fills in its defaults", () => {
    const { written, total } = parse(good);
    expect(written).toMatchObject({
      seed: 0,
      split: "train",
      shardSize: 10_000,
      pictures: "path",
      maxRejectShare: 0.01,
    });
    expect(total).toBeUndefined();
  });
  it("2. tells paths of data from its own folder, with variables of the environment", () => {
    const { output, root, files } = parse(good);
    expect([output, root]).toEqual([join(process.cwd(), "out"), "/configs"]);
    expect(files).toEqual([{ images: "/configs/pictures", instances: "/data/tiny/instances.json" }]);
  });
  it("3. keeps paths as written for the manifest", () => {
    expect(parse(good).written.sources[0]!.files.instances).toMatch(/^\$\{TINY_ROOT\}/);
  });
  it("4. says which variable is not set", () => {
    expect(messageOf(good.replace("TINY_ROOT", "NO_SUCH_FOLDER"))).toContain("NO_SUCH_FOLDER is not set");
  });
  it("5. what a source says of asking goes before what is said for all", () => {
    const config = parse(`${good}    absentRate: 0.5\nask:\n  absentRate: 0.2\n  turns: [2, 3]\n`);
    expect(askingOf(config, 0)).toEqual({ absentRate: 0.5, turns: [2, 3] });
  });
});

describe("a wrong build config", () => {
  it.each([
    ["an unknown key", good.replace("output:", "outptu:"), 'line 2: outptu: unknown key; did you mean "output"?'],
    [
      "an unknown reader",
      good.replace("coco", "cocoo"),
      'line 4: sources.0.reader: unknown reader "cocoo"; did you mean "coco"?',
    ],
    [
      "a reader by the name of what every object has",
      good.replace("coco", "constructor"),
      'unknown reader "constructor"',
    ],
    [
      "turns without end",
      `${good}ask: { turns: [1, 1000000000] }\n`,
      "ask.turns.1: Too big: expected number to be <=100",
    ],
    [
      "an unknown file",
      good.replace("instances:", "instnaces:"),
      'line 7: sources.0.files.instnaces: unknown key "instnaces"; did you mean "instances"?',
    ],
    ["a missing file", good.replace("      images: pictures\n", ""), "sources.0.files.images: "],
    ["an unknown task", `${good}    tasks: {recc: 1}\n`, 'sources.0.tasks.recc: unknown key; did you mean "rec"?'],
    ["no task with a weight", `${good}    tasks: {rec: 0}\n`, "at least one task needs a weight above 0"],
    ["turns the wrong way round", `${good}    turns: [3, 1]\n`, "may not be above the second"],
    ["a share above 1", `${good}    absentRate: 2\n`, "line 8: sources.0.absentRate: "],
    ["a weight without a total", `${good}    weight: 2\n`, 'a weight needs the number of "samples"'],
    ["samples twice", `samples: 5\n${good}    samples: 2\n`, "give this one a weight"],
    [
      "two sources of one name",
      `${good}  - reader: coco\n    files: {images: a, instances: b}\n`,
      'a source called "coco" stands above',
    ],
    ["no source", "name: a\noutput: b\nsources: []\n", "line 3: sources: "],
  ])("%s is named with its place", (_, text, message) => {
    expect(messageOf(text)).toContain(message);
  });
});

describe("paths in a reader's options", () => {
  const schema = z.strictObject({
    images: z.union([z.string(), z.array(z.string())]),
    panoptic: z.strictObject({ json: z.string() }).optional(),
    part: z.enum(["val", "test"]).default("val"),
    ending: plainText().default(".png"),
    limit: z.number().optional(),
  });
  const changed = (value: unknown) => mapPaths(schema, value, (path) => `/x/${path}`);
  it("1. are its free strings, alone, in lists and in objects", () => {
    expect(changed({ images: "a", panoptic: { json: "b" } })).toEqual({ images: "/x/a", panoptic: { json: "/x/b" } });
    expect(changed({ images: ["a", "b"] })).toEqual({ images: ["/x/a", "/x/b"] });
  });
  it("2. are not its words, numbers, or what it marks as plain text", () => {
    const plain = { part: "test", ending: ".jpg", limit: 3 };
    expect(changed({ images: "a", ...plain })).toEqual({ images: "/x/a", ...plain });
  });
});
