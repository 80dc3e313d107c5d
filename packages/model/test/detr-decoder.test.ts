// DETR's decoder, its positions and its box head against golden/detr-decoder.
import { nn, noGrad, type Tensor } from "@refvlm/torch";
import { describe, expect, it } from "vitest";
import { DetrDecoder, Mlp, maskedMapPositions } from "../src/index.js";
import { Golden } from "./golden-data.js";

const golden = new Golden("detr-decoder");
const hyper = golden.config.hyper_parameters;
const [width, heads] = [hyper.d_model, hyper.decoder_attention_heads];
const decoder = new DetrDecoder({
  width,
  heads,
  feedForwardSize: hyper.decoder_ffn_dim,
  layers: hyper.decoder_layers,
});
const boxHead = new Mlp(width, width, 4, 3);
const part = (prefix: string) => ({
  rename: (key: string) => (key.startsWith(prefix) ? key.slice(prefix.length) : null),
});
decoder.loadStateDict(golden.weights, part("model.decoder."));
boxHead.loadStateDict(golden.weights, part("bbox_predictor."));

/** allowed keys [B, K] -> bias [B heads, queries, K] */
function keyBias(allowed: Tensor, queries: number): Tensor {
  const [batch, keys] = allowed.shape;
  return nn
    .attentionBias(allowed.to("bool"), "float32")
    .reshape([batch, 1, 1, keys])
    .expand([batch, heads, queries, keys])
    .flatten(0, 1);
}

describe("sine positions", () => {
  const mask = golden.get("memory_mask");

  it("count rows and columns of a full map", () => {
    const full = mask.slice(0, 0, 1).mul(0).add(1);
    golden.expectClose(maskedMapPositions(full, width), "pos.full");
    golden.expectClose(maskedMapPositions(full, width, { normalise: false }), "pos.not_normalised");
  });

  it("count real cells only under a mask", () => {
    golden.expectClose(maskedMapPositions(mask, width), "pos.masked");
  });
});

describe("DetrDecoder", () => {
  const values = golden.get("memory").flatten(2).transpose(1, 2);
  const content = golden.get("queries");
  const queries = content.shape[1];
  const queryPositions = golden.weights.get("model.query_position_embeddings.weight")!.unsqueeze(0);
  const memoryMask = golden.get("memory_mask").flatten(1);
  const queryMask = golden.get("query_mask");
  const runs = {
    plain: { positions: "pos.full" },
    memory_masked: { positions: "pos.masked", crossBias: keyBias(memoryMask, queries) },
    both_masked: {
      positions: "pos.masked",
      crossBias: keyBias(memoryMask, queries),
      selfBias: keyBias(queryMask, queries),
    },
  };

  for (const [run, { positions, ...bias }] of Object.entries(runs)) {
    it(`reproduces every layer, the last state and the boxes: ${run}`, () => {
      noGrad(() => {
        const keys = values.add(golden.get(positions).flatten(2).transpose(1, 2));
        const layers = decoder.forward(content, queryPositions, { values, keys, ...bias });
        const real = run === "both_masked" ? queryMask.unsqueeze(2).to("float32") : null;
        const check = (x: Tensor, key: string) => golden.expectClose(real ? x.mul(real) : x, `${run}.${key}`);
        for (const [i, layer] of layers.entries()) check(layer, `layer.${i}`);
        const last = decoder.layernorm.forward(layers.at(-1)!);
        check(last, "last_hidden_state");
        check(boxHead.forward(last).sigmoid(), "boxes");
      });
    });
  }

  it("loads the published keys without a missing one", () => {
    expect(decoder.stateDict().size + boxHead.stateDict().size + 1).toBe(golden.weights.size);
  });
});
