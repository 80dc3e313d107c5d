// Answers as data: through JSON text and clones nothing is lost; what is no answer is told with its field; the schema.
import { readFileSync } from "node:fs";
import { depthKinds, type Keypoint, Mask, polygonShapes, type UnitValues } from "@refvlm/vision";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  AnswerJsonError,
  answerFromJson,
  answerJsonSchema,
  answerToJson,
  type GroundedAnswer,
  type GroundedUnit,
  joinUnits,
  unitsOfAnswer,
  withJson,
} from "../src/index.js";

const width = 9;
const height = 7;
const pixel = fc.integer({ min: 0, max: 9000 }).map((thousandths) => thousandths / 1000);
const score = fc.integer({ min: 0, max: 10_000 }).map((share) => share / 10_000);
const count = fc.nat({ max: 2000 });
const maps = fc.record({
  width: fc.constant(width),
  height: fc.constant(height),
  kind: fc.constantFrom(...depthKinds),
  data: fc.float32Array({ minLength: width * height, maxLength: width * height, noNaN: true }),
});
const joint = fc.tuple(pixel, pixel, fc.constantFrom(0, 1, 2)) as fc.Arbitrary<Keypoint>;
const values: fc.Arbitrary<Partial<UnitValues>> = fc.record(
  {
    box: fc.tuple(pixel, pixel, pixel, pixel).map(([x, y, w, h]) => [x, y, x + w, y + h] as const),
    mask: fc
      .array(fc.constantFrom(0, 1), { minLength: width * height, maxLength: width * height })
      .map((pixels) => new Mask(width, height, Uint8Array.from(pixels))),
    keypoint: fc.array(joint, { minLength: 17, maxLength: 17 }),
    depth: maps,
    point: fc.tuple(pixel, pixel),
  },
  { requiredKeys: [] },
);
const evidence = fc.record({ words: score, quality: score, presence: score }, { requiredKeys: ["words"] });
const mark = fc.record({ unit: fc.string(), word: fc.string(), score, evidence }, { requiredKeys: ["unit", "score"] });
const instance = fc
  .tuple(
    fc.record({
      phrase: fc.string(),
      triplet: count,
      index: count,
      score,
      units: fc.array(mark, { minLength: 1, maxLength: 3 }),
    }),
    values,
  )
  .map(([known, said]) => ({ ...known, ...said }));
const answers: fc.Arbitrary<GroundedAnswer> = fc.record({
  model: fc.record({ name: fc.string(), version: fc.option(fc.string()) }),
  seed: fc.maxSafeInteger(),
  image: fc.constant({ width, height }),
  text: fc.string({ unit: "grapheme" }),
  trp: fc.string({ unit: "grapheme" }),
  plan: fc.option(
    fc.record({
      decode: fc.boolean(),
      lines: fc.array(fc.record({ name: fc.string(), units: fc.array(fc.string()), count })),
    }),
  ),
  instances: fc.array(instance, { maxLength: 3 }),
  problems: fc.array(fc.string()),
  tokens: count,
  ended: fc.constantFrom("end" as const, "length" as const),
});

/** Masks by their pixels: however they are kept, they are the same. */
const comparable = (answer: GroundedAnswer) => ({
  ...answer,
  instances: answer.instances.map(({ mask, ...each }) => ({
    ...each,
    mask: mask && [mask.width, mask.height, ...Mask.from(mask).data],
    box: each.box?.map((edge) => expect.closeTo(edge, 6)),
  })),
});
const exact = (answer: GroundedAnswer) => ({
  ...comparable(answer),
  instances: comparable(answer).instances.map((each, i) => ({ ...each, box: answer.instances[i].box?.map(Number) })),
});

