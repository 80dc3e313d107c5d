// `refvlm build` as people run it: threads, parts, a kill in the middle, and what it says.
import { spawn } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { madeCocoConfig, makeCoco } from "../../vt-instruct/bench/made-coco.js";

const cli = fileURLToPath(new URL("../dist/cli.js", import.meta.url));
const place = mkdtempSync(join(tmpdir(), "refvlm-build-"));
const config = join(place, "config.yaml");

function start(...args: string[]) {
  const { RANK, WORLD_SIZE, ...env } = process.env;
  const child = spawn(process.execPath, [cli, "build", ...args], { env });
  let [out, err] = ["", ""];
  child.stdout.on("data", (data) => (out += data));
  child.stderr.on("data", (data) => (err += data));
  const ended = new Promise<{ code: number | null; out: string; err: string }>((done) =>
    child.on("close", (code) => done({ code, out, err })),
  );
  return { child, ended };
}
const build = (...args: string[]) => start(...args).ended;

/** Every file that a build leaves, but the note of where this machine has the pictures. */
function filesOf(folder: string): Record<string, string> {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = entries
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => !path.endsWith("local.json"));
  return Object.fromEntries(paths.sort().map((path) => [path.slice(folder.length), readFileSync(path, "latin1")]));
}

let whole: Record<string, string>;
let said: string;
beforeAll(async () => {
  if (!existsSync(cli)) throw new Error("the packages are not compiled: run `npx tsc -b` first");
  makeCoco(place, 200);
  writeFileSync(config, madeCocoConfig(place, 2400, 200));
  const { code, out, err } = await build(config, "--output", join(place, "whole"));
  expect(err).toContain("made: 2400 samples in 12 shards");
  expect(code).toBe(0);
  said = out;
  whole = filesOf(join(place, "whole"));
});
afterAll(() => rmSync(place, { recursive: true }));

