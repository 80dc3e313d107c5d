// Inspection of whole shards: figures, faults by file and row, a choice that a seed fixes, a sheet and a page.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { planOf, triplet } from "@refvlm/trp";
import { blankPicture, JOINTS, type Keypoint } from "@refvlm/vision";
import { encodePng, savePng } from "@refvlm/vision/node";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { RowWriter } from "../../src/builder/parquet.js";
import { contactSheet } from "../../src/inspect/contact-sheet.js";
import { inspectShards } from "../../src/inspect/inspection.js";
import { inspectionPage } from "../../src/inspect/page.js";
import { Spread } from "../../src/inspect/spread.js";
import { tellTurn } from "../../src/inspect/turn-view.js";
import type { SampleRow } from "../../src/sample/row.js";
import { sampleOf } from "../../src/sample/row-sample.js";
import { soundRow } from "./sound-row.js";

let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "refvlm-inspect-"));
  await savePng(blankPicture(40, 30, [90, 120, 60]), join(folder, "1.png"));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** A file of these rows; their picture lies beside it. */
function written(name: string, rows: readonly SampleRow[]): string {
  const path = join(folder, `${name}.parquet`);
  const writer = new RowWriter(path);
  for (const row of rows) writer.add(row);
  writer.finish();
  return path;
}

const numbered = (count: number) => Array.from({ length: count }, (_, i) => soundRow({ id: `made:${i}` }));
const inWords = (task: string, answer: string): SampleRow =>
  soundRow({
    tasks: [task],
    turns: [{ task, user: [{ type: "text", text: "Where is the cat?" }], answer, targets: [] }],
  });
const nothing = "<Task>\nUnit decode (False).\n</Task>\n";

describe("figures", () => {
  it("1. count samples, turns, tasks, units, prompts and what is absent", async () => {
    const rows = [
      ...numbered(3),
      inWords("rec", `${nothing}There is no cat.`),
      inWords("vqa", `${nothing}Two.`),
      inWords("rec", "the cat [0.100,0.200,0.300,0.400]"),
    ];
    const { statistics, faultCounts } = await inspectShards([written("figures", rows)], { root: folder });
    expect(faultCounts).toEqual({});
    expect(statistics).toMatchObject({
      samples: 6,
      turns: 9,
      tasks: {
        "ig-box-point": { turns: 3, absent: 0 },
        keypoint: { turns: 3, absent: 0 },
        rec: { turns: 2, absent: 1 },
        vqa: { turns: 1, absent: 1 },
      },
      absentRate: 1 / 8,
      sources: { made: 6 },
      embedded: 0,
      units: { box: 6, mask: 6, keypoint: 3 },
      prompts: { point: 3, box: 3, scribble: 3, mask: 3 },
    });
    expect(statistics.instancesPerPhrase).toMatchObject({
      least: 1,
      most: 2,
      counts: [
        [1, 3],
        [2, 3],
      ],
    });
    expect(statistics.wordsPerAnswer).toMatchObject({ least: 1, most: 5 });
    expect(statistics.widths).toEqual({ least: 40, median: 40, mean: 40, most: 40, counts: [[40, 6]] });
  });
  it("2. of a spread hold for one, for many and for none", () => {
    const spread = new Spread();
    expect(spread.figures()).toEqual({ least: 0, median: 0, mean: 0, most: 0, counts: [] });
    for (const value of [5, 1, 9, 1]) spread.add(value);
    expect(spread.figures()).toEqual({
      least: 1,
      median: 1,
      mean: 4,
      most: 9,
      counts: [
        [1, 2],
        [5, 1],
        [9, 1],
      ],
    });
  });
});

