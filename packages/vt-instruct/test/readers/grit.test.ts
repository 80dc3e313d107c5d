// GRIT from shards of the published structure, written here (captions and boxes are made up).
import { parquetWriteBuffer } from "hyparquet-writer";
import { afterAll, describe, expect, it } from "vitest";
import { grit } from "../../src/readers/grit.js";
import type { Dataset } from "../../src/readers/reader.js";
import type { AnnotatedPicture } from "../../src/sample/annotated.js";
import { expectToStandDamage } from "./damage.js";
import { faultOf, jpeg, published, recordErrorOf } from "./published.js";
import { tar } from "./tar.js";

const picture = await jpeg(200, 100);
const row = (id: number, caption: string, noun_chunks: number[][], ref_exps: number[][] = []) => ({
  key: String(id).padStart(9, "0"),
  clip_similarity_vitb32: 0.35,
  clip_similarity_vitl14: 0.29,
  id,
  url: "https://example.org/1.jpg",
  caption,
  width: 1024,
  height: 512,
  noun_chunks,
  ref_exps,
});
const cup = [0.25, 0.1, 0.5, 0.9, 0.8];
const rows = [
  row(
    11,
    "a red cup with two spoons",
    [
      [0, 9, ...cup],
      [15, 25, 0.5, 0, 1.01, 0.5, 0.7],
      [15, 25, 0.5, 0.5, 1, 1, 0.7],
    ],
    [[0, 25, ...cup]],
  ),
  row(12, "🎂🎂 a cake for you", [[3, 9, ...cup]]),
  row(13, "a cake", [[3, 9, ...cup]]),
  row(14, "a cake", [[0, 6, 0.5, 0.5, 0.5, 0.6, 0.9]]),
];
const sample = (entry: (typeof rows)[number]) => [
  [`${entry.key}.jpg`, picture] as const,
  [`${entry.key}.json`, JSON.stringify(entry)] as const,
];

const lists = (name: string) => [
  { name, repetition_type: "OPTIONAL", converted_type: "LIST", num_children: 1 },
  { name: "list", repetition_type: "REPEATED", num_children: 1 },
  { name: "element", repetition_type: "OPTIONAL", converted_type: "LIST", num_children: 1 },
  { name: "list", repetition_type: "REPEATED", num_children: 1 },
  { name: "element", repetition_type: "OPTIONAL", type: "DOUBLE" },
];
function parquet(withPictures: boolean): Uint8Array {
  const bytes = parquetWriteBuffer({
    columnData: [
      { name: "id", data: rows.map(({ id }) => BigInt(id)) },
      { name: "caption", data: rows.map(({ caption }) => caption) },
      { name: "noun_chunks", data: rows.map((entry) => entry.noun_chunks) },
      { name: "ref_exps", data: rows.map((entry) => entry.ref_exps) },
      ...(withPictures ? [{ name: "jpg", data: rows.map(({ id }) => (id === 12 ? null : picture)) }] : []),
    ],
    schema: [
      { name: "root", num_children: withPictures ? 5 : 4 },
      { name: "id", type: "INT64", repetition_type: "REQUIRED" },
      { name: "caption", type: "BYTE_ARRAY", converted_type: "UTF8", repetition_type: "OPTIONAL" },
      ...lists("noun_chunks"),
      ...lists("ref_exps"),
      ...(withPictures ? [{ name: "jpg", type: "BYTE_ARRAY", repetition_type: "OPTIONAL" }] : []),
    ] as never,
    rowGroupSize: 2,
  });
  return new Uint8Array(bytes);
}

const path = published({
  "web/00000.tar": tar(Object.fromEntries(rows.slice(0, 2).flatMap(sample))),
  "web/00000.parquet": "what img2dataset writes beside",
  "web/00001.tar": tar({
    ...Object.fromEntries(rows.slice(2).flatMap(sample)),
    "15.jpg": picture,
    "16.json": "{}",
    "17.jpg": picture,
    "17.json": "{",
    "18.jpg": "no picture",
    "18.json": JSON.stringify(row(18, "a cake", [])),
  }),
  "coyo_0_snappy.parquet": parquet(false),
  "downloaded.parquet": parquet(true),
  "images/11.jpg": picture,
  "empty/readme.txt": "",
  "broken.parquet": "PAR1 no PAR1",
});
const opened: Dataset[] = [];
afterAll(async () => {
  for (const data of opened) await data.close?.();
});
async function open(shards: string | string[], images?: string) {
  const data = await grit.open({ shards, ...(images && { images }) });
  opened.push(data);
  return data;
}

