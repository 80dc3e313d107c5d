// A checkpoint is whole or not there: a kill or a full disk at any moment leaves the previous one readable.
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { latestCheckpoint } from "../src/checkpoint/read-checkpoint.js";
import { pruneCheckpoints, UNFINISHED, writeCheckpoint } from "../src/checkpoint/write-checkpoint.js";

let parent: string;
beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), "refvlm-checkpoint-"));
});
afterEach(() => rmSync(parent, { recursive: true, force: true }));

const files = (mark: string) => ({
  "model.bin": Buffer.from(`model ${mark}`),
  "state.json": Buffer.from(`{"mark":"${mark}"}`),
});
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

test("pruning keeps the newest and removes what was never finished", () => {
  for (const step of ["1", "2", "3"]) writeCheckpoint(join(parent, `step-0000000${step}`), files(step));
  writeFileSync(join(parent, `${UNFINISHED}x`), "");
  pruneCheckpoints(parent, 2);
  expect(readdirSync(parent).sort()).toEqual(["step-00000002", "step-00000003"]);
  expect(existsSync(join(parent, "step-00000001"))).toBe(false);
});
