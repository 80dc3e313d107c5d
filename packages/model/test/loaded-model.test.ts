// Loading a model folder: device, element type, shards, two tokenizers, and what is said of folders that do not fit.
import {
  closeSync,
  cpSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  DeviceError,
  liveTensors,
  manualSeed,
  noGrad,
  readSafetensors,
  scope,
  type Tensor,
  writeSafetensors,
  zeros,
} from "@refvlm/torch";
import { parseAnswer } from "@refvlm/trp";
import { Frame } from "@refvlm/vision";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { settledTensors } from "../../torch/test/settled-tensors.js";
import {
  decodeReferences,
  type LoadedModel,
  loadPretrained,
  ModelFileError,
  PictureSession,
  type PlacementOptions,
  pixelBatch,
  RefVlmNetwork,
  readModelFolder,
  savePretrained,
  TokenizerCodec,
  trainTokenizer,
} from "../src/index.js";
import { clipJson, paperShape, selecting } from "./paper-shape.js";
import { speckledPicture } from "./tiny-model.js";

const place = mkdtempSync(join(tmpdir(), "refvlm-loaded-"));
const folder = join(place, "whole");
const weightsFile = "model.safetensors";
const picture = speckledPicture(40, 30);
const tokenizer = trainTokenizer(["where is the dog?"], { vocabSize: 330 });
beforeAll(() => {
  manualSeed(11);
  const network = new RefVlmNetwork(selecting(paperShape(new TokenizerCodec(tokenizer).size)));
  savePretrained(folder, network, tokenizer, { textTokenizer: clipJson });
  network.dispose();
});
afterAll(() => rmSync(place, { recursive: true, force: true }));

let copies = 0;
/** A copy of the model in another folder. */
function copyOf(source: string): string {
  const copy = join(place, String(copies++));
  cpSync(source, copy, { recursive: true });
  return copy;
}

/** A copy whose weights lie in two shards behind an index. */
function sharded(): string {
  const copy = copyOf(folder);
  rmSync(join(copy, weightsFile));
  const file = readSafetensors(join(folder, weightsFile));
  const shardOf = (key: string) => (key.startsWith("language_model.") ? "b.safetensors" : "a.safetensors");
  scope(() => {
    const tensors = [...file.tensors()];
    for (const name of ["a.safetensors", "b.safetensors"])
      writeSafetensors(join(copy, name), new Map(tensors.filter(([key]) => shardOf(key) === name)));
    const weight_map = Object.fromEntries(tensors.map(([key]) => [key, shardOf(key)]));
    writeFileSync(join(copy, "model.safetensors.index.json"), JSON.stringify({ metadata: {}, weight_map }));
  });
  file.close();
  return copy;
}

/** Rewrites a safetensors file with other tensors. */
function retold(path: string, change: (tensors: Map<string, Tensor>) => void): void {
  const file = readSafetensors(path);
  scope(() => {
    const tensors = file.tensors();
    change(tensors);
    writeSafetensors(path, tensors);
  });
  file.close();
}

/** Loads a model, runs `use` and frees it. */
function loaded<T>(from: string, options: PlacementOptions, use: (model: LoadedModel) => T): T {
  const model = loadPretrained(from, options);
  try {
    return use(model);
  } finally {
    model.network.dispose();
  }
}

const valuesOf = ({ network }: LoadedModel) =>
  new Map([...network.stateDict()].map(([key, value]) => [key, [...value.toTypedArray()].map(Number)]));
const typesOf = ({ network }: LoadedModel) => new Set([...network.stateDict().values()].map(({ dtype }) => dtype));

