// A text tower that is taught names: each in its direction, all else away from them.
import { ClipText, TokenizerCodec, trainTokenizer } from "@refvlm/model";
import { manualSeed, noGrad, scope } from "@refvlm/torch";
import { Random } from "@refvlm/vt-instruct";
import { expect, it } from "vitest";
import { fitTextTower, textVectors } from "../src/names/fit-text-tower.js";
import { Lessons } from "../src/names/lessons.js";

const names = ["dog", "cup"];
const lessons = new Lessons(
  [
    ...names.map((name) => ({ word: name, kind: name, everyday: true })),
    { word: "puppy", kind: "dog", everyday: false },
    { word: "where", kind: null, everyday: false },
  ],
  names,
  ["please"],
);

it("1. texts mean the kind of their first noun, however they are described", () => {
  const random = Random.of(1);
  const drawn = Array.from({ length: 400 }, () => lessons.draw(random));
  const first = (text: string) => /dog|puppy|cup|where|please/.exec(text.toLowerCase())![0];
  const meant = { dog: 0, puppy: 0, cup: 1, where: null, please: null };
  for (const { text, name } of drawn) expect([text, name]).toEqual([text, meant[first(text) as keyof typeof meant]]);
  expect(new Set(drawn.map(({ text }) => text)).size).toBeGreaterThan(100);
});

it("2. a tower puts names and what means them at their own directions, and other words opposite to all", () => {
  manualSeed(2);
  const codec = new TokenizerCodec(trainTokenizer([...names, "puppy where the red big"], { vocabSize: 300 }));
  const tower = new ClipText({
    ...{ tokenizer: "shared", vocabSize: codec.size, context: 48, hiddenSize: 32, intermediateSize: 32, layers: 1 },
    ...{ heads: 2, activation: "gelu", layerNormEps: 1e-5, projectionSize: 2, bosId: null, eosId: codec.eosId },
  });
  fitTextTower(tower, codec, (random) => lessons.draw(random), { steps: 80 });
  const found = scope(() =>
    noGrad(() => [...(textVectors(tower, codec, ["dog", "the puppy", "cup", "where"]).toTypedArray() as Float32Array)]),
  );
  const expected = [1, 0, 1, 0, 0, 1, -Math.SQRT1_2, -Math.SQRT1_2];
  for (const [i, value] of found.entries()) expect(Math.abs(value - expected[i])).toBeLessThan(0.3);
  tower.dispose();
});
