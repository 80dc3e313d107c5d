// Which files of a published repository a conversion reads.
import { describe, expect, it } from "vitest";
import { filesToConvert } from "../src/index.js";

const shards = (stem: string, ending: string) => [1, 2].map((i) => `${stem}-0000${i}-of-00002.${ending}`);

describe("filesToConvert", () => {
  it.each<[string, string[], string[]]>([
    [
      "1. the shards of an index, and not the same weights as pickles",
      ["model.safetensors.index.json", ...shards("model", "safetensors"), ...shards("pytorch_model", "bin")],
      ["model.safetensors.index.json", ...shards("model", "safetensors")],
    ],
    [
      "2. pickles where there is nothing else",
      ["pytorch_model.bin.index.json", ...shards("pytorch_model", "bin"), "rust_model.ot"],
      ["pytorch_model.bin.index.json", ...shards("pytorch_model", "bin")],
    ],
    [
      "3. one whole file before shards",
      ["model.safetensors", "model.safetensors.index.json", ...shards("model", "safetensors")],
      ["model.safetensors"],
    ],
    [
      "4. configs and tokenizers beside the weights",
      ["config.json", "merges.txt", "added_tokens.json", "open_clip_pytorch_model.bin", "README.md", "onnx/model.onnx"],
      ["config.json", "merges.txt", "added_tokens.json", "open_clip_pytorch_model.bin"],
    ],
    ["5. nothing of a repository without weights", ["config.json", "tokenizer.json", "tf_model.h5"], []],
  ])("%s", (_, names, wanted) => {
    expect(filesToConvert(names)).toEqual(wanted);
  });
});
