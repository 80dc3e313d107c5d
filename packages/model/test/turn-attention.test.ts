// Attention turn by turn is what a mask over whole rows gives, gradients too.
import { manualSeed, randn, scope, type Tensor, tensor } from "@refvlm/torch";
import { expect, test } from "vitest";
import { LanguageModel, packedAttentionMask } from "../src/index.js";
import type { RowTurns } from "../src/language-model/turn-attention.js";
import { tinyConfig } from "./tiny-config.js";

const config = { ...tinyConfig.languageModel, heads: 4 };
const length = 300;
/** Turns of one token, one longer than a piece, a row of one turn alone, a row without turns, one without padding. */
const rows: RowTurns[] = [
  { prefix: 7, turns: [1, 12, 5] },
  { prefix: 9, turns: [280] },
  { prefix: 3, turns: [] },
  { prefix: 140, turns: [131, 29] },
];
const segments = rows.flatMap(({ prefix, turns }) => {
  const row = [prefix, ...turns].flatMap((count, segment) => new Array<number>(count).fill(segment));
  return [...row, ...new Array<number>(length - row.length).fill(-1)];
});

test.each([2, 4])("states and gradients are those of the mask, %i key heads", (keyValueHeads) => {
  scope(() => {
    manualSeed(5);
    const model = new LanguageModel({ ...config, keyValueHeads });
    const inputs = randn([rows.length, length, config.hiddenSize]);
    const mask = packedAttentionMask(tensor(segments, { shape: [rows.length, length], dtype: "int64" }));
    const real = tensor(segments.map((segment) => (segment < 0 ? 0 : 1))).view([rows.length, length, 1]);
    const weights = randn([rows.length, length, config.hiddenSize]).mul(real);
    const run = (how: { rows: RowTurns[] } | { attentionMask: Tensor }) => {
      const inputsEmbeds = inputs.clone();
      inputsEmbeds.requiresGrad = true;
      const { hiddenStates } = model.forward({ inputsEmbeds, ...how });
      hiddenStates.mul(weights).sum().backward();
      const gradients = model.parameters().flatMap(({ grad }) => grad?.clone() ?? []);
      for (const parameter of model.parameters()) parameter.grad = null;
      return [hiddenStates.mul(real), inputsEmbeds.grad!, ...gradients];
    };
    const masked = run({ attentionMask: mask });
    for (const [i, got] of run({ rows }).entries()) {
      const apart = got.sub(masked[i]).abs().max().item() / masked[i].abs().max().item();
      expect(apart).toBeLessThan(1e-4);
    }
    model.dispose();
  });
});