describe("a model folder", () => {
  it("1. is loaded as float32 on the CPU by default, from a file of bfloat16", () => {
    loaded(folder, {}, (model) => {
      expect([model.device, model.dtype]).toEqual(["cpu", "float32"]);
      expect(typesOf(model)).toEqual(new Set(["float32"]));
      expect(model.network.training).toBe(false);
      expect(model.network.parameters().some(({ requiresGrad }) => requiresGrad)).toBe(false);
    });
  });

  it("2. stays bfloat16 where that is asked for, with the same values, and lies in the mapped file itself", () => {
    const copy = copyOf(folder);
    const asFloat = loaded(copy, {}, valuesOf);
    const model = loadPretrained(copy, { dtype: "auto" });
    expect(model.dtype).toBe("bfloat16");
    expect(typesOf(model)).toEqual(new Set(["bfloat16"]));
    expect(valuesOf(model)).toEqual(asFloat);
    // What is written to the file now shows in the weights: they hold no memory of their own.
    const path = join(copy, weightsFile);
    const bytes = readFileSync(path);
    const norm = model.network.stateDict().get("language_model.model.norm.weight")!;
    const header = Number(bytes.readBigUInt64LE());
    const [begin] = JSON.parse(bytes.subarray(8, 8 + header).toString())["language_model.model.norm.weight"]
      .data_offsets;
    const file = openSync(path, "r+");
    writeSync(file, Buffer.from(Uint16Array.of(0x4049).buffer), 0, 2, 8 + header + begin);
    closeSync(file);
    expect((norm.toArray() as number[]).slice(0, 2)).toEqual([3.140625, 1]);
    model.network.dispose();
  });

  it("3. answers in bfloat16 as in float32: whole answers parse", async () => {
    for (const dtype of ["auto", "float32"] as const) {
      const model = loadPretrained(folder, { dtype });
      const session = PictureSession.open(model, [picture]);
      let whole = 0;
      for (let seed = 0; seed < 3; seed++) {
        const parts = [{ type: "text" as const, text: "where is the dog?" }];
        const { trp, ended } = await session.ask(parts, { temperature: 1, seed, maxNewTokens: 300 });
        if (ended !== "end") continue;
        whole++;
        expect(() => parseAnswer(trp)).not.toThrow();
      }
      expect(whole, dtype).toBeGreaterThan(0);
      session.dispose();
      model.network.dispose();
    }
  });

  it("4. decodes boxes and masks in bfloat16 as in float32, within half a pixel", () => {
    const decoded = (model: LoadedModel) =>
      noGrad(() =>
        scope(() => {
          const { memory } = model.network.encodePictures(pixelBatch([picture], model.network.config, model));
          const state = Float32Array.from({ length: 32 }, (_, i) => Math.sin(i));
          const ref = { phrase: "dog", triplet: 0, list: 0, group: 0, index: 0, instance: 0, probability: 1, state };
          const refs = [{ ...ref, units: ["box", "mask"] }];
          return decodeReferences(model, memory, [{ refs, picture: 0 }], [Frame.letterbox(40, 30)])[0];
        }),
      );
    const [exact, rounded] = (["float32", "auto"] as const).map((dtype) => loaded(folder, { dtype }, decoded));
    expect(rounded.map(({ unit }) => unit)).toEqual(["box", "mask"]);
    for (const [i, value] of exact[0].box!.entries()) expect(Math.abs(rounded[0].box![i] - value)).toBeLessThan(0.5);
    expect(Math.abs(rounded[1].mask!.area() - exact[1].mask!.area())).toBeLessThan(0.05 * 40 * 30);
  });

  it("5. may lie in shards behind an index, with the same values", () => {
    const whole = loaded(folder, {}, valuesOf);
    expect(loaded(sharded(), {}, valuesOf)).toEqual(whole);
    expect(loaded(sharded(), { dtype: "auto" }, ({ dtype }) => dtype)).toBe("bfloat16");
  });

  it("6. leaves nothing in memory when it is freed", async () => {
    const live = await settledTensors();
    loaded(sharded(), { dtype: "auto" }, ({ network }) => expect(liveTensors() - live).toBe(network.stateDict().size));
    expect(liveTensors()).toBe(live);
  });

  it("7. gives the text tower the codec that its config names: its own, or the language model's", async () => {
    const own = readModelFolder(folder);
    expect(own.textCodec).not.toBe(own.codec);
    expect(own.textCodec!.encodeText("Dog")).toEqual(own.textCodec!.encodeText("dog")); // CLIP reads lower case
    const copy = copyOf(folder);
    const config = readFileSync(join(copy, "config.json"), "utf8");
    writeFileSync(join(copy, "config.json"), config.replace('"tokenizer": "own"', '"tokenizer": "shared"'));
    const shared = readModelFolder(copy);
    expect(shared.textCodec).toBe(shared.codec);
  });
});

