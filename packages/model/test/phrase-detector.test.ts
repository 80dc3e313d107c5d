// Phrases in captions: spans, passes, words that would part a phrase, and boxes of whole names.
import { noGrad, scope } from "@refvlm/torch";
import { boxIou, cropPicture, isCutOff } from "@refvlm/vision";
import { describe, expect, it } from "vitest";
import { captionsOf, longestPhrase } from "../src/plugins/grounding-dino/caption.js";
import { inputSides } from "../src/plugins/grounding-dino/input-picture.js";
import { eachThingOnce } from "../src/plugins/grounding-dino/phrase-detector.js";
import { tinyDetector } from "./tiny-grounding.js";
import { speckledPicture } from "./tiny-model.js";

const detector = tinyDetector();
const picture = speckledPicture(90, 60);

describe("captions", () => {
  it("1. end each phrase with a stop, and say where its words are", () => {
    const [caption] = captionsOf([[7], [8, 9]], 16);
    expect(caption.ids).toEqual([101, 7, 1012, 8, 9, 1012, 102]);
    expect(caption.spans).toEqual([
      { phrase: 0, from: 1, to: 2 },
      { phrase: 1, from: 3, to: 5 },
    ]);
  });

  it("2. are as few as hold 300 phrases, none longer than a pass", () => {
    const captions = captionsOf(
      Array.from({ length: 300 }, (_, i) => [i, i]),
      256,
    );
    expect(captions.map(({ ids }) => ids.length)).toEqual([254, 254, 254, 146]);
    expect(captions.flatMap(({ spans }) => spans.map(({ phrase }) => phrase))).toEqual([...Array(300).keys()]);
    expect(captionsOf([new Array<number>(longestPhrase(256)).fill(7)], 256)[0].ids).toHaveLength(256);
  });
});

describe("words of phrases", () => {
  it("1. are lower case, without marks that would part them", () => {
    expect(detector.words("Cat")).toEqual([203]);
    expect(detector.words("a Caravan. dog?")).toEqual([200, 209, 208, 204]);
    expect(detector.words("[SEP] dog")).not.toContain(102);
  });

  it.each(["", "   ", ".", "?."])("2. are none of %j, which cannot be looked for", (phrase) => {
    const finding = detector.find(picture, ["cat", phrase]);
    return expect(finding).rejects.toThrow(expect.objectContaining({ name: "PhraseError" }));
  });

  it("3. are too many in 2,000 characters", () => {
    return expect(detector.find(picture, ["dog ".repeat(500)])).rejects.toThrow(
      '"dog dog dog dog dog dog dog dog dog dog …" is of 500 pieces of words, and at most 13 are read at once',
    );
  });
});

describe("boxes", () => {
  it("1. are of the phrase whose words fit best, all in one pass or in several", async () => {
    const passes: number[] = [];
    const found = await detector.find(picture, ["cat", "car taxi", "caravan", "left eye", "bus", "person"], {
      threshold: 0,
      overlap: 1,
      onPass: (done, of) => passes.push(done, of),
    });
    expect(passes).toEqual([1, 2, 2, 2]);
    expect(found).toHaveLength(2 * 20);
    expect(new Set(found.map(({ phrase }) => phrase)).size).toBeGreaterThan(2);
    for (const { box, score } of found) {
      expect(score).toBeGreaterThanOrEqual(0);
      expect(box[2] <= 90 && box[3] <= 60 && box[0] >= 0 && box[1] >= 0).toBe(true);
    }
    expect(found.map(({ score }) => score)).toEqual(found.map(({ score }) => score).sort((a, b) => b - a));
  });

  it("2. of a phrase with a span of two words have the score of the better word", () => {
    noGrad(() =>
      scope(() => {
        const words = [detector.words("cat"), detector.words("car taxi")];
        const [caption] = detector.captions(words);
        const { logits, fits } = detector.forward(detector.see(picture), caption);
        const [at, of] = [logits.toArray() as number[][][], fits.toArray() as number[][][]];
        for (const [q, row] of at[0].entries()) expect(of[0][q]).toEqual([row[1], Math.max(row[3], row[4])]);
      }),
    );
  });

  it("3. of one thing stay once for a phrase, and for another phrase as well", () => {
    const at = (phrase: number, x: number, score: number) => ({ phrase, box: [x, 0, x + 10, 10] as const, score });
    const found = [at(0, 0, 0.5), at(0, 1, 0.6), at(1, 1, 0.4), at(0, 20, 0.3)];
    expect(boxIou(found[0].box, found[1].box)).toBeGreaterThan(0.8);
    expect(eachThingOnce(found, 0.8)).toEqual([found[1], found[2], found[3]]);
  });

  it.each([
    [1, 1],
    [1, 500],
    [500, 1],
  ])("4. of a picture of %i x %i are within it", async (width, height) => {
    for (const { box } of await detector.find(speckledPicture(width, height), ["cat"], { threshold: 0 }))
      expect(box[2] <= width && box[3] <= height).toBe(true);
  });

  it("5. of a large picture are also those of its tiles, but for what a tile cuts off", async () => {
    const large = speckledPicture(200, 120);
    const options = { threshold: 0, overlap: 1 };
    const whole = await detector.find(large, ["cat"], options);
    const tile = cropPicture(large, [100, 0, 200, 100]);
    const inTile = (await detector.find(tile, ["cat"], options)).map(
      ({ box: [x1, y1, x2, y2] }) => [x1 + 100, y1, x2 + 100, y2] as const,
    );
    const all = await detector.find(large, ["cat"], { ...options, tileSide: 100 });
    const boxes = all.map(({ box }) => box);
    expect(boxes).toEqual(expect.arrayContaining(whole.map(({ box }) => box)));
    for (const box of inTile)
      expect(boxes.some((each) => boxIou(each, box) > 0.999)).toBe(!isCutOff(box, [100, 0, 200, 100], 200, 120));
  });

  it("6. are not waited for once somebody stops", async () => {
    const stop = new AbortController();
    const finding = detector.find(picture, ["cat"], { signal: stop.signal });
    stop.abort(new Error("stopped"));
    await expect(finding).rejects.toThrow("stopped");
  });
});

it("pictures are brought to 800 pixels of the shorter side, 1333 of the longer at most", () => {
  const sides = (width: number, height: number) => inputSides(width, height, { shortest: 800, longest: 1333 });
  expect(sides(640, 480)).toEqual([1066, 800]);
  expect(sides(480, 640)).toEqual([800, 1066]);
  expect(sides(2000, 1000)).toEqual([1332, 666]); // 1333 / 2, rounded to even as Python does
  expect(sides(1, 1)).toEqual([800, 800]);
  expect(sides(1, 100_000)).toEqual([1, 1333]);
});
