// Building: the same bytes however the work is split, bad records reported and passed over, a folder for one build only.
import { spawnSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { asyncBufferFromFile } from "hyparquet";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type BuildOptions, buildDataset } from "../../src/builder/build.js";
import { parseBuildConfig } from "../../src/builder/config.js";
import { mergeManifest } from "../../src/builder/manifest.js";
import { OutputFolder } from "../../src/builder/output-folder.js";
import { readRows } from "../../src/builder/parquet.js";
import { sampleRow } from "../../src/sample/row.js";
import { sampleOf } from "../../src/sample/row-sample.js";
import { pictureName, readInstances, tinyCoco, tinyConfig, writeInstances } from "./tiny-coco.js";

let data: string;
let out: string;
let made = 0;
beforeAll(async () => {
  data = await tinyCoco();
});
beforeEach(() => {
  out = join(data, `built-${made++}`);
});
afterAll(() => rmSync(data, { recursive: true }));

const build = (more: object = {}, options: BuildOptions = {}, folder = data, output = out) =>
  buildDataset(parseBuildConfig(tinyConfig({ output, ...more }), join(folder, "config.yaml")), options);

/** Every file that a build leaves, but the note of where this machine has the pictures. */
function filesOf(folder: string): Record<string, string> {
  const names = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = names.map((entry) => join(entry.parentPath, entry.name)).filter((path) => !path.endsWith("local.json"));
  return Object.fromEntries(paths.sort().map((path) => [path.slice(folder.length), readFileSync(path, "latin1")]));
}

async function rowsOf(folder: string) {
  const files = readdirSync(join(folder, "data")).sort();
  const read = async (name: string) => {
    const file = await asyncBufferFromFile(join(folder, "data", name));
    return readRows(file, 0, Number.POSITIVE_INFINITY);
  };
  return (await Promise.all(files.map(read))).flat();
}

describe("a build", () => {
  it("1. gives as many rows as it was asked for, every record once before any comes twice", async () => {
    await build({ samples: 24 });
    const rows = await rowsOf(out);
    expect(new Set(rows.map(({ image }) => image.path)).size).toBe(24);
    expect(rows).toHaveLength(24);
    rmSync(out, { recursive: true });
    await build({ samples: 72 });
    const often = new Map<string, number>();
    for (const { image } of await rowsOf(out)) often.set(image.path!, (often.get(image.path!) ?? 0) + 1);
    expect([...often.values()]).toEqual(Array(24).fill(3));
  });
  it("2. asks about each record once where nothing says how often", async () => {
    const { plan } = await build({ samples: undefined });
    expect(plan.samples).toBe(24);
  });
  it("3. writes rows that hold to their schema and have samples", async () => {
    await build({ labels: true });
    for (const row of await rowsOf(out)) {
      expect(sampleRow.parse(row)).toEqual(row);
      expect(sampleOf(row).objects!.length).toBeGreaterThan(0);
    }
  });
  it("4. tells in its manifest what it holds", async () => {
    const { manifest } = await build();
    const rows = await rowsOf(out);
    expect(manifest!.rows).toBe(rows.length);
    expect(manifest!.turns).toBe(rows.flatMap(({ tasks }) => tasks).length);
    expect(manifest!.tasks.rec! + manifest!.tasks.ovs!).toBe(manifest!.turns);
    expect(manifest!.shards.map(({ file }) => file)).toHaveLength(7);
    for (const { file, bytes } of manifest!.shards) expect(statSync(join(out, file)).size).toBe(bytes);
    expect(JSON.parse(readFileSync(join(out, "manifest.json"), "utf8"))).toEqual(manifest);
  });
  it("5. names no machine: neither shards nor manifest hold an absolute path", async () => {
    await build();
    for (const [name, text] of Object.entries(filesOf(out))) expect(text.includes(data), name).toBe(false);
  });
  it("6. depends on the seed", async () => {
    await build();
    const first = filesOf(join(out, "data"));
    rmSync(out, { recursive: true });
    await build({ seed: 6 });
    expect(filesOf(join(out, "data"))).not.toEqual(first);
  });
  it("7. shares samples out by weight", async () => {
    const source = { reader: "coco", files: { images: "images", instances: "instances.json" } };
    const sources = [
      { ...source, name: "a", weight: 3 },
      { ...source, name: "b" },
    ];
    const { plan } = await build({ sources });
    expect(plan.sources.map(({ samples }) => samples)).toEqual([75, 25]);
    const rows = await rowsOf(out);
    expect(rows.filter(({ source }) => source === "a")).toHaveLength(75);
  });
  it("8. counts a record that gives nothing to ask, and goes on", async () => {
    const { tally } = await build({ sources: [{ ...tinySource, tasks: { keypoint: 1 } }], ask: { absentRate: 0 } });
    expect(tally.sources.coco).toMatchObject({ records: 100, samples: 0, skipped: 100, rejected: 0 });
  });
});

