// Settings that people write: what is sound is read, every mistake is named with its place and the way out.
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { nearestKey, parseYaml, readYaml, YamlError } from "../src/index.js";

const schema = z.strictObject({
  name: z.string(),
  sizes: z.array(z.strictObject({ width: z.int().positive(), height: z.int().default(4) })).default([]),
});

const messageOf = (text: string) => {
  try {
    parseYaml(text, "settings.yaml", schema);
  } catch (error) {
    expect(error).toBeInstanceOf(YamlError);
    return (error as Error).message;
  }
  throw new Error("the settings were accepted");
};

describe("YAML with a schema", () => {
  it("1. gives the value with its defaults; JSON is YAML, too", () => {
    const value = { name: "a", sizes: [{ width: 3, height: 4 }] };
    expect(parseYaml("name: a\nsizes:\n  - width: 3\n", "x.yaml", schema)).toEqual(value);
    expect(parseYaml('{"name": "a", "sizes": [{"width": 3}]}', "x.json", schema)).toEqual(value);
  });
  it("2. names an unknown key with its line and the nearest valid key", () => {
    expect(messageOf("name: a\nsizes:\n  - widht: 3\n    width: 3\n")).toBe(
      'settings.yaml: line 3: sizes.0.widht: unknown key; did you mean "width"?',
    );
  });
  it("3. lists the valid keys where none is near", () => {
    expect(messageOf("name: a\ncolour: red\n")).toContain("colour: unknown key; valid keys: name, sizes");
  });
  it("4. names a missing key at the place where it belongs", () => {
    expect(messageOf("name: a\nsizes:\n  - height: 3\n")).toContain("line 3: sizes.0.width: ");
  });
  it("5. lists all mistakes at once", () => {
    expect(messageOf("sizes:\n  - width: 0\n").split("\n")).toHaveLength(3);
  });
  it("6. names broken YAML with its line", () => {
    expect(messageOf("name: a\nsizes: [\n")).toMatch(/^settings\.yaml:\d+: not valid YAML/);
  });
  it("7. says when the file is not there", () => {
    expect(() => readYaml("/nowhere/settings.yaml", schema)).toThrow(/settings\.yaml: cannot be read \(ENOENT\)/);
  });
});

describe("settings in place of the file's", () => {
  const text = "name: a\nsizes:\n  - width: 3\n";
  const set = (...overrides: string[]) =>
    parseYaml(
      text,
      "x.yaml",
      schema,
      overrides.map((each) => ({ key: each.split("=")[0], value: each.split("=")[1] })),
    );

  it("1. are YAML at their place, also at one that the file leaves out", () => {
    expect(set("name=b", "sizes.0.height=7")).toEqual({ name: "b", sizes: [{ width: 3, height: 7 }] });
    expect(set("sizes=[{ width: 1 }, { width: 2 }]", "sizes.1.width=5").sizes.map(({ width }) => width)).toEqual([
      1, 5,
    ]);
  });
  it("2. are checked as the file is, with the nearest key", () => {
    expect(() => set("sizes.0.widht=4")).toThrow(
      /^x\.yaml: line 3: sizes\.0\.widht: unknown key; did you mean "width"\?$/,
    );
    expect(() => set("size.0.width=4")).toThrow(/size: unknown key; did you mean "sizes"\?/);
    expect(() => set("name=3")).toThrow(/line \d: name: /);
  });
  it("3. need a place and a value that there can be", () => {
    expect(() => set("sizes.1.width=4")).toThrow("x.yaml: sizes.1.width=4: sizes has 1 entry, counted from 0");
    expect(() => set("name.first=4")).toThrow("x.yaml: name.first=4: name is one value, there is nothing in it to set");
    expect(() => set("name=[")).toThrow(/^x\.yaml: name=\[: the value is not valid YAML: /);
  });
});

describe("the nearest key", () => {
  it("1. forgives spelling, case and separators", () => {
    expect(nearestKey("weightDecya", ["weightDecay", "warmup"])).toBe("weightDecay");
    expect(nearestKey("Weight_Decay", ["weightDecay", "warmup"])).toBe("weightDecay");
  });
  it("2. is none where every key is far", () => {
    expect(nearestKey("elephant", ["lr", "name"])).toBeNull();
    expect(nearestKey("x", [])).toBeNull();
    expect(nearestKey("a".repeat(101), ["a".repeat(100)])).toBeNull(); // comparing what is longer could take for ever
  });
  it("8. refuses aliases that grow without end, naming the file", () => {
    const grow = ["a", "b", "c", "d", "e", "f", "g"].map((key, i, keys) =>
      i === 0 ? "a: &a [1, 1, 1, 1, 1, 1, 1, 1]" : `${key}: &${key} [${Array(8).fill(`*${keys[i - 1]}`)}]`,
    );
    expect(messageOf(grow.join("\n"))).toMatch(/^settings\.yaml: not valid YAML: .*alias/);
  });
});
