// The checked configuration: presets pass, slips are named with their key and the nearest valid one.
import { describe, expect, it } from "vitest";
import { fromPublishedConfig, parseModelConfig, presets } from "../src/index.js";

/** nano with one value changed or added at a dotted path. */
function nanoWith(path: string, value: unknown): unknown {
  const config = structuredClone(presets.nano) as Record<string, unknown>;
  const keys = path.split(".");
  const holder = keys.slice(0, -1).reduce((at, key) => at[key] as Record<string, unknown>, config);
  holder[keys.at(-1)!] = value;
  return config;
}

const evidence = {
  names: ["dog", "dogs"],
  proposals: { most: 34, suppression: 0.6, floor: 0.1, pooled: true, counted: null },
  ...{
    wordsIn: true,
    namesOut: true,
    pointer: true,
    numbers: true,
    boxesIn: false,
    promptsIn: false,
    placesIn: false,
    lines: false,
    wordIsName: 1,
  },
};

describe("parseModelConfig", () => {
  it.each(Object.entries(presets))("accepts the preset %s", (name, preset) => {
    expect(parseModelConfig(preset)).toEqual(preset);
    expect(preset.name).toBe(name);
  });

  it.each([
    ["vit.hidenSize", 3, 'nano.json: vit.hidenSize: unknown key; did you mean "hiddenSize"?'],
    ["languageModel.hidden_size", 3, 'languageModel.hidden_size: unknown key; did you mean "hiddenSize"?'],
    ["decodr", {}, 'decodr: unknown key; did you mean "decoder"?'],
    ["decoder.zzzzzz", 1, "decoder.zzzzzz: unknown key; valid keys: width, layers, heads"],
    ["vit.layers", -1, "vit.layers: "],
    ["vit.layers", 1e9, "vit.layers: "],
    ["languageModel.layers", 1e9, "languageModel.layers: "],
    ["convnext.depths", [3, 3, 1e9, 3], "convnext.depths.2: "],
    ["decoder.layers", 5000, "decoder.layers: "],
    ["decoder.width", 2 ** 40, "decoder.width: "],
    ["text.vocabSize", 1e12, "text.vocabSize: "],
    ["vit.heads", 7, "vit.heads: must divide the width "],
    ["vit.featureLayer", -99, "vit.featureLayer: must name one of the "],
    ["prompts.cells", 5, "prompts.cells: must be a square number whose root divides the "],
    ["languageModel.heads", 7, "languageModel.heads: hiddenSize / heads must be a whole, even number"],
    ["languageModel.keyValueHeads", 97, "languageModel.keyValueHeads: heads must be a multiple of keyValueHeads"],
    ["prompts", { cells: 4, strategy: "pooling" }, 'prompts.cells: must be 1 with the strategy "pooling"'],
    ["prompts.strategy", "osprey", "prompts.strategy: "],
    ["plan", undefined, "plan: must say true or false: whether answers begin with their plan"],
    ["matching", undefined, "matching: "],
    ["matching", "hungarian", "matching: "],
    ["decoder.querySelection", undefined, "decoder.querySelection: must say true or false: whether queries start"],
    ["decoder.units.mask", { maskSize: 48 }, "decoder.units.mask.boxPath: must say true or false"],
    ["decoder.levels", undefined, "decoder.levels: names maps, finest first"],
    ["decoder.levels", [], "decoder.levels: names maps, finest first"],
    ["decoder.levels", [0, "clip"], "decoder.levels.1: names maps, finest first"],
    ["decoder.levels", [0, 4], "decoder.levels: no encoder makes 4: there are stages 0 to 3 of the pyramid"],
    ["decoder.levels", ["vit", 0], "decoder.levels: must begin with the finest level: 0 has 40 cells a side"],
    ["vit", null, 'decoder.levels: no encoder makes "vit": there are stages 0 to 3 of the pyramid'],
    ["convnext", null, 'decoder.levels: no encoder makes 0: there is "vit"'],
    ["text", null, "text: must be there with decoder.querySelection"],
    ["decoder.querySelection", false, "text: must be null without decoder.querySelection"],
    ["convnext.imageSize", 100, "convnext.imageSize: must be a multiple of 32"],
    ["text.eosId", 1e6, "text.eosId: must be below text.vocabSize"],
    ["text.bosId", 1e6, "text.bosId: must be below text.vocabSize"],
    ["text.tokenizer", "clip", "text.tokenizer: "],
    ["decoder.nameFit", "yes", "decoder.nameFit: "],
    ["evidence", { ...evidence, names: ["dog", "Dog"] }, "evidence.names: must name each thing once"],
    ["evidence", { ...evidence, pointer: undefined }, "evidence.pointer: must say true or false"],
  ])("names %s = %j", (path, value, message) => {
    expect(() => parseModelConfig(nanoWith(path, value), "nano.json")).toThrow(message);
  });

  it("needs plans and fits of names for evidence", () => {
    const seeing = { ...presets.nano, evidence };
    expect(parseModelConfig(seeing).evidence).toEqual({ ...evidence, attributes: [], earlier: false });
    expect(() => parseModelConfig({ ...seeing, plan: false })).toThrow("evidence: must be null without plan");
    const unfit = { ...seeing, decoder: { ...seeing.decoder, nameFit: false } };
    expect(() => parseModelConfig(unfit)).toThrow("evidence: must be null without decoder.nameFit");
  });

  it("needs an encoder, and query selection for units that read where <REF>s point", () => {
    const { decoder, ...paper } = presets["vicuna-7b"];
    const blind = { ...paper, decoder, vit: null, convnext: null };
    expect(() => parseModelConfig(blind)).toThrow("vit: must be there where convnext and detector are null");
    const pointing = { ...paper, decoder: { ...decoder, units: { box: {}, point: {} } } };
    expect(() => parseModelConfig(pointing)).toThrow("decoder.units.point: reads where <REF>s point: leave it out");
  });

  it("lists every mistake at once", () => {
    const broken = nanoWith("vit.layers", "five") as Record<string, unknown>;
    delete broken.text;
    expect(() => parseModelConfig(broken, "x.json")).toThrow(/x\.json: \n.*vit\.layers: .*\n.*text: /s);
  });
});

describe("fromPublishedConfig", () => {
  const published = {
    vocab_size: 32000,
    hidden_size: 4096,
    intermediate_size: 11008,
    num_hidden_layers: 32,
    num_attention_heads: 32,
  };

  it("reads LLaMA 2's file", () => {
    const config = fromPublishedConfig({ ...published, rms_norm_eps: 1e-5, rope_scaling: null });
    expect(config).toEqual({ ...presets["vicuna-7b"].languageModel, vocabSize: 32000 });
  });

  it("reads LLaMA 3's rotary scaling and Qwen2's bias", () => {
    const scaling = {
      rope_type: "llama3",
      factor: 8,
      low_freq_factor: 1,
      high_freq_factor: 4,
      original_max_position_embeddings: 8192,
    };
    const config = fromPublishedConfig({ ...published, rope_theta: 5e5, rope_scaling: scaling, model_type: "qwen2" });
    expect(config.ropeScaling).toEqual({ factor: 8, lowFreqFactor: 1, highFreqFactor: 4, originalMaxPositions: 8192 });
    expect([config.ropeTheta, config.qkvBias]).toEqual([5e5, true]);
  });

  it("refuses scalings that it does not know", () => {
    expect(() => fromPublishedConfig({ ...published, rope_scaling: { rope_type: "yarn", factor: 2 } })).toThrow(
      'rope_type "yarn"',
    );
  });
});