const tinySource = { reader: "coco", files: { images: "images", instances: "instances.json" } };

describe("the same bytes", () => {
  it("1. on another machine, where the files lie elsewhere", async () => {
    const elsewhere = mkdtempSync(join(tmpdir(), "refvlm-elsewhere-"));
    for (const name of ["images", "instances.json"])
      cpSync(join(data, name), join(elsewhere, name), { recursive: true });
    await build();
    await build({}, {}, elsewhere, join(elsewhere, "built"));
    expect(filesOf(join(elsewhere, "built"))).toEqual(filesOf(out));
    rmSync(elsewhere, { recursive: true });
  });
  it("2. from parts that were built apart, in any order, and merged", async () => {
    await build();
    const whole = filesOf(out);
    rmSync(out, { recursive: true });
    for (const index of [2, 0, 1]) {
      const { manifest } = await build({}, { share: { index, count: 3 } });
      expect(manifest).toBeUndefined();
    }
    mergeManifest(new OutputFolder(out));
    expect(filesOf(out)).toEqual(whole);
  });
  it("3. after a stop: finished shards are kept, the rest is built", async () => {
    await build();
    const whole = filesOf(out);
    rmSync(out, { recursive: true });
    const stop = new AbortController();
    let done = 0;
    const onProgress = (more: number) => {
      done += more;
      if (done === 3 * 16) stop.abort(new Error("enough"));
    };
    const stopped = build({}, { signal: stop.signal, onProgress });
    await expect(stopped).rejects.toThrow("enough");
    expect(existsSync(join(out, "manifest.json"))).toBe(false);
    const { resumed, shards } = await build();
    expect([resumed, shards]).toEqual([2, 7]);
    expect(filesOf(out)).toEqual(whole);
  });
  it("4. after a crash that cut a shard off: it is built again", async () => {
    await build();
    const whole = filesOf(out);
    const [, second] = readdirSync(join(out, "data")).sort();
    truncateSync(join(out, "data", second!), 100);
    expect((await build()).resumed).toBe(6);
    expect(filesOf(out)).toEqual(whole);
  });
  it("5. after a crash in the middle of a file: what was unfinished is swept up, what somebody still writes is not", async () => {
    await build();
    const whole = filesOf(out);
    const { pid: ended } = spawnSync(process.execPath, ["--version"]);
    const partial = (file: string, pid: number, host = hostname()) => `${file}.uuid.${pid}@${host}.partial`;
    for (const name of ["data/.x.parquet", ".build/.1.json", ".manifest.json"])
      for (const pid of [ended, process.pid]) writeFileSync(join(out, partial(name, pid)), "half");
    await build();
    expect(filesOf(out)).toEqual(whole);
    for (const name of [partial("data/.x.parquet", process.ppid), partial(".manifest.json", ended, "elsewhere")]) {
      writeFileSync(join(out, name), "half");
      await build();
      expect(existsSync(join(out, name)), name).toBe(true);
    }
  });
});

