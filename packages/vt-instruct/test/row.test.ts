// Rows of built data sets: samples to rows and back without loss, strict about what does not agree.
import { readFileSync } from "node:fs";
import { planOf, text, triplet } from "@refvlm/trp";
import { JOINTS, Mask } from "@refvlm/vision";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { rowJsonSchema, type SampleRow, sampleRow } from "../src/sample/row.js";
import { type BuiltSample, RowError, rowOf, sampleOf } from "../src/sample/row-sample.js";
import type { Target } from "../src/sample/sample.js";
import { checked } from "./checked.js";

const [width, height] = [40, 30];
const place = (end: number) => fc.integer({ min: 0, max: end * 1000 }).map((value) => value / 1000);
const pointOf = fc.tuple(place(width), place(height));
const boxOf = fc
  .tuple(place(width - 2), place(height - 2), place(2), place(2))
  .map(([x, y, w, h]): [number, number, number, number] => [x, y, x + w + 0.01, y + h + 0.01]);
const maskOf = fc
  .array(fc.constantFrom(0, 1), { minLength: width * height, maxLength: width * height })
  .map((pixels) => new Mask(width, height, Uint8Array.from(pixels)));
const keypointsOf = fc.array(
  fc.tuple(place(width), place(height), fc.constantFrom(0 as const, 1 as const, 2 as const)),
  { minLength: JOINTS.length, maxLength: JOINTS.length },
);
const depth = { bytes: Uint8Array.of(1, 2, 3), name: "d.png", scale: 0.001, kind: "metric" } as const;
const targetOf: fc.Arbitrary<Target> = fc.record(
  { box: boxOf, mask: maskOf, keypoint: keypointsOf, point: pointOf, depth: fc.constant(depth) },
  { requiredKeys: [] },
);
const promptOf = fc.oneof(
  fc.record(
    {
      kind: fc.constant("point" as const),
      points: fc.array(pointOf, { minLength: 1, maxLength: 3 }),
      minus: fc.array(pointOf, { minLength: 1, maxLength: 3 }),
    },
    { requiredKeys: ["kind", "points"] },
  ),
  fc.record({ kind: fc.constant("box" as const), box: boxOf }),
  fc.record({
    kind: fc.constant("scribble" as const),
    points: fc.array(pointOf, { minLength: 1, maxLength: 5 }),
    width: fc.constantFrom(1, 2.5),
  }),
  fc.record({ kind: fc.constant("mask" as const), mask: maskOf }),
);
const words = fc.string({ minLength: 1, unit: fc.constantFrom(...'ab é"\\🐕') }).filter((value) => value.trim() !== "");

const turnOf = fc
  .record({
    phrases: fc.array(fc.tuple(words, fc.array(targetOf, { minLength: 1, maxLength: 3 })), { maxLength: 3 }),
    prompt: promptOf,
    renamed: fc.boolean(),
  })
  .map(({ phrases, prompt, renamed }) => {
    const body = [
      text("I see "),
      ...phrases.map(([name, targets]) => triplet(name, { units: ["box"], instances: [...targets.keys()] })),
    ];
    return {
      task: "rec",
      user: [
        { type: "text" as const, text: "what is " },
        { type: "prompt" as const, index: 0 },
      ],
      prompts: [prompt],
      answer: { plan: planOf(body), body },
      targets: phrases.map(([, targets]) => targets),
      command: renamed
        ? { task: "vqa", elements: ["unit" as const], units: ["patch"], newUnits: { patch: "box", heat: null } }
        : { task: "vqa", elements: ["sentence" as const], units: [] },
    };
  });
const sampleArbitrary: fc.Arbitrary<BuiltSample> = fc
  .record({
    turns: fc.array(turnOf, { minLength: 1, maxLength: 3 }),
    independent: fc.boolean(),
    embedded: fc.boolean(),
  })
  .map(({ embedded, ...rest }) => ({
    ...rest,
    id: "coco:7:0",
    source: "coco",
    licence: "CC0",
    split: "train",
    width,
    height,
    picture: embedded ? { bytes: Uint8Array.of(9), name: "7.png" } : { path: "images/7.png" },
    objects: [
      { name: "dog", plural: "dogs", box: [1, 2, 3, 4], crowd: true },
      { name: "sky", box: [0, 0, 40, 9], stuff: true },
      { name: "object", box: [1, 2, 3, 4], unnamed: true },
    ],
    caption: "a dog",
  }));

const sound = (): BuiltSample => fc.sample(sampleArbitrary, { numRuns: 1, seed: 1 })[0]!;

