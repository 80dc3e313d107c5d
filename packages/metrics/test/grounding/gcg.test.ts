// Grounded conversations against GLaMM's own evaluation.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { evaluateGcg, evaluateGcgOf, type GcgTruth, gcgBoxes } from "../../src/index.js";
import { englishWords, scoreGcg } from "../../src/node/index.js";
import { goldenJson } from "../golden.js";

const file = (name: string) => new URL(`../golden/gcg/${name}.json`, import.meta.url).pathname;
const expected = goldenJson<{
  segm: Record<string, number>;
  mIoU: number;
  recall: number;
  perImage: { image_id: number; mIoU: number; matches: unknown[] }[];
}>("gcg/expected.json");
const place = mkdtempSync(join(tmpdir(), "gcg-"));
afterAll(() => rmSync(place, { recursive: true, force: true }));

const full = { size: [2, 2], counts: [0, 4] } as const;
const picture = (id: number): GcgTruth => ({
  id,
  width: 2,
  height: 2,
  captions: ["a dog"],
  phrases: ["dog"],
  shapes: [full],
});
const answer = { caption: "a dog", phrases: ["dog"], shapes: [full] };

describe("GCG", () => {
  const settings = { captions: file("caption_gt"), embeddings: file("embeddings") };
  const evaluation = scoreGcg(file("mask_gt"), file("predictions"), settings);

  it("1. agrees in AP, AP50, mIoU and recall", () => {
    const figures = evaluation.figures();
    expect(figures.AP).toBeCloseTo(expected.segm.AP!, 12);
    expect(figures.AP50).toBeCloseTo(expected.segm.AP50!, 12);
    expect(figures.mIoU).toBeCloseTo(expected.mIoU, 12);
    expect(figures.recall).toBeCloseTo(expected.recall, 12);
  });

  it("2. agrees picture by picture", () => {
    const { annotations } = goldenJson<{ annotations: { image_id: number; labels: string[] }[] }>(
      "gcg/caption_gt.json",
    );
    for (const [i, { image_id, mIoU, matches }] of expected.perImage.entries()) {
      const figures = evaluation.figures(Uint32Array.of(i));
      const labels = annotations.find((each) => each.image_id === image_id)!.labels.length;
      expect(figures.mIoU, `${image_id}`).toBeCloseTo(mIoU, 12);
      expect(figures.recall, `${image_id}`).toBeCloseTo(matches.length / labels, 12);
    }
  });

  it("3. counts unanswered pictures as missed, never as absent", () => {
    const truth = [picture(1), picture(2)];
    const half = evaluateGcg(truth, new Map([[1, answer]]), englishWords, () => 1).figures();
    expect(half).toMatchObject({ mIoU: 0.5, recall: 0.5 });
    expect(half.AP50).toBeLessThan(0.6);
    expect(evaluateGcg(truth, new Map(), englishWords, () => 1).figures()).toMatchObject({
      METEOR: 0,
      "CIDEr-D": 0,
      AP50: 0,
      mIoU: 0,
      recall: 0,
    });
    expect(evaluateGcg(truth, new Map(), englishWords).figures()).not.toHaveProperty("recall");
  });

  it("4. says what is wrong with its input", () => {
    expect(() => evaluateGcg([picture(1)], new Map([[9, answer]]), englishWords)).toThrow(
      "answers: picture 9 is not in truth; answer its pictures only",
    );
    const [small, damaged] = [
      { size: [1, 2], counts: [0, 2] },
      { size: [2, 2], counts: [3] },
    ] as const;
    const answered = (mask: typeof small | typeof damaged) => () =>
      evaluateGcg([picture(1)], new Map([[1, { ...answer, shapes: [mask] }]]), englishWords);
    expect(answered(small)).toThrow("answers: picture 1, mask 1: size [1, 2], but the picture has [2, 2]");
    expect(answered(damaged)).toThrow("answers: picture 1, mask 1: the mask's runs cover 3 pixels");
    expect(() => evaluateGcg([{ ...picture(1), shapes: [damaged] }], new Map(), englishWords)).toThrow(
      "truth: picture 1, mask 1: ",
    );
    const gt = file("mask_gt");
    expect(() => scoreGcg(gt, file("predictions"), {})).toThrow("give captions=FILE");
    const broken = join(place, "broken.json");
    writeFileSync(broken, JSON.stringify({ 1: { caption: "a", phrases: ["a"] } }));
    expect(() => scoreGcg(gt, broken, settings)).toThrow(`${broken}: 1.pred_masks: `);
    const vectors = join(place, "vectors.json");
    writeFileSync(vectors, '{"dog": [1]}');
    expect(() => scoreGcg(gt, file("predictions"), { ...settings, embeddings: vectors })).toThrow(
      `${vectors}: there is no vector for "`,
    );
  });

  it("5. takes boxes and several captions of a picture", () => {
    const box = [10, 10, 30, 30] as const;
    const truth = { ...picture(1), width: 64, height: 64, captions: ["a cat", "a dog"], shapes: [box] };
    const figures = (x: number, about = truth) => {
      const given = new Map([[1, { ...answer, shapes: [[x, 10, x + 20, 30] as const] }]]);
      return evaluateGcgOf(gcgBoxes, [about], given, englishWords, () => 1).figures();
    };
    expect(figures(10)).toMatchObject({ AP50: expect.closeTo(1, 12), mIoU: 1, recall: 1 });
    expect(figures(10).METEOR).toBe(figures(10, { ...truth, captions: ["a dog"] }).METEOR);
    expect(figures(10).METEOR).toBeGreaterThan(figures(10, { ...truth, captions: ["a cat"] }).METEOR!);
    expect(figures(15)).toMatchObject({ AP50: expect.closeTo(1, 12), mIoU: 0.6, recall: 1 });
    expect(figures(25)).toMatchObject({ AP50: 0, recall: 0 });
  });
});
