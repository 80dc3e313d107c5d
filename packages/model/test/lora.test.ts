// LoRA adapters of the language model: nothing at first, B A alpha / r once trained, the same when merged.
import { manualSeed, noGrad, randn, scope, tensor } from "@refvlm/torch";
import { beforeEach, describe, expect, it } from "vitest";
import { attachLora, isAdapted, LanguageModel, loraConfig, mergeLora } from "../src/index.js";
import { LoraAdapter } from "../src/language-model/lora.js";
import { Projection } from "../src/language-model/projection.js";
import { expectClose } from "./golden-data.js";
import { tinyConfig } from "./tiny-config.js";

let model: LanguageModel;
beforeEach(() => {
  manualSeed(3);
  model = new LanguageModel(tinyConfig.languageModel);
});

const config = loraConfig.parse({ rank: 3, alpha: 12 });
/** Hidden states of a fixed input. */
const read = () =>
  noGrad(() => {
    manualSeed(4);
    return model.forward({ inputsEmbeds: randn([2, 5, model.config.hiddenSize]) }).hiddenStates;
  });
/** Gives every B values, as training does. */
const train = () =>
  noGrad(() => {
    for (const [key, weight] of model.namedParameters()) if (key.endsWith("lora.b.weight")) weight.normal_(0, 0.3);
  });

describe("LoRA", () => {
  it("1. changes nothing before it has learned", () => {
    const before = read();
    attachLora(model, config);
    expectClose(read(), before.toTypedArray() as Float32Array, {});
  });

  it("2. adds B A x alpha / r to a layer's output", () => {
    const layer = new Projection(2, 2, { bias: false });
    const lora = new LoraAdapter(2, 2, loraConfig.parse({ rank: 1, alpha: 4 }));
    noGrad(() => {
      layer.weight.copy_(
        tensor([
          [1, 0],
          [0, 1],
        ]),
      );
      lora.a.weight.copy_(tensor([[1, 2]]));
      lora.b.weight.copy_(tensor([[1], [-1]]));
      layer.lora = lora;
      // x = (3, 5): A x = 13, B A x = (13, -13), times 4.
      expect([...layer.forward(tensor([[3, 5]])).toTypedArray()]).toEqual([3 + 52, 5 - 52]);
    });
  });

  it("3. gives the same outputs when merged, with the keys that the model had", () => {
    const keys = [...model.stateDict().keys()];
    const plain = read();
    attachLora(model, config);
    train();
    const adapted = read();
    expect(noGrad(() => scope(() => adapted.sub(plain).abs().max().item()))).toBeGreaterThan(0.01);
    mergeLora(model);
    expectClose(read(), adapted.toTypedArray() as Float32Array, { atol: 1e-5, rtol: 1e-5 });
    expect(isAdapted(model)).toBe(false);
    expect([...model.stateDict().keys()]).toEqual(keys);
  });

  it("4. adapts the layers that are named, in the element type of the weights", () => {
    model.to({ dtype: "bfloat16" });
    attachLora(model, loraConfig.parse({ rank: 2, targets: ["q_proj", "down_proj"] }));
    const added = [...model.stateDict()].filter(([key]) => key.includes(".lora."));
    expect(new Set(added.map(([key]) => key.split(".").at(-4)))).toEqual(new Set(["q_proj", "down_proj"]));
    expect(added).toHaveLength(2 * 2 * model.config.layers);
    expect(new Set(added.map(([, { dtype }]) => dtype))).toEqual(new Set(["bfloat16"]));
  });
});
