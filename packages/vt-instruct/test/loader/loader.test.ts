// The loader on built shards: all rows, in an order that can be resumed and split, and no broken row in silence.
import {
  appendFileSync,
  cpSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { asyncBufferFromFile } from "hyparquet";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { buildDataset } from "../../src/builder/build.js";
import { parseBuildConfig } from "../../src/builder/config.js";
import { RowWriter, readRows } from "../../src/builder/parquet.js";
import { Loader, type LoaderState } from "../../src/loader/loader.js";
import { ShardSource } from "../../src/loader/shard-source.js";
import { Shards } from "../../src/loader/shards.js";
import type { SampleRow } from "../../src/sample/row.js";
import { tinyCoco, tinyConfig } from "../builder/tiny-coco.js";

let data: string;
let built: string;
let embedded: string;
let scratch: string;
beforeAll(async () => {
  data = await tinyCoco(12);
  scratch = mkdtempSync(join(tmpdir(), "refvlm-loader-"));
  const build = async (name: string, more: object) => {
    const output = join(data, name);
    await buildDataset(
      parseBuildConfig(tinyConfig({ output, samples: 40, shardSize: 8, ...more }), join(data, "c.yaml")),
    );
    return output;
  };
  const files = { images: "images", instances: "instances.json" };
  const other = { reader: "coco", name: "other", files, tasks: { rec: 1 } };
  built = await build("paths", { labels: true });
  embedded = await build("embedded", { pictures: "embed", seed: 6, samples: 12, sources: [other] });
});
afterAll(() => {
  for (const folder of [data, scratch]) rmSync(folder, { recursive: true });
});

const buffer = { rows: 16 };

/** Ids of so many samples of a stream, and the state behind the last. */
async function take(loader: Loader, count: number, options: Parameters<Loader["stream"]>[0] = {}) {
  const ids: string[] = [];
  let state: LoaderState | undefined;
  for await (const { sample, next } of loader.stream(options)) {
    ids.push(sample.id);
    state = next;
    if (ids.length === count) break;
  }
  return { ids, state: state! };
}

/** A file of rows outside of any build. */
function writeRows(name: string, rows: readonly SampleRow[]): string {
  const path = join(scratch, name);
  const writer = new RowWriter(path);
  for (const row of rows) writer.add(row);
  writer.finish();
  return path;
}

async function rowsOf(folder: string): Promise<SampleRow[]> {
  const files = readdirSync(join(folder, "data")).sort();
  const read = async (file: string) => readRows(await asyncBufferFromFile(join(folder, "data", file)), 0, 1e9);
  return (await Promise.all(files.map(read))).flat();
}

describe("the loader", () => {
  it("1. gives every row once an epoch, decoded, in another order than it was written", async () => {
    const loader = await Loader.open([{ path: built }], { buffer });
    const rows = await rowsOf(built);
    const { ids } = await take(loader, rows.length);
    expect([...ids].sort()).toEqual(rows.map(({ id }) => id).sort());
    expect(ids).not.toEqual(rows.map(({ id }) => id));
    const sample = await loader.at(0);
    expect(sample.picture.data).toHaveLength(64 * 48 * 3);
    expect(sample.objects!.length).toBeGreaterThan(0);
  });
  it("2. goes on mid-epoch from a small state as if it had not stopped, over the end of an epoch, too", async () => {
    const whole = (await take(await Loader.open([{ path: built }], { buffer, seed: 3 }), 90)).ids;
    const { state } = await take(await Loader.open([{ path: built }], { buffer, seed: 3 }), 17, { prefetch: 9 });
    expect(state.position).toBe(17);
    const kept = JSON.parse(JSON.stringify(state)) as LoaderState;
    const rest = await take(await Loader.open([{ path: built }], { buffer, seed: 3 }), 73, { from: kept });
    expect(rest.ids).toEqual(whole.slice(17));
  });
  it("3. splits between replicas without overlap, and what they read together is what one reads", async () => {
    const loader = await Loader.open([{ path: built }], { buffer });
    const alone = (await take(loader, 60)).ids;
    const parts = [0, 1, 2].map((rank) => take(loader, 20, { rank, size: 3 }));
    const read = (await Promise.all(parts)).map(({ ids }) => ids);
    expect(Array.from({ length: 60 }, (_, i) => read[i % 3]![Math.floor(i / 3)])).toEqual(alone);
    const { state } = await take(loader, 10, { rank: 1, size: 3 });
    expect(state.position).toBe(30);
    expect((await take(loader, 10, { from: state, rank: 1, size: 3 })).ids).toEqual(read[1]!.slice(10));
  });
  it("4. mixes builds by weight; each is read to its end before any of it comes again", async () => {
    const loader = await Loader.open(
      [
        { path: built, weight: 3 },
        { path: embedded, weight: 1 },
      ],
      { buffer },
    );
    const rows = await rowsOf(embedded);
    const some = new Set(rows.map(({ id }) => id));
    const { ids: many } = await take(loader, 400);
    const own = many.filter((id) => some.has(id));
    expect(own.length).toBeGreaterThan(60);
    expect(own.length).toBeLessThan(140);
    expect(new Set(own.slice(0, rows.length)).size).toBe(rows.length);
  });
  it("5. refuses a state of other shards, weights, seed or buffer", async () => {
    const { state } = await take(await Loader.open([{ path: built }]), 3);
    for (const other of [
      await Loader.open([{ path: embedded }]),
      await Loader.open([{ path: built }], { seed: 1 }),
      await Loader.open([{ path: built }], { buffer }),
      await Loader.open([{ path: built, weight: 2 }, { path: embedded }]),
    ])
      await expect(take(other, 1, { from: state })).rejects.toThrow(/belongs to other shards, weights, seed or buffer/);
  });
  it("6. decodes ahead without changing anything", async () => {
    const loader = await Loader.open([{ path: built }], { buffer });
    const { ids } = await take(loader, 50, { prefetch: 0 });
    expect((await take(loader, 50, { prefetch: 33 })).ids).toEqual(ids);
  });
  it("7. reads a turned photograph as its labels were drawn: as it is shown, or as it is stored", async () => {
    const [row] = await rowsOf(embedded);
    const bytes = await sharp(Buffer.from(row!.image.bytes!)).withMetadata({ orientation: 6 }).jpeg().toBuffer();
    const image = { bytes, path: "turned.jpg" };
    const shown = { ...row!, image, width: 48, height: 64, turns: [{ ...row!.turns[0]!, answer: "no", targets: [] }] };
    const source = await ShardSource.open(writeRows("turned.parquet", [{ ...row!, image }, shown]));
    const sizes = await Promise.all([0, 1].map(async (i) => (await source.at(i)).picture.width));
    expect(sizes.sort()).toEqual([48, 64]);
  });
  it("8. reads single files, and finds their pictures by the build or by a root", async () => {
    const [name] = readdirSync(join(built, "data")).sort();
    const inside = await ShardSource.open(join(built, "data", name!));
    expect(inside.rows).toBe((await rowsOf(built)).slice(0, inside.rows).length);
    expect((await inside.at(0)).picture.width).toBe(64);
    const outside = join(scratch, "alone.parquet");
    cpSync(join(built, "data", name!), outside);
    await expect((await ShardSource.open(outside)).at(0)).rejects.toThrow(/nothing says where the picture .* lies/);
    expect((await (await ShardSource.open(outside, { root: data })).at(0)).picture.width).toBe(64);
  });
  it.each([0, -1, Number.NaN])("9. refuses a weight of %s", async (weight) => {
    await expect(Loader.open([{ path: built, weight }])).rejects.toThrow(/its weight is .*; give a number above 0/);
  });
});

describe("a broken row", () => {
  const broken = async () => {
    const [one, two, three, four] = await rowsOf(embedded);
    return writeRows("broken.parquet", [
      one!,
      { ...two!, turns: [{ ...two!.turns[0]!, answer: "<Phrase>dog</Phrase>(<Unit>box</Unit>" }] },
      { ...three!, image: { bytes: Uint8Array.of(1, 2, 3), path: "x.jpg" } },
      { ...four!, width: 640 },
    ]);
  };

  it("1. is an error that names shard and row", async () => {
    const source = await ShardSource.open(await broken());
    const told: string[] = [];
    for (let i = 0; i < 4; i++)
      await source.at(i).catch((error: Error) => told.push(`${error.name}: ${error.message}`));
    expect(told.sort()).toEqual([
      expect.stringMatching(/^RowError: broken.parquet: row 1: .*expected "\[0\]"/),
      expect.stringMatching(/^RowError: broken.parquet: row 2: x.jpg is not a picture/),
      expect.stringMatching(/^RowError: broken.parquet: row 3: .*the picture is 64 x 48, the row says 640 x 48/),
    ]);
  });
  it("2. may be passed over: it is counted once, and a sound one takes its place", async () => {
    const source = await ShardSource.open(await broken(), { skipBroken: true });
    const [sound] = await rowsOf(embedded);
    for (let i = 0; i < 12; i++) expect((await source.at(i)).id).toBe(sound!.id);
    expect(source.passedOver).toMatchObject({
      broken: 3,
      unused: 0,
      first: expect.stringContaining("broken.parquet: row"),
    });
  });
  it("3. ends the run where there is no sound one", async () => {
    const [row] = await rowsOf(embedded);
    const path = writeRows("hopeless.parquet", [
      { ...row!, width: 1 },
      { ...row!, turns: [] },
    ]);
    const source = await ShardSource.open(path, { skipBroken: true });
    await expect(source.at(0)).rejects.toThrow(/none of 2 rows together in the buffer can be used: 2 broken/);
  });
  it("4. is not one that the reader has no use for: those are counted apart", async () => {
    const [first] = await rowsOf(built);
    const source = await ShardSource.open(built, { adapt: (sample) => (sample.id === first!.id ? undefined : sample) });
    const ids = await Promise.all(Array.from({ length: source.rows }, async (_, i) => (await source.at(i)).id));
    expect(ids).not.toContain(first!.id);
    expect(ids).toHaveLength(source.rows);
    expect(source.passedOver).toEqual({ broken: 0, unused: 1 });
  });
});

describe("shards that are not as they should be", () => {
  const copy = (name: string) => {
    const folder = join(scratch, name);
    cpSync(built, folder, { recursive: true });
    return { folder, shard: join(folder, "data", readdirSync(join(folder, "data")).sort()[1]!) };
  };

  it("1. are named when they are opened: missing, cut, longer, no Parquet, of another program", async () => {
    await expect(Shards.open(join(scratch, "nowhere"))).rejects.toThrow(/there is no such file or folder/);
    const missing = copy("missing");
    rmSync(missing.shard);
    await expect(Shards.open(missing.folder)).rejects.toThrow(/00001-of-00005.parquet cannot be opened: .*copy/);
    const cut = copy("cut");
    truncateSync(cut.shard, 100);
    await expect(Shards.open(cut.folder)).rejects.toThrow(/has 100 bytes, its manifest says \d+; copy it again/);
    const longer = copy("longer");
    appendFileSync(longer.shard, "x");
    await expect(Shards.open(longer.folder)).rejects.toThrow(/bytes, its manifest says/);
    const text = join(scratch, "text.parquet");
    writeFileSync(text, "this is a long text, and no Parquet file");
    await expect(Shards.open(text)).rejects.toThrow(/text.parquet is no Parquet file/);
    const other = copy("version");
    const bytes = readFileSync(other.shard);
    bytes.write("refvlm.row-versiom", bytes.indexOf("refvlm.row-version"));
    writeFileSync(other.shard, bytes);
    await expect(Shards.open(other.shard)).rejects.toThrow(
      /holds no rows of refvlm build; this program reads version 3: build the data set again/,
    );
  });
  it("2. of an unfinished build say how to finish it", async () => {
    const { folder } = copy("unfinished");
    rmSync(join(folder, "manifest.json"));
    await expect(Shards.open(folder)).rejects.toThrow(/has no manifest.json; finish the build/);
  });
  it("3. of an empty file have nothing to give", async () => {
    await expect(Shards.open(writeRows("empty.parquet", []))).rejects.toThrow(/there are no rows/);
  });
  it("4. damaged inside, are named with their rows when they are read", async () => {
    const { folder, shard } = copy("damaged");
    const bytes = readFileSync(shard);
    bytes.fill(0xff, 4, 200);
    writeFileSync(shard, bytes);
    const loader = await Loader.open([{ path: folder }], { skipBroken: true });
    await expect(take(loader, 40)).rejects.toThrow(/train-00001-of-00005.parquet: rows 0 to \d+ cannot be read/);
  });
});