describe("a folder that cannot be loaded is a ModelFileError that names the file", () => {
  it("where converted weights take more memory than is free; as they are stored they are mapped", async () => {
    const live = await settledTensors();
    const free = vi.spyOn(process, "availableMemory").mockReturnValue(1000);
    expect(() => loadPretrained(folder)).toThrow(
      /whole: as float32 its weights take [\d.]+ [kM]B of memory, and 1\.0 kB are free: make room, or load it from the library with dtype "auto"/,
    );
    expect(liveTensors()).toBe(live);
    const warned = vi.spyOn(process, "emitWarning").mockImplementation(() => {});
    expect(loaded(folder, { dtype: "auto" }, ({ dtype }) => dtype)).toBe("bfloat16");
    expect(warned.mock.calls).toEqual([
      [
        expect.stringMatching(
          /whole: the weights take [\d.]+ [kM]B, and 1\.0 kB of memory are free: .*slow; make room$/,
        ),
        { type: "Memory" },
      ],
    ]);
    free.mockReturnValue(1e12);
    loaded(folder, { dtype: "auto" }, () => expect(warned).toHaveBeenCalledOnce());
    warned.mockRestore();
    free.mockRestore();
  });

  /** The error of a folder; nothing of it stays in memory. */
  function errorOf(from: string): ModelFileError {
    const live = liveTensors();
    try {
      loadPretrained(from).network.dispose();
    } catch (error) {
      expect(error).toBeInstanceOf(ModelFileError);
      expect(liveTensors()).toBe(live);
      return error as ModelFileError;
    }
    throw new Error("loaded");
  }

  it.each<[string, () => string, string, RegExp]>([
    [
      "without the text tower's tokenizer",
      () => {
        const copy = copyOf(folder);
        rmSync(join(copy, "text-tokenizer.json"));
        return copy;
      },
      "text-tokenizer.json",
      /cannot be read \(ENOENT\); a model folder needs this file/,
    ],
    [
      "with a text tokenizer that is larger than its tower",
      () => {
        const copy = copyOf(folder);
        writeFileSync(
          join(copy, "text-tokenizer.json"),
          JSON.stringify(trainTokenizer(["a dog"], { vocabSize: 600 })).replace(/"<Task>":3/, '"<Task>":999'),
        );
        return copy;
      },
      "config.json",
      /text\.vocabSize: \d+ is too small for the 1000 entries of text-tokenizer\.json/,
    ],
    [
      "without weights",
      () => {
        const copy = copyOf(folder);
        rmSync(join(copy, weightsFile));
        return copy;
      },
      weightsFile,
      /cannot be read \(ENOENT\)/,
    ],
    [
      "with weights that are cut off",
      () => {
        const copy = copyOf(folder);
        truncateSync(join(copy, weightsFile), 50_000);
        return copy;
      },
      weightsFile,
      /tensors cover \d+ bytes of data, the file has \d+/,
    ],
    [
      "with tensors missing, extra and of another shape",
      () => {
        const copy = copyOf(folder);
        retold(join(copy, weightsFile), (tensors) => {
          tensors.delete("projector.linear1.bias");
          tensors.set("spare.weight", zeros([2]));
          tensors.set("projector.linear2.bias", zeros([3]));
        });
        return copy;
      },
      weightsFile,
      /missing \(1\):\s+projector\.linear1\.bias\s+unexpected \(1\):\s+spare\.weight\s+wrong shape \(1\):\s+projector\.linear2\.bias: \[3\] given, \[32\] needed/,
    ],
    [
      "whose shard is missing",
      () => {
        const copy = sharded();
        rmSync(join(copy, "b.safetensors"));
        return copy;
      },
      "b.safetensors",
      /cannot be read \(ENOENT\)/,
    ],
    [
      "whose shard is cut off",
      () => {
        const copy = sharded();
        truncateSync(join(copy, "a.safetensors"), 20_000);
        return copy;
      },
      "a.safetensors",
      /tensors cover \d+ bytes of data, the file has \d+|ends inside the header/,
    ],
    [
      "whose shard lacks a tensor",
      () => {
        const copy = sharded();
        retold(join(copy, "a.safetensors"), (tensors) => void tensors.delete("projector.linear1.bias"));
        return copy;
      },
      "a.safetensors",
      /lacks projector\.linear1\.bias, which model\.safetensors\.index\.json places there/,
    ],
    [
      "whose shard holds a tensor too many",
      () => {
        const copy = sharded();
        retold(join(copy, "b.safetensors"), (tensors) => void tensors.set("spare.weight", zeros([2])));
        return copy;
      },
      "b.safetensors",
      /holds spare\.weight, which model\.safetensors\.index\.json does not place there/,
    ],
    [
      "whose index names a file elsewhere",
      () => {
        const copy = sharded();
        writeFileSync(join(copy, "model.safetensors.index.json"), '{"weight_map": {"a": "../a.safetensors"}}');
        return copy;
      },
      "model.safetensors.index.json",
      /"\.\.\/a\.safetensors" is no file beside the index/,
    ],
    [
      "whose index is none",
      () => {
        const copy = sharded();
        writeFileSync(join(copy, "model.safetensors.index.json"), '{"weights": {}}');
        return copy;
      },
      "model.safetensors.index.json",
      /not an index of shards: .*weight_map/s,
    ],
  ])("8. %s", (_, make, file, message) => {
    const from = make();
    const error = errorOf(from);
    expect(error.path).toBe(join(from, file));
    expect(error.message.startsWith(`${join(from, file)}: `)).toBe(true);
    expect(error.message).toMatch(message);
  });

  it("9. and a device that there is not is a DeviceError", () => {
    expect(() => loadPretrained(folder, { device: "cuda:99" })).toThrow(DeviceError);
    expect(() => loadPretrained(folder, { device: "gpu" })).toThrow(/device: there is no "gpu"; .* cpu/);
  });
});
