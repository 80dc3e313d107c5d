// Importing any package, on a machine that has no engine and no libtorch, throws nothing and loads nothing native of ours.
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, it } from "vitest";

const place = mkdtempSync(join(tmpdir(), "refvlm-imports-"));
afterAll(() => rmSync(place, { recursive: true }));

/** Runs compiled packages in a process that finds neither an addon nor a libtorch. */
function onBareMachine(script: string, type: "module" | "commonjs" = "module") {
  return spawnSync(process.execPath, [`--input-type=${type}`, "-e", script], {
    encoding: "utf8",
    cwd: fileURLToPath(new URL("..", import.meta.url)),
    env: { PATH: process.env.PATH ?? "", HOME: place, LIBTORCH: join(place, "nothing") },
  });
}

const entries = [
  "@refvlm/config",
  "@refvlm/trp",
  "@refvlm/vision",
  "@refvlm/vision/node",
  "@refvlm/torch",
  "@refvlm/torch/pickle",
  "@refvlm/vt-instruct",
  "@refvlm/metrics",
  "@refvlm/metrics/node",
  "@refvlm/model",
  "@refvlm/train",
  "@refvlm/server",
  "@refvlm/studio",
  "refvlm",
];

describe.each(entries)("%s", (entry) => {
  it.each([
    ["module", `const names = await import("${entry}");`],
    ["commonjs", `const names = require("${entry}");`],
  ] as const)("as %s", (type, load) => {
    const engine = `process.report.getReport().sharedObjects.filter((path) => /torch/.test(path))`;
    const { stdout, status } = onBareMachine(
      `${load} console.log(Object.keys(names).length > 0, JSON.stringify(${engine}))`,
      type,
    );
    expect(stdout).toBe("true []\n");
    expect(status).toBe(0);
  });
});

it("what needs the engine says how to get it, as one kind of error", () => {
  const { stdout } = onBareMachine(`
    import { RefVlm, EngineNotBuiltError } from "refvlm";
    import { ones } from "@refvlm/torch";
    const told = (error) => console.log(error instanceof EngineNotBuiltError, error.message);
    await RefVlm.load().catch(told);
    try { ones([2]); } catch (error) { told(error); }
  `);
  expect(stdout.split("\n")).toEqual([
    expect.stringMatching(/^true LIBTORCH is .*nothing, but there is no include\/ .*: set it to one, or unset it$/),
    "true the engine is not built yet: run `npm run setup`",
    "",
  ]);
});
