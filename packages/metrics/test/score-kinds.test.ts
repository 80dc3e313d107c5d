// Kinds of result files with a format of our own: read from JSON, wrong where an answer is missing, clear where it is bad.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { MetricsError } from "../src/index.js";
import { scoreKinds } from "../src/node/index.js";

const place = mkdtempSync(join(tmpdir(), "kinds-"));
afterAll(() => rmSync(place, { recursive: true, force: true }));
let files = 0;
function file(records: readonly unknown[]): string {
  const path = join(place, `${files++}.jsonl`);
  writeFileSync(path, records.map((record) => `${JSON.stringify(record)}\n`).join("") || "[]");
  return path;
}

const mask = { size: [2, 3], counts: [1, 5] };
const trp = "<Task>\nUnit decode (False).\n</Task>\nTwo dogs.";

/** Truth, answers that are right, the main figure, its value for them and without answers, and a broken answer. */
const kinds: Record<string, [gt: object[], right: object[], figure: string, best: number, none: number, bad: object]> =
  {
    rec: [
      [{ id: 1, box: [0, 0, 2, 2], expression: "dog", picture: "a.jpg" }],
      [{ id: 1, box: [0, 0, 2, 2], score: 0.5 }],
      "accuracy@0.5",
      1,
      0,
      { id: 1, box: [0, 0, 2, 2], score: 2 },
    ],
    res: [
      [{ id: "a", mask, expression: "dog" }],
      [{ id: "a", mask }],
      "cIoU",
      1,
      0,
      { id: "a", mask: { size: [2, 3] } },
    ],
    interactive: [
      [{ id: 1, mask, prompt: "point" }],
      [{ id: 1, mask }],
      "mIoU (point)",
      1,
      0,
      { id: 1, mask: { size: [3, 3], counts: [9] } },
    ],
    pck: [
      [{ id: 1, keypoints: [1, 2, 2, 3, 4, 0], bbox: [0, 0, 9, 9] }],
      [{ id: 1, keypoints: [1, 2, 30, 40] }],
      "PCK@0.05",
      1,
      0,
      { id: 1, keypoints: [1] },
    ],
    depth: [
      [{ id: 1, depth: [1, null, 2] }],
      [{ id: 1, depth: [1, 5, 2] }],
      "delta1",
      1,
      0,
      { id: 1, depth: [1, null, 2] },
    ],
    errors: [
      [{ id: 1, things: [{ phrase: "dog", unit: "mask", mask }], picture: "a.jpg" }],
      [{ id: 1, things: [{ phrase: "Dog", unit: "mask", mask, score: 0.5 }] }],
      "missed",
      0,
      1,
      { id: 1, things: [{ phrase: "dog", unit: "box" }] },
    ],
    trp: [[{ id: 1, trp }], [{ id: 1, trp }], "parse rate", 1, 0, { id: 1, trp: null }],
  };

describe.each(Object.keys(kinds))("%s", (name) => {
  const [gt, right, figure, best, none, bad] = kinds[name]!;
  const scored = async (truth: object[], answers: object[]) =>
    (await scoreKinds[name]!.score(file(truth), file(answers), {})).figures()[figure];

  it("1. reads both files, and counts what is missing as wrong, never as absent", async () => {
    expect(await scored(gt, right)).toBe(best);
    expect(await scored(gt, [])).toBe(none);
    const twice = [...gt, { ...gt[0], id: "other" }];
    expect(await scored(twice, right)).toBe((best + none) / 2);
  });

  it("2. names file, record and field where an answer is bad", async () => {
    const pred = file([bad]);
    const scoring = async () => scoreKinds[name]!.score(file(gt), pred, {});
    await expect(scoring()).rejects.toThrow(MetricsError);
    await expect(scoring()).rejects.toThrow(pred);
    await expect(scoring()).rejects.toThrow(/record.*(id|with id) ?"?[1a].*field \w+/);
  });

  it("3. has notes on its samples", async () => {
    const evaluation = await scoreKinds[name]!.score(file(gt), file([]), {});
    expect(evaluation.note!(0)).toMatchObject({ id: (gt[0] as { id: unknown }).id, answer: undefined });
  });
});

describe("errors", () => {
  it("1. names the mask that is none or of another size", () => {
    const thing = (changed: object) => ({
      id: 1,
      things: [{ phrase: "dog", unit: "mask", mask: { ...mask, ...changed } }],
    });
    const scored = (answer: object) => () => scoreKinds.errors!.score(file([thing({})]), file([answer]), {});
    expect(scored(thing({ counts: [1] }))).toThrow(
      /record with id 1, field things\.0\.mask: the mask's runs cover 1 pixels/,
    );
    expect(scored(thing({ size: [3, 2] }))).toThrow(
      /field things\.0\.mask: size \[3, 2\], but the truth's masks have \[2, 3\]/,
    );
    expect(() => scoreKinds.errors!.score(file([thing({ counts: [1] })]), file([]), {})).toThrow(MetricsError);
  });
});

describe("settings", () => {
  it("1. are checked", async () => {
    const [gt, right] = kinds.pck!;
    expect(() => scoreKinds.pck!.score(file(gt), file(right), { reference: "foot" })).toThrow(
      'reference: "foot" is none of bbox, torso, head',
    );
  });
});