describe("refvlm build", () => {
  it("1. tells what it made", () => {
    expect(said).toMatch(/source +records +samples +turns +nothing to ask +rejected +labels lost\n-+\ncoco +2400/);
    expect(said).toMatch(/rec +\d+/);
    expect(said).toContain(`the data set is in ${join(place, "whole")}`);
  });
  it("2. gives the same bytes with threads", async () => {
    expect((await build(config, "--output", join(place, "threads"), "--workers", "3")).code).toBe(0);
    expect(filesOf(join(place, "threads"))).toEqual(whole);
  });
  it("3. gives the same bytes when it was killed in the middle, and keeps the finished shards", async () => {
    const output = join(place, "killed");
    const { child, ended } = start(config, "--output", output, "--workers", "2");
    const reports = () =>
      existsSync(join(output, ".build"))
        ? readdirSync(join(output, ".build")).filter((name) => /^\d+\.json$/.test(name)).length
        : 0;
    while (reports() < 2 && child.exitCode === null) await setTimeout(2);
    child.kill("SIGKILL");
    expect((await ended).code).toBeNull();
    expect(existsSync(join(output, "manifest.json"))).toBe(false);
    const kept = reports();
    const { code, err } = await build(config, "--output", output);
    expect(code).toBe(0);
    expect(err).toContain(`${200 * kept} samples are there from an earlier run`);
    expect(filesOf(output)).toEqual(whole);
  });
  it("4. gives the same bytes from parts, merged", async () => {
    const output = join(place, "parts");
    const early = await build("--merge", output);
    expect([early.code, early.err]).toEqual([1, `refvlm: ${output} holds no build; give the --output of one\n`]);
    for (const part of ["1/2", "0/2"]) expect((await build(config, "--output", output, "--shard", part)).code).toBe(0);
    expect(existsSync(join(output, "manifest.json"))).toBe(false);
    expect((await build("--merge", output)).code).toBe(0);
    expect(filesOf(output)).toEqual(whole);
  });
  it("5. merges nothing that is not as it was built, and says of each shard why", async () => {
    const output = join(place, "merged");
    cpSync(join(place, "parts"), output, { recursive: true });
    const shard = (number: number) => join(output, `data/train-0000${number}-of-00012.parquet`);
    const report = (number: number) => join(output, `.build/0000${number}.json`);
    const bytes = readFileSync(shard(1));
    bytes[bytes.length >> 1]! ^= 1;
    writeFileSync(shard(1), bytes);
    const changed = await build("--merge", output);
    expect([changed.code, changed.err]).toEqual([
      1,
      `refvlm: ${output}: data/train-00001-of-00012.parquet: the bytes are not those that were built (SHA-256); copy them again, or remove them and build them here\n`,
    ]);
    rmSync(shard(2));
    truncateSync(shard(3), 100);
    const other = join(place, "other");
    await build(config, "--output", other, "--shard", "4/12", "--samples", "2401");
    cpSync(join(other, ".build", "00004.json"), report(4));
    const wrong = await build("--merge", output);
    expect([wrong.code, wrong.err]).toEqual([
      1,
      `refvlm: ${output}: of 12 shards (counted from 0), 2 is missing; 3 is damaged; 4 is of another build; build them here, or copy them and their .build files from where they were built\n`,
    ]);
    rmSync(shard(1));
    expect((await build(config, "--output", output)).code).toBe(0);
    expect(filesOf(output)).toEqual(whole);
  });
  it("6. stops at Ctrl-C, and says how to go on", async () => {
    const { child, ended } = start(config, "--output", join(place, "stopped"), "--samples", "1000000");
    while (!existsSync(join(place, "stopped", ".build", "00000.json"))) await setTimeout(2);
    child.kill("SIGINT");
    const { code, err } = await ended;
    expect(code).toBe(130);
    expect(err).toContain("refvlm: stopped; the same command goes on behind the finished shards");
  });
  it("7. fails above the share of rejects, after it has written what is sound", async () => {
    const bad = join(place, "bad.yaml");
    const instances = JSON.parse(readFileSync(join(place, "instances.json"), "utf8")) as {
      annotations: { segmentation: unknown; bbox: unknown }[];
    };
    for (const annotation of instances.annotations.slice(0, 100))
      Object.assign(annotation, { segmentation: [[1, 1, 2, 2]], bbox: null });
    writeFileSync(join(place, "instances-bad.json"), JSON.stringify(instances));
    writeFileSync(bad, madeCocoConfig(place, 200, 200).replace("instances.json", "instances-bad.json"));
    const { code, out, err } = await build(bad, "--output", join(place, "bad"));
    expect(code).toBe(1);
    expect(out).toMatch(/wrong-polygon +\d+/);
    expect(out).toMatch(/first wrong-polygon: instances-bad\.json: annotation/);
    expect(err).toMatch(
      /refvlm: \d+\.\d\d % of the labels of coco \(\d+ of \d+\) cannot be used, more than maxRejectShare \(1\.00 %\)/,
    );
    expect(existsSync(join(place, "bad", "manifest.json"))).toBe(true);
  });
  it("8. says what is wrong in one line", async () => {
    const missing = await build(join(place, "none.yaml"));
    expect(missing.code).toBe(1);
    expect(missing.err).toMatch(
      /^refvlm: there is no mixture ".*none\.yaml"; give a file, or one of .*scenes, .*stage3-unipose\n$/,
    );
    expect((await build()).err).toMatch(/^refvlm: give a build config, --merge FOLDER or --list/);
    expect((await build(config, "--shard", "3/3")).err).toMatch(/^refvlm: --shard 3\/3: give i\/n/);
  });
  it("9. lists the readers", async () => {
    expect((await build("--list")).out).toMatch(/^coco +COCO: /m);
  });
  it("10. gives the same bytes when two processes build one folder by mistake", async () => {
    const output = join(place, "twice");
    const both = await Promise.all([build(config, "--output", output), build(config, "--output", output)]);
    expect(both.map(({ code, err }) => [code, /refvlm: .*/.exec(err)?.[0]])).toEqual([
      [0, undefined],
      [0, undefined],
    ]);
    expect(filesOf(output)).toEqual(whole);
  });
});
