// A checkpoint is whole or not there: a kill or a full disk at any moment leaves the previous one readable.
import { spawnSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { latestCheckpoint as latestOf, pruneCheckpoints } from "../src/checkpoint/checkpoint-folders.js";
import { UNFINISHED, writeCheckpoint } from "../src/checkpoint/write-checkpoint.js";

let parent: string;
beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), "refvlm-checkpoint-"));
});
afterEach(() => rmSync(parent, { recursive: true, force: true }));

const files = (mark: string) => ({
  "model.bin": Buffer.from(`model ${mark}`),
  "state.json": Buffer.from(`{"mark":"${mark}"}`),
});
const latestCheckpoint = (parent: string, warn?: (message: string) => void) =>
  latestOf(parent, Object.keys(files("")), warn);
const steps = () => {
  const seen: string[] = [];
  writeCheckpoint(join(parent, "step-00000000"), files("probe"), (step) => seen.push(step));
  rmSync(join(parent, "step-00000000"), { recursive: true });
  return seen;
};

test("kill -9 before every single write leaves the previous checkpoint", () => {
  const names = steps();
  expect(names.length).toBeGreaterThanOrEqual(8);
  const first = join(parent, "step-00000001");
  writeCheckpoint(first, files("one"));
  const module = new URL("../src/checkpoint/write-checkpoint.ts", import.meta.url).pathname;
  for (let at = 0; at < names.length; at++) {
    const second = join(parent, "step-00000002");
    const script = `import { writeCheckpoint } from ${JSON.stringify(module)};
      let step = 0;
      writeCheckpoint(${JSON.stringify(second)}, { "model.bin": Buffer.from("model two"), "state.json": Buffer.from("{}") },
        () => { if (step++ === ${at}) process.kill(process.pid, "SIGKILL"); });`;
    const child = spawnSync(process.execPath, ["--import", "tsx", "--input-type=module", "-e", script]);
    expect(child.signal).toBe("SIGKILL");
    const expected = names[at] === "sync parent" ? second : first;
    expect(latestCheckpoint(parent), `killed before "${names[at]}"`).toBe(expected);
    rmSync(second, { recursive: true, force: true });
  }
  expect(readFileSync(join(first, "model.bin"), "utf8")).toBe("model one");
});

test("a full disk gives one clear message and removes the unfinished folder", () => {
  const first = join(parent, "step-00000001");
  writeCheckpoint(first, files("one"));
  for (const at of steps()) {
    if (at === "sync parent") continue;
    const fail = () =>
      writeCheckpoint(join(parent, "step-00000002"), files("two"), (step) => {
        if (step === at) throw Object.assign(new Error("ENOSPC: no space left on device"), { code: "ENOSPC" });
      });
    expect(fail).toThrow(/step-00000002 was not written: the disk is full; .*--resume/);
    expect(readdirSync(parent)).toEqual(["step-00000001"]);
  }
  expect(latestCheckpoint(parent)).toBe(first);
});

test("a damaged checkpoint is passed over with a word about it", () => {
  writeCheckpoint(join(parent, "step-00000001"), files("one"));
  writeCheckpoint(join(parent, "step-00000002"), files("two"));
  truncateSync(join(parent, "step-00000002", "model.bin"), 3);
  const warnings: string[] = [];
  expect(latestCheckpoint(parent, (message) => warnings.push(message))).toBe(join(parent, "step-00000001"));
  expect(warnings[0]).toMatch(/model\.bin has 3 bytes, its manifest says 9/);
  writeFileSync(join(parent, "step-00000001", "state.json"), '{"mark":"two"}');
  expect(latestCheckpoint(parent)).toBeUndefined();
});

test("a checkpoint takes the place of what stands there, which is put aside", () => {
  const folder = join(parent, "step-00000002");
  writeCheckpoint(folder, files("damaged"));
  truncateSync(join(folder, "model.bin"), 3);
  writeCheckpoint(folder, files("again"));
  expect(latestCheckpoint(parent)).toBe(folder);
  expect(readFileSync(join(folder, "model.bin"), "utf8")).toBe("model again");
  mkdirSync(join(parent, "step-00000003"));
  writeCheckpoint(join(parent, "step-00000003"), files("three"));
  writeFileSync(join(parent, "step-00000004"), "a file");
  writeCheckpoint(join(parent, "step-00000004"), files("four"));
  writeCheckpoint(folder, files("a third time"));
  expect(readdirSync(parent).filter((name) => !name.startsWith("step-"))).toEqual([
    "set-aside-step-00000002-1",
    "set-aside-step-00000002-2",
    "set-aside-step-00000003-1",
    "set-aside-step-00000004-1",
  ]);
  expect(latestCheckpoint(parent)).toBe(join(parent, "step-00000004"));
});