describe("a row", () => {
  it("1. of the sample of a row is that row, and holds to its schema", () => {
    fc.assert(
      fc.property(sampleArbitrary, (sample) => {
        const row = rowOf(sample);
        expect(sampleRow.parse(row)).toEqual(row);
        expect(sampleOf(row).objects).toEqual(sample.objects);
        expect(rowOf(sampleOf(row))).toEqual(row);
        // The way through JSON text, as Parquet holds turns.
        const read: SampleRow = { ...row, turns: JSON.parse(JSON.stringify(row.turns)) };
        expect(rowOf(sampleOf(read))).toEqual(row);
      }),
      { numRuns: 40 },
    );
  });
  it("2. keeps what a sample says: masks to the pixel, places to a thousandth", () => {
    const mask = new Mask(width, height);
    mask.data[71] = 1;
    const targets = [[{ box: [1.23456, 2, 3, 4] as const, mask }]];
    const body = [triplet("dog", { units: ["box"], instances: [0] })];
    const sample = { ...sound(), turns: [{ ...sound().turns[0]!, answer: { plan: planOf(body), body }, targets }] };
    const [target] = sampleOf(rowOf(sample as unknown as BuiltSample)).turns[0]!.targets[0]!;
    expect(target!.mask!.data).toEqual(mask.data);
    expect(target!.box).toEqual([1.235, 2, 3, 4]);
  });
  it("3. of a picture in memory does not exist", () => {
    const picture = { width: 1, height: 1, data: new Uint8Array(3) };
    expect(() => rowOf({ ...sound(), picture })).toThrow(RowError);
  });
  it("4. with other targets than its answer refers to is refused, with its place", () => {
    const row = rowOf(sound());
    row.turns[0]!.targets.push([{ box: [0, 0, 1, 1] }]);
    expect(() => sampleOf(row)).toThrow(/coco:7:0: turn 0: the answer refers to/);
  });
  it("5. whose answer does not parse is refused", () => {
    const row = rowOf(sound());
    row.turns[0]!.answer = "<Phrase>dog";
    expect(() => sampleOf(row)).toThrow(/Phrase/);
  });
  it("6. that speaks of depth without a depth picture is refused", () => {
    const row = rowOf(sound());
    row.turns = [
      {
        ...row.turns[0]!,
        answer:
          "<Task>\nUnit decode (True). Class name, target unit and number:\n- Name: a Unit: depth Num: 1\n</Task>\n<Phrase>a</Phrase>(<Unit>depth</Unit>[0]<REF>)",
        targets: [[{ depth: { scale: 1, kind: "metric" } }]],
      },
    ];
    row.depth = null;
    expect(() => sampleOf(row)).toThrow(/no depth picture/);
  });
});

describe("the schema of rows", () => {
  it("1. refuses unknown keys, boxes without area and half a person", () => {
    const row = rowOf(sound());
    const withTarget = (target: object) => ({ ...row, turns: [{ ...row.turns[0]!, targets: [[target]] }] });
    expect(sampleRow.safeParse(row).success).toBe(true);
    expect(sampleRow.safeParse({ ...row, colour: 1 }).success).toBe(false);
    expect(sampleRow.safeParse(withTarget({ box: [3, 0, 1, 1] })).success).toBe(false);
    expect(sampleRow.safeParse(withTarget({ keypoint: [[0, 0, 0]] })).success).toBe(false);
  });
  it("2. is exported as it is: run `npx tsx packages/vt-instruct/scripts/write-schema.ts` after a change", () => {
    const exported = readFileSync(new URL("../sample.schema.json", import.meta.url), "utf8");
    expect(JSON.parse(exported)).toEqual(rowJsonSchema());
  });
});

describe("the row of a sample", () => {
  const withTurn = (change: object) => {
    const sample = sound();
    const body = [text("a dog.")];
    const words = { answer: { plan: planOf(body), body }, targets: [], command: undefined };
    return () => checked({ ...sample, turns: [{ ...sample.turns[0]!, ...words, ...change }] });
  };

  it("1. refuses a prompt that is not there, one without places, and half a person", () => {
    expect(withTurn({})).not.toThrow();
    expect(withTurn({ prompts: [] })).toThrow(/places for prompts \[0\], there are 0/);
    expect(withTurn({ prompts: [{ kind: "scribble", points: [], width: 1 }] })).toThrow(/prompts/);
    const body = [triplet("dog", { units: ["keypoint"], instances: [0] })];
    const answer = { plan: planOf(body), body };
    expect(withTurn({ answer, targets: [[{ keypoint: [[0, 0, 0]] }]] })).toThrow(/keypoint/);
  });
});
