// How much chosen tokens look at every token up to themselves: weights of all layers and heads, on average.
import { noGrad, scope, type Tensor, tensor } from "@refvlm/torch";
import type { KvCache } from "./kv-cache.js";
import type { LanguageModel } from "./llama.js";
import { rotate } from "./rope.js";

/**
 * Computed anew from what a pass has left behind, so that passes themselves keep nothing of it.
 * @param layerStates of the pass, one row: layers + 1 tensors [1, T, C]
 * @param places of the tokens among those T
 * @param cache with the pass's tokens in it, S in all
 * @returns weights over the S tokens for each place; each sums to 1
 */
export function attentionWeights(
  { model, config }: LanguageModel,
  layerStates: readonly Tensor[],
  places: readonly number[],
  cache: KvCache,
): Float32Array[] {
  if (places.length === 0) return [];
  return noGrad(() =>
    scope(() => {
      const [{ shape, dtype, device }] = layerStates;
      const stored = cache.length;
      const positions = places.map((place) => stored - shape[1] + place);
      const int64 = (values: readonly number[]) => tensor([...values], { dtype: "int64", device });
      const rotation = model.positions.at(int64(positions).unsqueeze(0), dtype);
      const hidden = positions.flatMap((position) =>
        Array.from({ length: stored }, (_, column) => (column > position ? Number.NEGATIVE_INFINITY : 0)),
      );
      const bias = tensor(hidden, { device }).view([1, 1, places.length, stored]);
      const byLayer = [...model.layers].map((block, layer) => {
        const { heads, keyValueHeads, headDim, qProj } = block.selfAttn;
        const states = block.inputLayernorm.forward(layerStates[layer].indexSelect(1, int64(places))); // [1, R, C]
        const queries = rotate(qProj.forward(states).view([1, places.length, heads, headDim]), rotation)
          .transpose(1, 2)
          .reshape([keyValueHeads, (heads / keyValueHeads) * places.length, headDim]);
        const scores = queries
          .bmm(cache.keys(layer).transpose(1, 2))
          .mul(headDim ** -0.5)
          .to("float32");
        const folded = scores.view([keyValueHeads, heads / keyValueHeads, places.length, stored]);
        return folded.add(bias).softmax(-1).sum([0, 1]); // [R, S]
      });
      const sum = byLayer.reduce((all, each) => all.add(each));
      return rowsOf(sum.div(config.heads * config.layers), places.length);
    }),
  );
}

function rowsOf(weights: Tensor, count: number): Float32Array[] {
  const all = weights.toTypedArray() as Float32Array;
  const width = all.length / count;
  return Array.from({ length: count }, (_, row) => all.slice(row * width, (row + 1) * width));
}