describe("faults", () => {
  it("3. are told with file and row, and counted", async () => {
    const bad = soundRow();
    bad.turns[0]!.targets[0]![0]!.box = [0, 0, 99, 9];
    const paths = [written("one", numbered(2)), written("two", [soundRow(), bad, { ...soundRow(), turns: [] }])];
    const { faults, faultCounts, statistics } = await inspectShards(paths, { root: folder });
    expect(faultCounts).toEqual({ "box-outside": 1, schema: 1 });
    expect(faults.map(({ file, row, reason }) => [file, row, reason])).toEqual([
      ["two.parquet", 1, "box-outside"],
      ["two.parquet", 2, "schema"],
    ]);
    expect(statistics.samples).toBe(4);
  });
  it("4. of pictures are found where each is opened, else where they are drawn", async () => {
    const missing = soundRow({ image: { bytes: null, path: "2.png" } });
    const path = written("pictures", [
      soundRow(),
      missing,
      soundRow({ width: 41, turns: inWords("vqa", `${nothing}No.`).turns, tasks: ["vqa"], objects: null }),
    ]);
    const look = (options: object) => inspectShards([path], { root: folder, ...options });
    expect((await look({ number: 0 })).faultCounts).toEqual({});
    expect((await look({ number: 0, pictures: true })).faults.map(({ row, detail }) => [row, detail])).toEqual([
      [1, expect.stringMatching(/there is no file .*2.png/)],
      [2, expect.stringMatching(/the picture is 40 x 30, the row says 41 x 30/)],
    ]);
    expect((await look({})).faultCounts).toEqual({ picture: 2 });
  });
  it("5. of a damaged file do not end the inspection of the others", async () => {
    const damaged = written("damaged", numbered(20));
    const bytes = readFileSync(damaged);
    bytes.fill(0xff, 4, 300);
    writeFileSync(damaged, bytes);
    const { faults, statistics } = await inspectShards([damaged, written("whole", numbered(2))], { root: folder });
    expect(faults).toEqual([
      { file: "damaged.parquet", row: 0, reason: "unreadable", detail: expect.stringContaining("rows 0 to 19") },
    ]);
    expect(statistics.samples).toBe(2);
  });
  it("6. are told in full a hundred times, and counted always", async () => {
    const bad = soundRow({ tasks: ["rec"] });
    const { faults, faultCounts } = await inspectShards([written("many", Array(130).fill(bad))], { root: folder });
    expect(faults).toHaveLength(100);
    expect(faultCounts).toEqual({ tasks: 130 });
  });
});

describe("chosen samples", () => {
  it("7. are the same for a seed, others for another, and no more than there are", async () => {
    const path = written("choice", numbered(60));
    const ids = async (options: object) =>
      (await inspectShards([path], { root: folder, ...options })).chosen.map(({ id }) => id);
    expect(await ids({ number: 5 })).toEqual(await ids({ number: 5 }));
    expect(await ids({ number: 5 })).not.toEqual(await ids({ number: 5, seed: 1 }));
    expect(await ids({ number: 5 })).toEqual(expect.arrayContaining(await ids({ number: 3 })));
    expect(new Set(await ids({ number: 500 })).size).toBe(60);
  });
  it("8. have a turn of the task that is asked for", async () => {
    const path = written("task", [...numbered(9), inWords("rec", `${nothing}No.`)]);
    const { chosen, statistics } = await inspectShards([path], { root: folder, task: "rec" });
    expect(chosen.map(({ turns }) => turns[0]!.task)).toEqual(["rec"]);
    expect(statistics.samples).toBe(10);
  });
});