describe("an answer", () => {
  it("comes back whole from the text that JSON.stringify writes", () => {
    fc.assert(
      fc.property(answers, (answer) => {
        const text = JSON.stringify(withJson(answer));
        const back = answerFromJson(JSON.parse(text));
        expect(exact(back)).toEqual(comparable(answer));
        expect(JSON.stringify(back)).toBe(text);
      }),
      { numRuns: 60 },
    );
  });

  it("comes back from masks as polygons, too", () => {
    fc.assert(
      fc.property(answers, (answer) => {
        const json = JSON.parse(JSON.stringify(answerToJson(answer, {}, polygonShapes)));
        expect(exact(answerFromJson(json))).toEqual(comparable(answer));
      }),
      { numRuns: 40 },
    );
  });

  it("survives structuredClone: its masks are their data, and the clone can be written as JSON", () => {
    fc.assert(
      fc.property(answers, (answer) => {
        const clone = structuredClone(withJson(answer));
        expect(exact(clone)).toEqual(comparable(answer));
        expect(answerToJson(clone)).toEqual(answerToJson(answer));
      }),
      { numRuns: 40 },
    );
  });

  it("says what it was about where that is told, and its picture's size always", () => {
    const [answer] = fc.sample(answers, { numRuns: 1, seed: 3 });
    expect(answerToJson(answer)).not.toHaveProperty("picture");
    const options = { temperature: 1, minScore: 0.5, deny: 0 };
    const prompts = [{ kind: "box" as const, box: [1, 2, 3, 4] as const }];
    const asked = { id: 7, picture: "p.png", question: "where?", prompts, options };
    const told = answerToJson(answer, asked);
    expect(told).toMatchObject({ ...asked, image: { width, height } });
    expect(answerFromJson(told)).toEqual(answerFromJson(answerToJson(answer)));
  });

  it.each<[string, (json: Record<string, unknown>) => unknown, RegExp]>([
    ["nothing", () => null, /the answer cannot be read: \(root\): /],
    ["a slip", ({ instances, ...rest }) => ({ ...rest, instance: instances }), /instance: unknown key; did you mean/],
    ["a field of another kind", (json) => ({ ...json, seed: "3" }), /seed: /],
    ["a score above 1", (json) => ({ ...json, instances: [{ ...dog, score: 2 }] }), /instances\.0\.score: /],
    ["half a box", (json) => ({ ...json, instances: [{ ...dog, box: [1, 2] }] }), /instances\.0\.box/],
    [
      "a box that is turned",
      (json) => ({ ...json, instances: [{ ...dog, box: [9, 2, 3, 4] }] }),
      /instances\.0: a box m/,
    ],
    [
      "a mask that does not fill its picture",
      (json) => ({ ...json, instances: [{ ...dog, mask: { size: [2, 2], counts: [3] } }] }),
      /instances\.0: a mask cannot be read: /,
    ],
  ])("of %s is refused with its field", (_, wrong, message) => {
    const json = answerToJson(fc.sample(answers, { numRuns: 1, seed: 3 })[0]);
    const read = () => answerFromJson(wrong({ ...json }));
    expect(read).toThrow(message);
    expect(read).toThrow(AnswerJsonError);
  });

  const dog = { phrase: "dog", triplet: 0, index: 0, score: 0.5, units: [{ unit: "box", score: 0.5 }] };
});

describe("an instance", () => {
  const mask = Mask.fromBox([1, 1, 4, 4], width, height);
  const unit = (changes: Partial<GroundedUnit>): GroundedUnit => ({
    ...{ unit: "box", phrase: "dog", triplet: 0, index: 0, score: 0.5 },
    ...changes,
  });

  it("joins what its units say: the box and the mask of one dog, its own box before the one around the mask", () => {
    const units = [
      unit({ unit: "mask", score: 0.4, mask, box: mask.box() }),
      unit({ index: 1, box: [5, 5, 6, 6] }),
      unit({ box: [1, 1, 5, 5], word: "landmark" }),
      unit({ triplet: 1, box: [0, 0, 1, 1] }),
    ];
    expect(joinUnits(units)).toEqual([
      {
        ...{ phrase: "dog", triplet: 0, index: 0, score: 0.4, mask, box: [1, 1, 5, 5] },
        units: [
          { unit: "mask", score: 0.4 },
          { unit: "box", word: "landmark", score: 0.5 },
        ],
      },
      { phrase: "dog", triplet: 0, index: 1, score: 0.5, box: [5, 5, 6, 6], units: [{ unit: "box", score: 0.5 }] },
      { phrase: "dog", triplet: 1, index: 0, score: 0.5, box: [0, 0, 1, 1], units: [{ unit: "box", score: 0.5 }] },
    ]);
  });

  it("of a mask alone has the box around it, and its units one by one say what they decoded", () => {
    const units = [unit({ unit: "mask", mask, box: mask.box() }), unit({ index: 1, unit: "heat" })];
    const instances = joinUnits(units);
    expect(instances[0].box).toEqual([1, 1, 4, 4]);
    expect(unitsOfAnswer({ instances })).toEqual([unit({ unit: "mask", mask }), unit({ index: 1, unit: "heat" })]);
  });
});

it("the schema is published as it is: run `npx tsx packages/model/scripts/write-schema.ts` after a change", () => {
  const published = readFileSync(new URL("../answer.schema.json", import.meta.url), "utf8");
  expect(JSON.parse(published)).toEqual(answerJsonSchema());
});
