// Each family alone, as one file and as shards, becomes a part of a folder that gives the reference's numbers; LLaVA's are in
// published.test.ts, NanoDet-Plus' in photo.test.ts, the plugins' in their own.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { noGrad, scope, type Tensor, writeSafetensors } from "@refvlm/torch";
import { afterAll, describe, expect, it } from "vitest";
import { convertPublished, loadPretrained, type ModelConfig, presets } from "../src/index.js";
import { Golden } from "./golden-data.js";
import { selecting } from "./paper-shape.js";

const place = mkdtempSync(join(tmpdir(), "refvlm-families-"));
afterAll(() => rmSync(place, { recursive: true, force: true }));

/** `<unk>`, `<s>`, `</s>` and letters. */
function tokenizerOf(entries: number) {
  const controls = ["<unk>", "<s>", "</s>"];
  const letters = Array.from({ length: entries - 3 }, (_, i) => String.fromCodePoint(0x400 + i));
  return {
    added_tokens: controls.map((content, id) => ({ id, content, special: true })),
    model: {
      type: "BPE",
      vocab: Object.fromEntries([...controls, ...letters].map((name, id) => [name, id])),
      merges: [],
    },
  };
}

/** A golden's weights as a published folder, in so many files. */
function published(golden: Golden, shards: number, config: object): string {
  const folder = join(place, `${golden.folder}-${shards}`);
  mkdirSync(folder, { recursive: true });
  const write = (name: string, value: unknown) => writeFileSync(join(folder, name), JSON.stringify(value));
  const nameOf = (i: number) =>
    shards === 1 ? "model.safetensors" : `model-0000${i + 1}-of-0000${shards}.safetensors`;
  const files = Array.from({ length: shards }, () => new Map<string, Tensor>());
  for (const [i, [key, weight]] of [...golden.weights].entries()) files[i % shards].set(key, weight);
  for (const [i, tensors] of files.entries()) writeSafetensors(join(folder, nameOf(i)), tensors);
  const weight_map = Object.fromEntries(
    files.flatMap((tensors, i) => [...tensors.keys()].map((key) => [key, nameOf(i)])),
  );
  if (shards > 1) write("model.safetensors.index.json", { weight_map });
  write("config.json", config);
  write("tokenizer.json", tokenizerOf(golden.config.hyper_parameters.vocab_size ?? 3));
  return folder;
}

const paper = presets["vicuna-7b"];
const base: ModelConfig = selecting({
  ...paper,
  prompts: { ...paper.prompts, cells: 4 },
  convnext: { ...paper.convnext!, imageSize: 64 },
  decoder: {
    ...paper.decoder,
    ...{ width: 32, layers: 2, heads: 2, feedForwardSize: 64, normGroups: 4 },
    units: { box: {} },
  },
});
const [vit, text, convnext] = ["clip-vision", "clip-text", "convnext-clip"].map((name) => new Golden(name));

describe.each([
  ["llama-mha", 1],
  ["llama-gqa", 2],
  ["llama-rope3", 3],
  ["qwen2", 1],
  ["qwen2", 2],
])("CLIP, open_clip and %s, each in files: %i", (name, shards) => {
  const golden = new Golden(name);
  const output = join(place, `${name}-${shards}-made`);
  const { parts } = convertPublished({
    base,
    output,
    parts: {
      vit: published(vit, shards, { vision_config: vit.config.hyper_parameters }),
      text: published(text, shards, { text_config: text.config.hyper_parameters }),
      convnext: published(convnext, shards, {}),
      "language-model": published(golden, shards, golden.config.hyper_parameters),
    },
  });
  const { network, dtype } = loadPretrained(output);
  afterAll(() => network.dispose());
  const numbers = (check: () => void) => noGrad(() => scope(check));

  it("1. leave nothing but the new parts to the seed", () => {
    expect(parts.map(({ part, source }) => [part, source?.family])).toEqual([
      ["vit", "clip"],
      ["convnext", "open-clip"],
      ["text", "clip"],
      ["new", undefined],
      ["language-model", "llama"],
    ]);
    expect(dtype).toBe("float32");
  });

  it("2. give the language model's hidden states and logits", () =>
    numbers(() => {
      const inputsEmbeds = network.languageModel.embed(golden.get("input_ids"));
      const { hiddenStates } = network.languageModel.forward({ inputsEmbeds });
      golden.expectClose(hiddenStates, "last_hidden_state");
      const { vocab_size: known } = golden.config.hyper_parameters;
      golden.expectClose(network.languageModel.logits(hiddenStates).slice(2, 0, known), "logits");
    }));

  it("3. give CLIP's patches and texts", () =>
    numbers(() => {
      vit.expectClose(network.visionTower!.features(vit.get("pixel_values")), "patch_features");
      text.expectClose(network.textTower!.forward(text.get("input_ids")).textEmbeds, "text_embeds");
    }));

  it("4. give ConvNeXt's stages", () =>
    numbers(() => {
      const maps = network.pyramidTower!.pyramid(convnext.get("pixel_values"));
      for (const [i, map] of maps.entries()) convnext.expectClose(map.contiguous(), `stage.${i}`);
    }));
});
