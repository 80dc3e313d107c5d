// Models that cannot be loaded: each fault is named with its file, key and line, and nothing is left behind.
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { liveTensors, readSafetensors, scope, type Tensor, writeSafetensors, zeros } from "@refvlm/torch";
import { afterAll, describe, expect, it } from "vitest";
import { settledTensors } from "../../torch/test/settled-tensors.js";
import { ModelNotFoundError, RefVlm } from "../src/index.js";
import { tinyShelf } from "./tiny-model.js";

const models = tinyShelf();
const place = mkdtempSync(join(tmpdir(), "refvlm-broken-"));
afterAll(() => {
  models.remove();
  rmSync(place, { recursive: true, force: true });
});

let copies = 0;
/** A copy of the tiny model whose file is changed. */
function broken(file: string, change: (content: string) => string | Uint8Array | null): string {
  const folder = join(place, String(copies++));
  cpSync(models.folder, folder, { recursive: true });
  const path = join(folder, file);
  const content = change(readFileSync(path, "utf8"));
  if (content === null) rmSync(path);
  else writeFileSync(path, content);
  return folder;
}

/** Puts something in place of a tokenizer's fourth merge. */
function withMerge(merge: unknown): (text: string) => string {
  return (text) => {
    const tokenizer = JSON.parse(text);
    tokenizer.model.merges[3] = merge;
    return JSON.stringify(tokenizer);
  };
}

/** A copy whose tensors are changed. */
function withTensors(change: (tensors: Map<string, Tensor>) => void): string {
  const folder = join(place, String(copies++));
  cpSync(models.folder, folder, { recursive: true });
  const file = readSafetensors(join(models.folder, "model.safetensors"));
  scope(() => {
    const tensors = new Map(file.tensors());
    change(tensors);
    writeSafetensors(join(folder, "model.safetensors"), tensors);
  });
  file.close();
  return folder;
}

async function messageOf(folder: string): Promise<string> {
  const error: unknown = await RefVlm.load(folder).then(
    () => new Error("loaded"),
    (reason: unknown) => reason,
  );
  return (error as Error).message;
}

describe("names", () => {
  it("an unknown name lists the known ones", async () => {
    await expect(RefVlm.load("nanoo")).rejects.toThrow(ModelNotFoundError);
    expect(await messageOf("nanoo")).toMatch(/there is no model "nanoo"\. Known names: .*Or name a folder with/);
  });

  it("a folder without a model says what belongs there", async () => {
    mkdirSync(join(place, "empty"));
    expect(await messageOf(join(place, "empty"))).toMatch(/holds no model: it needs config\.json, tokenizer\.json/);
  });

  it("REFVLM_MODELS is looked into by name", async () => {
    process.env.REFVLM_MODELS = models.shelf;
    await using vlm = await RefVlm.load("nano");
    expect(vlm.folder).toBe(models.folder);
    delete process.env.REFVLM_MODELS;
  });
});