describe("what is unfinished", () => {
  const partials = () =>
    readdirSync(out, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".partial"));
  const half = (name: string) => `${name}.uuid.${process.pid}@${hostname()}.partial`;
  it("1. goes before anything is written, as a full disk needs", async () => {
    await build();
    for (const name of ["data/.x.parquet", ".build/.1.json", ".manifest.json"])
      writeFileSync(join(out, half(name)), "x");
    await build({}, { onPlan: () => expect(partials()).toEqual([]) });
  });
  it("2. goes when the build fails", async () => {
    const failed = build(
      {},
      {
        onProgress: () => {
          expect(partials()).toHaveLength(1);
          throw Object.assign(new Error("no space"), { code: "ENOSPC" });
        },
      },
    );
    await expect(failed).rejects.toThrow("the disk is full; make room");
    expect(partials()).toEqual([]);
  });
});

describe("a folder of another build", () => {
  it("1. is left alone, and the message says what differs", async () => {
    await build();
    const before = filesOf(out);
    await expect(build({ seed: 9, shardSize: 20 })).rejects.toThrow(/differs in seed, shardSize/);
    expect(filesOf(out)).toEqual(before);
  });
  it("2. is one of the same config over other data, too", async () => {
    await build();
    const original = readInstances(data);
    writeInstances(data, { ...original, images: original.images.slice(0, 20) });
    await expect(build()).rejects.toThrow(/sizes of data sets/);
    const renamed = original.categories.map(({ id, name }) => ({ id, name: name === "dog" ? "cow" : name }));
    writeInstances(data, { ...original, categories: renamed });
    await expect(build()).rejects.toThrow(/differs in the files of data sets\./);
    writeInstances(data, original);
  });
  it("3. cannot be merged before all parts are there; the missing ones are named", async () => {
    await build({}, { share: { index: 0, count: 2 } });
    expect(() => mergeManifest(new OutputFolder(out))).toThrow(
      /: of 7 shards \(counted from 0\), 1, 3, 5 are missing; build them/,
    );
    expect(() => mergeManifest(new OutputFolder(join(data, "images")))).toThrow(/holds no build/);
  });
});

describe("a folder that was tampered with", () => {
  const damage = (name: string, text: string) => writeFileSync(join(out, ".build", name), text);

  it.each(['{"dig', "[]", "null"])("1. with a plan that says %s is left alone", async (text) => {
    await build();
    damage("plan.json", text);
    await expect(build()).rejects.toThrow(/plan\.json is damaged; give another --output/);
  });
  it.each(['{"dig', "[]", "null"])("2. with a report that says %s has that shard built again", async (text) => {
    await build();
    const whole = filesOf(out);
    damage("00001.json", text);
    expect((await build()).resumed).toBe(6);
    expect(filesOf(out)).toEqual(whole);
  });
  it("3. with a file in the folder's place is refused, naming it", async () => {
    writeFileSync(out, "");
    await expect(build()).rejects.toThrow(`${join(out, "data")}: no folder can be made there: a file is in its way`);
  });
});