describe("a manifest that proves nothing is told, and never stops a run from going on", () => {
  const good = () => JSON.parse(readFileSync(join(parent, "step-00000002", "manifest.json"), "utf8"));
  const digest = "0".repeat(64);
  test.each<[string, (manifest: ReturnType<typeof good>) => unknown, RegExp]>([
    ["null", () => null, /no manifest of a checkpoint/],
    ["an empty object", () => ({}), /manifest\.format/],
    ["another format", (m) => ({ ...m, format: 7 }), /manifest\.format/],
    ["no file", (m) => ({ ...m, files: [] }), /manifest\.files/],
    ["a name that is none", (m) => ({ ...m, files: [{ name: null, bytes: 1, sha256: digest }] }), /files\.0\.name/],
    ["a way out", (m) => ({ ...m, files: [...m.files, { name: "../x", bytes: 1, sha256: digest }] }), /files\.2\.name/],
    [
      "an absolute path",
      (m) => ({ ...m, files: [{ name: "/etc/passwd", bytes: 1, sha256: digest }] }),
      /files\.0\.name/,
    ],
    ["a size below zero", (m) => ({ ...m, files: [{ ...m.files[0], bytes: -1 }] }), /files\.0\.bytes/],
    ["no weights", (m) => ({ ...m, files: m.files.slice(1) }), /does not list model\.bin/],
    ["another folder's name", (m) => ({ ...m, checkpoint: "step-00000009" }), /belongs to step-00000009/],
  ])("%s", (_, change, told) => {
    writeCheckpoint(join(parent, "step-00000001"), files("one"));
    writeCheckpoint(join(parent, "step-00000002"), files("two"));
    writeFileSync(join(parent, "step-00000002", "manifest.json"), JSON.stringify(change(good())));
    const warnings: string[] = [];
    expect(latestCheckpoint(parent, (message) => warnings.push(message))).toBe(join(parent, "step-00000001"));
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toMatch(told);
  });

  test("folders where files should be", () => {
    writeCheckpoint(join(parent, "step-00000001"), files("one"));
    for (const [step, name] of [
      ["step-00000002", "model.bin"],
      ["step-00000003", "manifest.json"],
    ] as const) {
      writeCheckpoint(join(parent, step), files(step));
      rmSync(join(parent, step, name));
      mkdirSync(join(parent, step, name));
    }
    const warnings: string[] = [];
    expect(latestCheckpoint(parent, (message) => warnings.push(message))).toBe(join(parent, "step-00000001"));
    expect(warnings[0]).toMatch(/manifest\.json cannot be read \(EISDIR\)/);
    expect(warnings[1]).toMatch(/model\.bin is not a file/);
  });

  test("a folder that was renamed to another step", () => {
    writeCheckpoint(join(parent, "step-00000001"), files("one"));
    renameSync(join(parent, "step-00000001"), join(parent, "step-00000005"));
    expect(latestCheckpoint(parent)).toBeUndefined();
  });
});

test("the newest checkpoint is that of the latest step, whatever else lies there", () => {
  const late = join(parent, "step-100000000");
  writeCheckpoint(join(parent, "step-99999999"), files("early"));
  writeCheckpoint(late, files("late"));
  for (const odd of ["step-zebra", "step-9", "step-000000099999999999"]) mkdirSync(join(parent, odd));
  writeFileSync(join(parent, "step-00000077"), "a file");
  expect(latestCheckpoint(parent)).toBe(late);
});

test("pruning keeps the newest and removes what was never finished", () => {
  for (const step of ["1", "2", "3"]) writeCheckpoint(join(parent, `step-0000000${step}`), files(step));
  writeFileSync(join(parent, `${UNFINISHED}x`), "");
  pruneCheckpoints(parent, 2, 3);
  expect(readdirSync(parent).sort()).toEqual(["step-00000002", "step-00000003"]);
  expect(existsSync(join(parent, "step-00000001"))).toBe(false);
});

test("pruning never takes damaged, later or oddly named folders for the newest", () => {
  for (const step of ["1", "2", "3", "4", "5"]) writeCheckpoint(join(parent, `step-0000000${step}`), files(step));
  truncateSync(join(parent, "step-00000002", "model.bin"), 1);
  rmSync(join(parent, "step-00000005", "manifest.json"));
  for (const odd of ["step-zebra", "step-9"]) mkdirSync(join(parent, odd));
  pruneCheckpoints(parent, 1, 3);
  expect(readdirSync(parent).sort()).toEqual(
    ["step-00000002", "step-00000003", "step-00000004", "step-00000005", "step-9", "step-zebra"].sort(),
  );
  pruneCheckpoints(parent, 2, 4);
  expect(latestCheckpoint(parent)).toBe(join(parent, "step-00000004"));
  expect(existsSync(join(parent, "step-00000003"))).toBe(true);
});
