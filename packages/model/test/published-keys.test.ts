// The tables of keys against every name and shape of the real checkpoints (golden/published-keys), without their weights.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { nn, tensor } from "@refvlm/torch";
import { describe, expect, it } from "vitest";
import { fromPublishedConfig, type ModelConfig, parseModelConfig, presets, RefVlmNetwork } from "../src/index.js";
import { recognise } from "../src/pretrained/published/families.js";
import { PARTS, type PartName, partOf, renamed } from "../src/pretrained/published/family.js";
import { partConfigs } from "../src/pretrained/published/part-configs.js";
import { convertedVocabulary } from "../src/pretrained/published/vocabulary.js";
import { openWeightFile } from "../src/pretrained/stored-weights.js";
import { clipLargeText } from "../src/pretrained/text-encoder.js";
import { sentencePieceTokenizer } from "../src/tokenizer/sentencepiece.js";
import { Golden } from "./golden-data.js";

const goldens = process.env.REFVLM_GOLDEN ?? join(import.meta.dirname, "golden");
const published = (name: string): Record<string, number[]> =>
  JSON.parse(readFileSync(join(goldens, "published-keys", `${name}.json`), "utf8"));
const preset = presets["vicuna-7b"];
/** The paper's network with a text tower. */
const selecting: ModelConfig = {
  ...preset,
  text: clipLargeText,
  decoder: { ...preset.decoder, querySelection: true },
};

/** Shapes under our keys; a key that no rule knows is an error. */
function ours(shapes: Record<string, number[]>): Map<string, number[]> {
  const { layout, prefix } = recognise(Object.keys(shapes))!;
  return new Map(
    Object.entries(shapes).flatMap(([key, shape]) =>
      renamed(key.slice(prefix.length), layout.rules)!.map((to) => [to.key, to.shape(shape)] as const),
    ),
  );
}

function configured(shapes: ReadonlyMap<string, number[]>, parts: readonly PartName[]): ModelConfig {
  const base = parts.includes("text") ? selecting : preset;
  const found = parts.map((part) => partConfigs[part](base, (key) => shapes.get(PARTS[part] + key), {}));
  return parseModelConfig(Object.assign({}, base, ...found));
}

describe("the names and shapes of", () => {
  it.each<[string, PartName[], number]>([
    ["vicuna7b", ["language-model"], 6_738_415_616],
    ["llava-hf-v5", ["vit", "projector", "language-model"], 7_063_427_072],
    ["clip-l14-336", ["vit", "text"], 427_944_193 - 1], // logit_scale is no part of a tower
    ["openclip-convnext_large_d_320", ["convnext", "text"], 351_772_609 - 1],
  ])("1. %s are those of the network that is built for them, and so many parameters", (name, parts, parameters) => {
    const shapes = ours(published(name));
    const network = nn.onMeta(() => new RefVlmNetwork(configured(shapes, parts)));
    const needed = [...network.stateDict()].filter(([key]) => parts.some((part) => part === partOf(key)));
    expect(Object.fromEntries(shapes)).toEqual(Object.fromEntries(needed.map(([key, { shape }]) => [key, [...shape]])));
    expect(needed.reduce((sum, [, { numel }]) => sum + numel, 0)).toBe(parameters);
    network.dispose();
  });

  it("2. the paper's parts are the preset's, CLIP's text tower beside them", () => {
    expect(configured(ours(published("clip-l14-336")), ["vit", "text"])).toEqual(selecting);
    expect(configured(ours(published("clip-l14-336")), ["vit"])).toEqual(preset);
    expect(configured(ours(published("openclip-convnext_large_d_320")), ["convnext"])).toEqual(preset);
    const { languageModel } = configured(ours(published("vicuna7b")), ["language-model"]);
    expect({ ...languageModel, vocabSize: languageModel.vocabSize + 7 }).toEqual(preset.languageModel);
  });
});

it.each(["llama-mha", "llama-gqa", "llama-rope3", "qwen2"])(
  "the numbers of %s follow from its shapes and its config.json",
  (folder) => {
    const { weights, config } = new Golden(folder);
    const { hyper_parameters: described } = config;
    const shapes = (key: string) => weights.get(key)?.shape;
    const qkvBias = weights.has("model.layers.0.self_attn.q_proj.bias");
    expect(partConfigs["language-model"](preset, shapes, described).languageModel).toEqual(
      fromPublishedConfig(described, { qkvBias }),
    );
  },
);