describe("records that cannot be used", () => {
  let bad: string;
  beforeEach(async () => {
    bad = await tinyCoco();
    const instances = readInstances(bad);
    const [twoPoints, outside] = [instances.annotations[0]!, instances.annotations.at(-1)!];
    twoPoints.segmentation = [[1, 1, 5, 5]];
    outside.bbox = [40, 10, 200, 20];
    writeInstances(bad, { ...instances, images: [...instances.images, instances.images[5]!] });
    rmSync(join(bad, "images", pictureName(3)));
    truncateSync(join(bad, "images", pictureName(4)), 60);
  });

  it("1. are listed with file, record and reason, and the build goes on", async () => {
    const { manifest } = await build({ samples: 24, pictures: "embed", maxRejectShare: 1 }, {}, bad);
    const reasons = Object.fromEntries(Object.entries(manifest!.rejects).map(([key, { records }]) => [key, records]));
    expect(reasons).toEqual({ "corrupt-picture": 1, "duplicate-id": 1, "missing-picture": 1 });
    // Of a label with a broken mask the box is used, of one with a box outside the mask.
    expect(Object.keys(manifest!.notes)).toEqual(["box-outside", "wrong-polygon"]);
    expect(manifest!.lists).toEqual({ "instances.json: images": { rejected: 1, records: 25 } });
    expect(manifest!.rows).toBe(22);
    const lines = readFileSync(join(out, "rejects.jsonl"), "utf8").trim().split("\n");
    expect(lines).toHaveLength(5);
    for (const line of lines.map((text) => JSON.parse(text) as Record<string, unknown>)) {
      expect(line).toMatchObject({ source: "coco", file: expect.any(String), record: expect.any(String) });
      expect(JSON.stringify(line)).not.toContain(bad);
    }
    expect(manifest!.rejectShare).toBeCloseTo(2 / 24);
  });
  it("1. count against the list that they come from: lost labels are not hidden by many records", async () => {
    const instances = readInstances(bad);
    for (const label of instances.annotations.slice(0, 6)) Object.assign(label, { bbox: null, segmentation: null });
    writeInstances(bad, instances);
    const { rejects, tally } = await build({ samples: 480 }, {}, bad);
    const { lost, labels } = tally.sources.coco!;
    expect(rejects).toEqual({ of: "the labels of coco", rejected: lost, records: labels, share: lost / labels });
    expect(lost / labels).toBeCloseTo(6 / instances.annotations.length, 1);
  });
  it("2. are the same with any split of the work", async () => {
    await build({ maxRejectShare: 1 }, {}, bad);
    const whole = filesOf(out);
    rmSync(out, { recursive: true });
    for (const index of [1, 0]) await build({ maxRejectShare: 1 }, { share: { index, count: 2 } }, bad);
    mergeManifest(new OutputFolder(out));
    expect(filesOf(out)).toEqual(whole);
  });
  it("3. are found by the headers of their pictures, too", async () => {
    const instances = readInstances(bad);
    instances.images[6]!.width = 65;
    writeInstances(bad, instances);
    const { tally } = await build({ samples: 24 }, {}, bad);
    expect(tally.rejects["wrong-size"]).toEqual({
      records: 1,
      first: `instances.json: images id 7: images/${pictureName(7)} has 64 x 48 pixels, its entry says 65 x 48`,
    });
  });
});

describe("pictures in rows", () => {
  it("1. are the files' own bytes", async () => {
    await build({ pictures: "embed", samples: 24 });
    for (const { image } of await rowsOf(out))
      expect(Buffer.from(image.bytes!).equals(readFileSync(join(data, image.path!)))).toBe(true);
  });
  it("2. named by path lie below the root", async () => {
    await build({ samples: 24, root: "images" });
    for (const { image } of await rowsOf(out)) {
      expect(image.bytes).toBeNull();
      expect(existsSync(join(data, "images", image.path!))).toBe(true);
    }
    expect(new OutputFolder(out).root()).toBe(join(data, "images"));
  });
});

describe("many processes", () => {
  it("1. may begin one folder at the same moment", async () => {
    const parts = [0, 1, 2, 3].map((index) => build({}, { share: { index, count: 4 } }));
    await Promise.all(parts);
    expect(mergeManifest(new OutputFolder(out)).rows).toBe(100);
  });
  it("2. that begin one folder with different words: one builds, the others are told", async () => {
    const ends = await Promise.allSettled([1, 2, 3].map((seed) => build({ seed })));
    const refused = ends.filter((end) => end.status === "rejected").map(({ reason }) => String(reason));
    expect(refused).toHaveLength(2);
    for (const message of refused) expect(message).toMatch(/holds another build: it differs in seed\./);
    expect(mergeManifest(new OutputFolder(out)).rows).toBe(100);
  });
});
