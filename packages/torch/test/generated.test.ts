// The generated operators are what the generator writes, and what this engine understands.
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { generate, readManifest } from "../scripts/generate-ops.mjs";
import { parseSchema } from "../scripts/schema.mjs";
import { native } from "../src/loader.js";

interface Argument {
  name: string;
  type: string;
}

const file = (path: string) => readFileSync(new URL(`../${path}`, import.meta.url), "utf8");

describe("generated operators", () => {
  it("are up to date with ops.txt", () => {
    for (const [name, text] of Object.entries(generate() as Record<string, string>)) {
      expect(file(`src/generated/${name}`) === text, `${name} is stale: run scripts/generate-ops.mjs`).toBe(true);
    }
  });

  it("exist in this libtorch with the arguments they pass", () => {
    const wanted = file("ops.schemas.txt").split("\n").filter(Boolean).map(parseSchema);
    expect(wanted.length).toBeGreaterThan((readManifest() as unknown[]).length);
    for (const schema of wanted) {
      const offered = native.schemas(`aten::${schema.name}`).map(parseSchema);
      const mine = offered.find((other) => other.overload === schema.overload);
      expect(mine, `aten::${schema.name}.${schema.overload} is missing`).toBeDefined();
      const names = mine?.arguments.map(({ name }: Argument) => name);
      for (const argument of schema.arguments as Argument[]) expect(names, schema.text).toContain(argument.name);
    }
  });
});
