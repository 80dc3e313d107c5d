// Published GroundingDINO and X-Pose become plugins' folders: both layouts alike, with what they read texts with.
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { manualSeed, readSafetensors, writeSafetensors } from "@refvlm/torch";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ClipText, convertDecoder, loadDecoderNetwork, type PhraseDetector, publishedDecoder } from "../src/index.js";
import { clipLargeText } from "../src/pretrained/text-encoder.js";

const goldens = process.env.REFVLM_GOLDEN ?? join(import.meta.dirname, "golden");
const golden = join(goldens, "published-layouts", "grounding-dino");
const place = mkdtempSync(join(tmpdir(), "refvlm-decoders-"));
afterAll(() => rmSync(place, { recursive: true, force: true }));
const at = (...names: string[]) => join(place, ...names);

/** BERT's marks where BERT has them. */
const marks: Record<number, string> = { 100: "[UNK]", 101: "[CLS]", 102: "[SEP]", 1012: ".", 1029: "?" };
const vocabulary = (entries: number) =>
  Array.from({ length: entries }, (_, id) => marks[id] ?? (id === 500 ? "cat" : `[unused${id}]`)).join("\n");

beforeAll(() => {
  for (const folder of ["original", "huggingface", "bert", "clip"]) mkdirSync(at(folder));
  copyFileSync(join(golden, "groundingdino_tiny.pth"), at("original", "groundingdino_tiny.pth"));
  copyFileSync(join(golden, "hf", "config.json"), at("original", "config.json"));
  for (const name of ["config.json", "model.safetensors"])
    copyFileSync(join(golden, "hf", name), at("huggingface", name));
  for (const folder of ["bert", "huggingface"]) writeFileSync(at(folder, "vocab.txt"), `${vocabulary(1040)}\n`);
  manualSeed(5);
  const small = {
    vocabSize: 62,
    context: 16,
    hiddenSize: 32,
    intermediateSize: 64,
    layers: 1,
    heads: 2,
    projectionSize: 16,
  };
  const tower = new ClipText({ ...clipLargeText, ...small, bosId: 60, eosId: 61 });
  writeSafetensors(at("clip", "model.safetensors"), tower.stateDict());
  writeFileSync(at("clip", "config.json"), JSON.stringify({ text_config: { num_attention_heads: 2 } }));
  const letters = Object.fromEntries(Array.from({ length: 60 }, (_, id) => [String.fromCodePoint(65 + id), id]));
  const added_tokens = [
    { id: 60, content: "<|startoftext|>", special: true },
    { id: 61, content: "<|endoftext|>", special: true },
  ];
  writeFileSync(
    at("clip", "tokenizer.json"),
    JSON.stringify({ added_tokens, model: { type: "BPE", vocab: letters, merges: [] } }),
  );
});

const original = () => at("original", "groundingdino_tiny.pth");

describe("GroundingDINO", () => {
  it("1. of the original file and of Hugging Face's becomes the same folder", () => {
    expect(publishedDecoder(original())).toBe("grounding-dino");
    const one = convertDecoder({ source: original(), text: at("bert"), output: at("one") });
    const two = convertDecoder({ source: at("huggingface"), output: at("two") });
    expect(one).toMatchObject({ decoder: "grounding-dino", unit: "box", licence: "Apache-2.0", published: null });
    expect([one.tensors, one.parameters]).toEqual([two.tensors, two.parameters]);
    expect(readFileSync(at("one", "config.json"), "utf8")).toBe(readFileSync(at("two", "config.json"), "utf8"));
    using first = readSafetensors(at("one", "model.safetensors"));
    using second = readSafetensors(at("two", "model.safetensors"));
    expect(first.keys().toSorted()).toEqual(second.keys().toSorted());
    const differing = first.keys().filter((key) => !Buffer.from(first.raw(key).bytes).equals(second.raw(key).bytes));
    expect(differing).toEqual([]);
  });

  it("2. is loaded from there, tokenizer and all", () => {
    const network = loadDecoderNetwork(at("one"), "grounding-dino") as PhraseDetector;
    expect(network.words("Cat.")).toEqual([500]);
    expect(network.config).toMatchObject({ queries: 9, captionLength: 16, input: { shortest: 800, longest: 1333 } });
    network.dispose();
    expect(() => loadDecoderNetwork(at("one"), "uni-pose")).toThrow(
      'its decoder is "grounding-dino", and "uni-pose" is needed here',
    );
  });

  it("3. tells where its tokenizer is missing, or another one's", () => {
    const output = at("none");
    expect(() => convertDecoder({ source: original(), output })).toThrow("holds no tokenizer");
    mkdirSync(at("other"), { recursive: true });
    writeFileSync(at("other", "vocab.txt"), vocabulary(1039));
    const other = { source: original(), text: at("other"), output };
    expect(() => convertDecoder(other)).toThrow(
      "its tokenizer is not that of bert-base-uncased, which GroundingDINO reads with (1039 entries, and 1040 rows in the weights)",
    );
    expect(existsSync(output)).toBe(false);
  });

  it("4. is refused under a published name where it is not the published one", () => {
    const named = at("original", "groundingdino_swint_ogc.pth");
    copyFileSync(original(), named);
    expect(() => convertDecoder({ source: named, text: at("bert"), output: at("named") })).toThrow(
      "groundingdino_swint_ogc.pth is named as a published file, and is another or damaged: its sha256 is",
    );
  });

  it("5. with a tensor missing makes nothing", () => {
    const cut = at("cut");
    mkdirSync(cut);
    for (const name of ["config.json", "vocab.txt"]) copyFileSync(at("huggingface", name), join(cut, name));
    const tensors = readSafetensors(at("huggingface", "model.safetensors")).tensors();
    tensors.delete("model.decoder.layer_norm.weight");
    writeSafetensors(join(cut, "model.safetensors"), tensors);
    expect(() => convertDecoder({ source: cut, output: at("nothing") })).toThrow(
      /the weights do not make a network:\s+missing \(1\):\s+detector\.decoder\.norm\.weight/,
    );
    expect(readdirSync(place).filter((name) => name.startsWith("nothing"))).toEqual([]);
  });
});

describe("X-Pose", () => {
  const source = join(goldens, "x-pose", "unipose_tiny.pth");

  it("1. takes the text tower of a CLIP folder", () => {
    const report = convertDecoder({ source, text: at("clip"), output: at("pose") });
    expect(report).toMatchObject({ decoder: "uni-pose", unit: "keypoint" });
    expect(report.licence).toContain("non-commercial");
    const { settings } = JSON.parse(readFileSync(at("pose", "config.json"), "utf8"));
    expect(settings).toMatchObject({ textSize: 16, joints: 20, queries: 14, text: { projectionSize: 16, heads: 2 } });
    loadDecoderNetwork(at("pose"), "uni-pose").dispose();
  });

  it("2. tells where that is missing", () => {
    expect(() => convertDecoder({ source, output: at("poseless") })).toThrow("has no text tower");
  });
});