describe("a published file", () => {
  const keys = Object.keys(published("clip-l14-336"));

  it.each(["module.", "model.", "module.model."])("1. may have %s before all its names", (prefix) => {
    const found = recognise(keys.map((key) => prefix + key));
    expect([found?.family.name, found?.prefix]).toEqual(["clip", prefix]);
  });

  it("2. may hold one tower without its prefix, as transformers 5 saves it", () => {
    const tower = keys.filter((key) => key.startsWith("vision_model.")).map((key) => key.slice("vision_model.".length));
    const { family, layout } = recognise(tower)!;
    const [renamedNorm] = renamed("pre_layrnorm.weight", layout.rules)!;
    expect([family.name, renamedNorm.key]).toEqual(["clip", "vision_tower.vision_model.pre_layrnorm.weight"]);
  });

  it("3. may have what old ones have, which is dropped, and is of no family with names of none", () => {
    const { layout } = recognise(keys)!;
    expect(renamed("text_model.embeddings.position_ids", layout.rules)).toEqual([]);
    expect(
      renamed("vision_model.embeddings.mystery", recognise(["model.embed_tokens.weight"])!.layout.rules),
    ).toBeUndefined();
    expect(recognise(["conv1.weight", "fc.bias"])).toBeUndefined();
  });

  it("4. may wrap its weights beside what training saved", () => {
    const file = openWeightFile(join(goldens, "torch-pth-files", "nested.pth"));
    expect([...file.entries.keys()]).toEqual(["a", "b.w"]);
    file.close();
  });

  it("5. may hold a fused q, k, v, which is split in thirds, and a matrix that is transposed", () => {
    const { layout } = recognise(Object.keys(published("openclip-convnext_large_d_320")))!;
    const fused = tensor([
      [1, 1],
      [2, 2],
      [3, 3],
    ]);
    const thirds = renamed("transformer.resblocks.4.attn.in_proj_weight", layout.rules)!;
    expect(thirds.map(({ key, make }) => [key.split(".").slice(-3).join("."), make(fused).toArray()])).toEqual([
      ["self_attn.q_proj.weight", [[1, 1]]],
      ["self_attn.k_proj.weight", [[2, 2]]],
      ["self_attn.v_proj.weight", [[3, 3]]],
    ]);
    const [matrix] = renamed("text_projection", layout.rules)!;
    expect([matrix.key, matrix.make(tensor([[1, 2]])).toArray()]).toEqual([
      "text_tower.text_projection.weight",
      [[1], [2]],
    ]);
  });
});

describe("the vocabulary of published weights", () => {
  const model = { type: "BPE", vocab: { "<unk>": 0, "<s>": 1, "</s>": 2, a: 3 }, merges: [] };
  const added = (...names: string[]) => names.map((content, i) => ({ id: 4 + i, content, special: true }));

  it("1. loses pictures' and padding's tokens and keeps all others with their rows, by name", () => {
    const { tokenizer, rows } = convertedVocabulary({
      model,
      added_tokens: added("<pad>", "<|im_end|>", "<image>", "<REF>"),
    } as never);
    const ids = Object.fromEntries(tokenizer.added_tokens.map(({ content, id }) => [content, id]));
    expect(ids).toMatchObject({ "<|im_end|>": 4, "<REF>": 5 });
    expect(rows).toEqual([0, 1, 2, 3, 5, 7, null, null, null, null, null, null]);
  });

  it("2. is read from SentencePiece's own file: the better the score, the sooner the merge; ties by the left half", () => {
    const pieces = [
      ["<unk>", 0, 2],
      ["<s>", 0, 3],
      ["<0x41>", 0, 6],
      ["▁", -4, 1],
      ["a", -5, 1],
      ["b", -6, 1],
      ["▁a", -1, 1],
      ["aa", -9, 1],
      ["aab", -9, 1],
    ] as const;
    const tokenizer = sentencePieceTokenizer(sentencePiece(pieces, 2));
    expect(Object.keys(tokenizer.model.vocab)).toEqual(pieces.map(([text]) => text));
    expect(tokenizer.model.merges).toEqual([
      ["▁", "a"],
      ["aa", "b"],
      ["a", "a"],
    ]);
    expect(tokenizer.added_tokens.map(({ content, special }) => [content, special])).toEqual([
      ["<unk>", true],
      ["<s>", true],
    ]);
    expect(() => sentencePieceTokenizer(sentencePiece(pieces, 1))).toThrow("another kind than byte pairs");
    expect(() => sentencePieceTokenizer(Buffer.from("text"))).toThrow("no SentencePiece model");
  });
});

/** A tokenizer.model: repeated pieces (text, score, kind), then the trainer's settings with the kind of model. */
function sentencePiece(pieces: readonly (readonly [string, number, number])[], modelType: number): Buffer {
  const field = (number: number, bytes: Buffer) => Buffer.concat([Buffer.from([number * 8 + 2, bytes.length]), bytes]);
  const messages = pieces.map(([text, score, kind]) => {
    const float = Buffer.alloc(4);
    float.writeFloatLE(score);
    return field(
      1,
      Buffer.concat([field(1, Buffer.from(text)), Buffer.from([2 * 8 + 5]), float, Buffer.from([3 * 8, kind])]),
    );
  });
  return Buffer.concat([...messages, field(2, Buffer.from([3 * 8, modelType]))]);
}