describe("config.json", () => {
  it.each<[string, (text: string) => string | Uint8Array, RegExp]>([
    ["cut off", (text) => text.slice(0, 400), /config\.json: not JSON: it ends in the middle; .*\(line \d+\)/],
    [
      "with a comma too many",
      (text) => text.replace('"patchSize": 8,', '"patchSize": 8,,'),
      /config\.json: not JSON: .*\(line \d+, at ,/,
    ],
    [
      "with a slip in a key",
      (text) => text.replace('"patchSize"', '"patchsize"'),
      /line \d+: vit\.patchsize: unknown key; did you mean "patchSize"\?/,
    ],
    ["in UTF-16", (text) => Buffer.from(`\uFEFF${text}`, "utf16le"), /config\.json: it is in UTF-16; save it as UTF-8/],
    ["with more layers than any network", (text) => text.replace(/"layers": \d+/, '"layers": 1e9'), /vit\.layers: /],
    ["with a wrong value", (text) => text.replace('"heads": 2', '"heads": "two"'), /line \d+: vit\.heads: /],
    [
      "with too small a vocabulary",
      (text) => text.replaceAll(/"vocabSize": \d+/g, '"vocabSize": 100'),
      /languageModel\.vocabSize: 100 is too small for the \d+ entries of tokenizer\.json/,
    ],
  ])("%s", async (_, change, message) => {
    expect(await messageOf(broken("config.json", change))).toMatch(message);
  });

  it("names the line on which the key stands", async () => {
    const text = readFileSync(join(models.folder, "config.json"), "utf8");
    const line = text.split("\n").findIndex((each) => each.includes('"ropeTheta"')) + 1;
    const folder = broken("config.json", (content) => content.replace('"ropeTheta": 10000', '"ropeTheta": true'));
    expect(await messageOf(folder)).toContain(`line ${line}: languageModel.ropeTheta: `);
  });
});

describe("files with a byte order mark", () => {
  it.each(["config.json", "tokenizer.json"])("are read: %s", async (name) => {
    await using vlm = await RefVlm.load(broken(name, (text) => `\uFEFF${text}`));
    expect(vlm.units).toEqual(["box", "mask"]);
  });
});

describe("tokenizer.json", () => {
  it.each<[string, (text: string) => string | null, RegExp]>([
    ["missing", () => null, /tokenizer\.json: cannot be read \(ENOENT\); a model folder needs this file/],
    ["not a tokenizer", () => '{"a": 1}', /tokenizer\.json: not a tokenizer\.json: model: /],
    ["with junk among its merges", withMerge("junk"), /not a tokenizer\.json: model\.merges\.3: must join two pieces/],
    ["with a merge of three", withMerge(["t", "h", "e"]), /model\.merges\.3: must join two pieces/],
    ["with a merge of numbers", withMerge([1, 2]), /model\.merges\.3: must join two pieces/],
    ["with a merge of unknown pieces", withMerge(["t", "qqqq"]), /model\.merges\.3: "qqqq" is not in the vocabulary/],
    ["with a merge to an unknown piece", withMerge(["q", "z"]), /model\.merges\.3: "qz" is not in the vocabulary/],
  ])("%s", async (_, change, message) => {
    expect(await messageOf(broken("tokenizer.json", change))).toMatch(message);
  });
});

describe("calibration.json", () => {
  const weights = { bias: 0, words: 1, quality: 1, presence: 1, minScore: 0.3 };
  const calibrated = (units: object) =>
    broken("config.json", (text) => {
      const path = join(place, String(copies - 1), "calibration.json");
      writeFileSync(path, JSON.stringify({ on: "a test", units, presence: null }, null, 2));
      return text;
    });

  it("of the network's units is read", async () => {
    await using vlm = await RefVlm.load(calibrated({ box: weights, mask: weights }));
    expect(vlm.units).toEqual(["box", "mask"]);
  });

  it("of units that the network has not is refused: it is another one's, or misspelt", async () => {
    expect(await messageOf(calibrated({ box: weights, depth: weights }))).toMatch(
      /calibration\.json: line 11: units\.depth: the network has box, mask; is it another network's\? refvlm calibrate writes this one's$/,
    );
    expect(await messageOf(calibrated({ maks: weights }))).toMatch(/units\.maks: .*; did you mean "mask"\?$/);
  });
});

describe("model.safetensors", () => {
  it("missing, or cut off, names the file", async () => {
    expect(await messageOf(broken("model.safetensors", () => null))).toMatch(
      /model\.safetensors: cannot be read \(ENOENT\); a model folder needs this file/,
    );
    const bytes = readFileSync(join(models.folder, "model.safetensors"));
    const half = broken("model.safetensors", () => bytes.subarray(0, bytes.length / 2));
    expect(await messageOf(half)).toMatch(/model\.safetensors: tensors cover \d+ bytes of data, the file has \d+/);
  });

  it("missing, extra and wrong-shaped tensors are all listed, and nothing stays in memory", async () => {
    const live = await settledTensors();
    const folder = withTensors((tensors) => {
      tensors.delete("projector.linear1.bias");
      tensors.delete("projector.linear2.weight");
      tensors.set("spare.weight", zeros([2]));
      tensors.set("projector.linear2.bias", zeros([3]));
    });
    const message = await messageOf(folder);
    expect(message).toContain(join(folder, "model.safetensors"));
    expect(message).toMatch(/missing \(2\):\s+projector\.linear1\.bias\s+projector\.linear2\.weight/);
    expect(message).toMatch(/unexpected \(1\):\s+spare\.weight/);
    expect(message).toMatch(/wrong shape \(1\):\s+projector\.linear2\.bias: \[3\] given, \[32\] needed/);
    expect(liveTensors()).toBe(live);
  });
});
