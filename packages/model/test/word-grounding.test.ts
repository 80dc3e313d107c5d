// Words that look: evidence for a word is how well the picture fits it and how often, and says nothing before training.
import { full, manualSeed, noGrad, scope, type Tensor, tensor, zeros } from "@refvlm/torch";
import { afterAll, expect, test } from "vitest";
import { DenseProposals } from "../src/decoders/proposals.js";
import { WordGrounding } from "../src/language-model/word-grounding.js";

const side = 8;
const tokens = side * side;
const dog = [1, 0, 0];
const cat = [0, 1, 0];
const nothing = [0, 0, 1];

manualSeed(1);
const grounding = new WordGrounding(4);
afterAll(() => grounding.dispose());

/** A picture of dogs, each a square of 2 x 2 tokens whose boxes say so. */
function dogs(count: number): DenseProposals {
  const isDog = (token: number) => {
    const [x, y] = [token % side, Math.floor(token / side)];
    const square = Math.floor(x / 2) + 4 * Math.floor(y / 2);
    return square % 2 === 0 && square / 2 < count;
  };
  const rows = Array.from({ length: tokens }, (_, token) => isDog(token));
  return new DenseProposals({
    features: zeros([1, tokens, 1]),
    keys: tensor([rows.map((lies) => (lies ? dog : nothing))]),
    objectness: tensor([rows.map((lies) => (lies ? 20 : -20))]),
    boxes: full([1, tokens, 4], 2 / side),
    positions: zeros([1, tokens, 1]),
    grids: [{ height: side, columns: side }],
  });
}

/** The evidence itself, seen through a map that passes it on. */
function evidence(word: number[], proposals: DenseProposals): number[] {
  return scope(() => {
    let seen: Tensor | undefined;
    const { evidence } = grounding;
    const forward = evidence.forward;
    evidence.forward = (x) => (seen = x);
    noGrad(() => grounding.forward(tensor([[word]]), proposals));
    evidence.forward = forward;
    return (seen!.toArray() as number[][][])[0][0];
  });
}

test("a word that the picture fits is told so, another is not", () => {
  const [fit, cosine] = evidence(dog, dogs(1));
  expect(fit).toBeGreaterThan(0.99);
  expect(cosine).toBeCloseTo(1);
  const [missed] = evidence(cat, dogs(1));
  expect(missed).toBeLessThan(1e-4);
});

test("the amount is the number of objects, whatever their size in tokens", () => {
  for (const count of [0, 1, 2, 3, 5]) expect(evidence(dog, dogs(count))[2]).toBeCloseTo(count, 2);
});

test("before training words stay what they are", () => {
  scope(() => {
    const added = noGrad(() => grounding.forward(tensor([[dog, cat]]), dogs(2)));
    expect(added.abs().amax().item()).toBe(0);
  });
});

test("in bfloat16 words see the same, though boxes are told in float32", () => {
  const narrow = new WordGrounding(4).to({ dtype: "bfloat16" });
  scope(() => {
    noGrad(() => narrow.evidence.layers.at(1).weight.fill_(0.1));
    const { keys, objectness, ...rest } = dogs(2);
    const readings = { ...rest, keys: keys.to("bfloat16"), objectness: objectness.to("bfloat16") };
    const [seen] = noGrad(() =>
      narrow.forward(tensor([[dog]], { dtype: "bfloat16" }), readings),
    ).toArray() as number[][][];
    const wide = new WordGrounding(4);
    wide.loadStateDict(narrow.stateDict());
    const [exact] = noGrad(() => wide.forward(tensor([[dog]]), dogs(2))).toArray() as number[][][];
    for (const [i, value] of exact[0].entries()) expect(seen[0][i]).toBeCloseTo(value, 1);
    wide.dispose();
  });
  narrow.dispose();
});
