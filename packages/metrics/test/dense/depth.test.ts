// Errors of depth maps against reference values, alignments included.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sharp from "sharp";
import { afterAll, describe, expect, it } from "vitest";
import { depthAlignments, depthErrors, depthFigures, evaluateDepth } from "../../src/index.js";
import { scoreDepth } from "../../src/node/index.js";
import { goldenJson } from "../golden.js";

type Errors = Record<string, number>;
const maps = goldenJson<{ minDepth: number; maxDepth: number; prediction: number[]; groundTruth: (number | null)[] }[]>(
  "depth/maps.json",
).map((map) => ({
  ...map,
  groundTruth: Float64Array.from(map.groundTruth, (value) => value ?? Number.NaN),
}));
const expected = goldenJson<{ perImage: (Record<string, Errors> | null)[]; mean: Record<string, Errors> }>(
  "depth/expected.json",
);
const place = mkdtempSync(join(tmpdir(), "depth-"));
afterAll(() => rmSync(place, { recursive: true, force: true }));

/** Within 1e-9 of the value, relative where it is large. */
function expectNear(value: number, wanted: number, name: string) {
  expect(Math.abs(value - wanted), `${name}: ${value}, not ${wanted}`).toBeLessThan(
    1e-9 * Math.max(1, Math.abs(wanted)),
  );
}

describe("depth", () => {
  it.each(depthAlignments)("1. agrees map by map with alignment %s", (alignment) => {
    const measured = maps.map(({ prediction, groundTruth, minDepth, maxDepth }) =>
      depthErrors(prediction, groundTruth, { minDepth, maxDepth, alignment }),
    );
    measured.forEach((errors, i) => {
      const wanted = expected.perImage[i];
      expect(errors === null).toBe(wanted === null);
      for (const name of depthFigures) if (errors) expectNear(errors[name], wanted![alignment]![name]!, `${i} ${name}`);
    });
    const valid = measured.filter((errors) => errors !== null);
    for (const name of depthFigures)
      expectNear(
        valid.reduce((sum, errors) => sum + errors[name], 0) / valid.length,
        expected.mean[alignment]![name]!,
        `mean ${name}`,
      );
  });

  it("2. is the mean over pictures with a measured pixel, and says how many those are", () => {
    const chosen = maps.flatMap((map, i) => (map.maxDepth === 80 ? [{ ...map, i }] : []));
    const evaluation = evaluateDepth(
      chosen.map(({ groundTruth, i }) => ({ id: i, depth: groundTruth })),
      chosen.map(({ prediction, i }) => ({ id: i, depth: prediction })),
    );
    const wanted = chosen.map(({ i }) => expected.perImage[i]?.none).filter((errors) => errors !== undefined);
    expect(wanted.length).toBe(chosen.length - 1);
    const figures = evaluation.figures();
    for (const name of depthFigures)
      expectNear(figures[name]!, wanted.reduce((sum, each) => sum + each[name]!, 0) / wanted.length, name);
    expect(figures.measured).toBeCloseTo(wanted.length / chosen.length, 15);
    expect(evaluation.errors).toEqual(["absRel", "sqRel", "rmse", "rmseLog", "log10", "silog"]);
  });

  it("3. counts a missing map as wrong everywhere, never as absent", () => {
    const truth = [1, 2].map((id) => ({ id, depth: [2, 4, 8] }));
    for (const answers of [
      [{ id: 1, depth: [2, 4, 8] }],
      [
        { id: 1, depth: [2, 4, 8] },
        { id: 2, depth: null },
      ],
    ]) {
      const { delta1, delta3, absRel } = evaluateDepth(truth, answers).figures();
      expect([delta1, delta3]).toEqual([0.5, 0.5]);
      expect(absRel).toBeGreaterThan(0.499);
    }
  });

  it("4. refuses maps of another size, without numbers, or that an alignment cannot use", () => {
    const truth = [{ id: "a", depth: [2, 4] }];
    const scored = (depth: number[], alignment?: "median" | "leastSquares") => () =>
      evaluateDepth(truth, [{ id: "a", depth }], { alignment });
    expect(scored([1])).toThrow('answers: record with id "a", field depth: 1 pixels, but truth has 2 there');
    expect(() => evaluateDepth([{ id: "b", depth: [] }], [])).toThrow(
      'truth: record with id "b", field depth: no pixel',
    );
    expect(scored([1, Number.NaN])).toThrow("pixel 1 is NaN; give a finite depth for every pixel");
    expect(scored([0, 1], "median")).toThrow("pixel 0 is 0; alignment median needs depths above 0");
    expect(scored([0, 1], "leastSquares")().figures().rmse).toBeCloseTo(0, 12);
  });

  it("5. reads numbers and 16-bit pictures alike", async () => {
    const values = Uint16Array.from({ length: 12 }, (_, i) => 1000 * (i + 1));
    const png = { raw: { width: 4, height: 3, channels: 1 as const } };
    await sharp(values, png).toColourspace("grey16").png().toFile(join(place, "a.png"));
    await sharp(Buffer.alloc(12, 7), png).png().toFile(join(place, "grey.png"));
    const write = (name: string, content: unknown) => {
      writeFileSync(join(place, name), JSON.stringify(content));
      return join(place, name);
    };
    const numbers = write("gt.json", [{ id: 1, depth: [...values].map((value) => value / 1000) }]);
    const pictures = write("pred.json", [{ id: 1, file: "a.png", scale: 0.001 }]);
    expect((await scoreDepth(numbers, pictures, {})).figures()).toMatchObject({ delta1: 1, measured: 1 });
    expect((await scoreDepth(numbers, pictures, {})).figures().rmse).toBeCloseTo(0, 12);
    await expect(scoreDepth(numbers, write("b.json", [{ id: 1, file: "grey.png", scale: 1 }]), {})).rejects.toThrow(
      "is no grey picture of 16 bits",
    );
    await expect(scoreDepth(numbers, write("c.json", [{ id: 1, file: "no.png", scale: 1 }]), {})).rejects.toThrow(
      /record with id 1, field file: .*no\.png cannot be read/,
    );
    await expect(scoreDepth(numbers, pictures, { alignment: "mean" })).rejects.toThrow(
      '"mean" is none of none, median',
    );
    await expect(scoreDepth(numbers, pictures, { max: "far" })).rejects.toThrow("are no range of depths");
  });
});