function expectFirst({ picture: _, ...first }: AnnotatedPicture) {
  expect(first).toEqual({
    id: "11",
    width: 200,
    height: 100,
    objects: [
      { name: "red cup", box: [50, 10, 100, 90] },
      { name: "two spoons", box: [100, 0, 200, 50] },
      { name: "two spoons", box: [100, 50, 200, 100] },
    ],
    captions: ["a red cup with two spoons"],
    groundedCaptions: [
      {
        text: "a red cup with two spoons",
        spans: [
          { start: 0, end: 9, objects: [0] },
          { start: 15, end: 25, objects: [1, 2] },
        ],
      },
    ],
    expressions: [{ text: "a red cup with two spoons", objects: [0] }],
  });
}

describe("GRIT", () => {
  it("1. from a folder of archives: boxes are shares of the picture as it is, phrases of one box are one object", async () => {
    const data = await open(path("web"));
    expect(data.size).toBe(8);
    const first = await data.read(0);
    expectFirst(first);
    expect(first.picture).toMatchObject({ bytes: expect.anything(), name: expect.stringContaining("00000.tar") });
  });

  it("2. the same from published Parquet files with a folder of pictures, and from Parquet files with pictures", async () => {
    const published = await open(path("coyo_0_snappy.parquet"), path("images"));
    expect(published.size).toBe(4);
    expectFirst(await published.read(0));
    const downloaded = await open([path("downloaded.parquet")]);
    expectFirst(await downloaded.read(0));
    expect(await recordErrorOf(() => downloaded.read(1))).toMatchObject({ reason: "missing-picture", record: "row 1" });
  });

  it("3. places in the caption are counted in characters, not in UTF-16 units", async () => {
    const { groundedCaptions } = await (await open(path("web"))).read(1);
    const [{ text, spans }] = groundedCaptions as [NonNullable<typeof groundedCaptions>[number]];
    expect(text.slice(spans[0]!.start, spans[0]!.end)).toBe("a cake");
  });

  it("4. records may be read in any order, across shards", async () => {
    const data = await open(
      [path("web/00001.tar"), path("coyo_0_snappy.parquet"), path("web/00000.tar")],
      path("images"),
    );
    expect(data.size).toBe(12);
    expect((await data.read(10)).id).toBe("11");
    expect((await data.read(6)).id).toBe("11");
    expect((await data.read(11)).id).toBe("12");
    expect((await data.read(10)).id).toBe("11");
  });

  it("5. what is wrong with a sample is a fault of its record", async () => {
    const data = await open(path("web"));
    const errors = [];
    for (const index of [2, 3, 4, 5, 6, 7]) errors.push(await faultOf(() => data.read(index)));
    expect(errors.map(({ costs, record, reason }) => `${costs} of ${record}: ${reason}`)).toEqual([
      "label of 000000013: wrong-span",
      "label of 000000014: wrong-box",
      "picture of 15: missing-picture",
      "picture of 16: missing-picture",
      "picture of 17: wrong-json",
      "picture of 18: corrupt-picture",
    ]);
  });

  it("6. no shards, a shard of another kind and a missing one are errors that name them", async () => {
    await expect(open(path("empty"))).rejects.toThrow(path("empty"));
    await expect(open(path("broken.parquet"))).rejects.toThrow("not a Parquet file");
    await expect(open(path("none.tar"))).rejects.toThrow("none.tar");
  });

  it("7. stands damaged files", async () => {
    await expectToStandDamage(grit, { shards: path("web") }, path());
    await expectToStandDamage(grit, { shards: path("coyo_0_snappy.parquet"), images: path("images") }, path());
  });
});
