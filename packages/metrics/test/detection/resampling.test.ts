// Figures over a resample of pictures are those of a data set that holds each picture as often as it was drawn.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { boxes, detectionsFrom, evaluateDetections, masks, truthsFrom } from "../../src/index.js";
import { goldenJson } from "../golden.js";
import { evaluateCase, type GoldenCase } from "./golden-cases.js";

const side = fc.integer({ min: 1, max: 120 });
const box = fc.tuple(side, side, side, side);
const thing = fc.record({
  image_id: fc.integer({ min: 1, max: 4 }),
  category_id: fc.integer({ min: 1, max: 2 }),
  bbox: box,
});
const truthThing = thing.chain((each) =>
  fc
    .record({ iscrowd: fc.constantFrom(0, 0, 0, 1), area: fc.constant(each.bbox[2] * each.bbox[3]) })
    .map((rest) => ({ ...each, ...rest })),
);
const pictures = [1, 2, 3, 4].map((id) => ({ id, width: 300, height: 300 }));
const categories = [{ id: 1 }, { id: 2 }];

describe("resampling", () => {
  it("1. equals the evaluation of the data set that is written out", () => {
    fc.assert(
      fc.property(
        fc.array(truthThing, { maxLength: 12 }),
        fc.array(thing, { maxLength: 20 }),
        fc.array(fc.nat({ max: 3 }), { minLength: 1, maxLength: 6 }),
        (things, found, samples) => {
          const annotations = things.map((each, i) => ({ ...each, id: i + 1 }));
          const detected = [...found, ...things].map((each, i) => ({ ...each, score: 1 / (i + 1) }));
          const truths = truthsFrom({ images: pictures, categories, annotations }, boxes);
          const evaluation = evaluateDetections(truths, detectionsFrom(detected, truths));

          const copy = <T extends { image_id: number }>(list: T[]) =>
            samples.flatMap((sample, n) =>
              list.filter(({ image_id }) => image_id === sample + 1).map((each) => ({ ...each, image_id: n + 1 })),
            );
          const copies = samples.map((_, n) => ({ id: n + 1, width: 300, height: 300 }));
          const copied = copy(annotations).map((each, i) => ({ ...each, id: i + 1 }));
          const written = truthsFrom({ images: copies, categories, annotations: copied }, boxes);
          const expected = evaluateDetections(written, detectionsFrom(copy(detected), written)).figures();
          const ours = evaluation.figures(Uint32Array.from(samples));
          for (const [name, value] of Object.entries(expected)) {
            if (Number.isNaN(value)) expect(ours[name], name).toBeNaN();
            else expect(ours[name], name).toBeCloseTo(value, 12);
          }
        },
      ),
      { numRuns: 300, seed: 5 },
    );
  });

  it("2. drawing every picture once changes nothing; drawing a part is the evaluation of that part", () => {
    const cases = goldenJson<Record<string, GoldenCase>>("coco-bbox/expected.json");
    const whole = evaluateCase("coco-bbox", cases.random0!, boxes);
    const once = Uint32Array.from(whole.pictureIds.keys());
    expect(whole.figures(once)).toEqual(whole.figures());
    const part = { ...cases.random0!, params: { imgIds: cases["random0-subset"]!.params.imgIds } };
    const places = part.params.imgIds!.map((id) => whole.pictureIds.indexOf(id));
    expect(whole.figures(Uint32Array.from(places))).toEqual(evaluateCase("coco-bbox", part, boxes).figures());
  });

  it("3. a resample without any truth has no figures", () => {
    const truths = truthsFrom({ images: pictures, categories, annotations: [] }, masks);
    const figures = evaluateDetections(truths, detectionsFrom([], truths)).figures();
    expect(Object.values(figures).every(Number.isNaN)).toBe(true);
    expect(Object.keys(figures)).toHaveLength(12);
  });
});