describe("a turn that is shown", () => {
  it("9. has its phrases in the colours of what is drawn, prompts apart", () => {
    const { question, plan, answer, shapes } = tellTurn(sampleOf(soundRow()).turns[0]!);
    expect(question.map(({ text }) => text)).toEqual(["What is at ", "point 1", "box 2", "scribble 3", "mask 4", "?"]);
    expect(plan).toEqual(["two dogs: box + mask x 2"]);
    expect(answer.map(({ text, role, detail }) => [text, role, detail])).toEqual([
      ["I see ", "words", undefined],
      ["two dogs", "phrase", "box + mask x 2"],
      [" & more.", "words", undefined],
    ]);
    expect(shapes.map(({ label }) => label)).toEqual([
      "two dogs 1",
      "2",
      ...["point 1", "box 2", "scribble 3", "mask 4"],
    ]);
    expect(shapes[0]).toMatchObject({ color: answer[1]!.colour, box: [0, 0, 9, 30] });
    expect(shapes[0]!.mask!.area()).toBe(270);
    expect(shapes[5]!.color).not.toEqual(answer[1]!.colour);
  });
  it("10. shows an instance that is taken up again once, with both units", () => {
    const row = soundRow();
    row.turns[0]!.answer = "<Phrase>two dogs</Phrase>(<Unit>box</Unit>[0]<REF>[1]<REF>, <Unit>mask</Unit>[1]<REF>)";
    const [[first, second]] = row.turns[0]!.targets;
    row.turns[0]!.targets = [[first!, second!], [second!]];
    const { answer, shapes } = tellTurn(sampleOf(row).turns[0]!);
    expect(answer[0]!.detail).toBe("box x 2, mask");
    expect(shapes.slice(0, 2).map((shape) => [shape.label, "box" in shape, "mask" in shape])).toEqual([
      ["two dogs 1", true, false],
      ["2", true, true],
    ]);
  });

  it("11. shows somebody without a labelled joint by the box", () => {
    const body = [triplet("person", { units: ["keypoint"], instances: [0, 1] })];
    const joints = (visibility: 0 | 2) => JOINTS.map((): Keypoint => [5, 5, visibility]);
    const box = [1, 2, 9, 9] as const;
    const targets = [[0, 2].map((visibility) => ({ box, keypoint: joints(visibility as 0 | 2) }))];
    const turn = { task: "keypoint", user: [], answer: { plan: planOf(body), body }, targets };
    const [first, second] = tellTurn(turn).shapes;
    expect([first!.box, first!.keypoint]).toEqual([box, undefined]);
    expect([second!.box, second!.keypoint]).toEqual([undefined, joints(2)]);
  });
  it("12. tells nested phrases each in its own colour", () => {
    const [turn] = sampleOf(
      soundRow({
        tasks: ["gcg-box"],
        turns: [
          {
            task: "gcg-box",
            user: [{ type: "text", text: "?" }],
            answer:
              "<Phrase>a man with <Phrase>a dog</Phrase>(<Unit>box</Unit>[0]<REF>)</Phrase>(<Unit>box</Unit>[0]<REF>)",
            targets: [[{ box: [0, 0, 2, 2] }], [{ box: [0, 0, 9, 9] }]],
          },
        ],
      }),
    ).turns;
    const { answer, shapes } = tellTurn(turn!);
    expect(answer.map(({ text }) => text)).toEqual(["a man with ", "a dog"]);
    expect(answer[0]!.colour).toEqual(shapes[1]!.color);
    expect(shapes.map(({ box }) => box)).toEqual([
      [0, 0, 2, 2],
      [0, 0, 9, 9],
    ]);
  });
});

describe("pictures that EXIF turns or mirrors", () => {
  it("15. are counted, and drawn as they are stored", async () => {
    const stored = blankPicture(40, 30, [0, 0, 0]);
    stored.data.fill(255, 0, 3 * 40 * 15);
    const image = async (orientation: number) => ({
      bytes: await sharp(await encodePng(stored))
        .withMetadata({ orientation })
        .jpeg({ quality: 100 })
        .toBuffer(),
      path: "x.jpg",
    });
    const images = await Promise.all([1, 2, 3, 4, 6, 8].map(image));
    const rows = numbered(6).map((row, i) => ({ ...row, image: images[i]! }));
    const { turned, chosen, faultCounts } = await inspectShards([written("turned", rows)], { pictures: true });
    expect([turned, chosen.length, faultCounts]).toEqual([5, 6, {}]);
    for (const { picture } of chosen) expect([picture.width, picture.data[0]! > 200]).toEqual([40, true]);
  });
});

describe("what is drawn", () => {
  it("13. is a sheet with every sample on it", async () => {
    const bytes = await encodePng(blankPicture(40, 30, [90, 120, 60]));
    const rows = numbered(5).map((row) => ({ ...row, image: { bytes, path: "x.png" } }));
    const { chosen } = await inspectShards([written("sheet", rows)]);
    const [sheet, one] = [
      await contactSheet(chosen, { columns: 2, tile: 200 }),
      await contactSheet(chosen.slice(0, 1)),
    ];
    expect(sheet.width).toBe(2 * 200 + 3 * 14);
    expect(sheet.height).toBeGreaterThan(3 * 150);
    expect(one.width).toBe(440 + 2 * 14);
    expect(new Set(sheet.data).size).toBeGreaterThan(30);
    await expect(contactSheet([])).rejects.toThrow("there is no sample to draw");
  });
  it("14. is a page that needs nothing but itself, whatever the words", async () => {
    const row = soundRow({ id: "made:<script>alert(1)</script>" });
    const bad = soundRow({ tasks: ["rec", "<i>"] });
    const inspection = await inspectShards([written("page", [row, bad])], { root: folder });
    const page = await inspectionPage("a <title>", inspection);
    expect(page).not.toMatch(/<script|<i>|src="(?!data:)|href=|url\(/);
    expect(page).toContain("made:&lt;script&gt;");
    expect(page.match(/<img /g)).toHaveLength(2);
    expect(page).toContain("two dogs<small>box + mask x 2</small>");
    expect(page).toContain(" &amp; more.");
    expect(page).toContain("tasks 1");
  });
});
