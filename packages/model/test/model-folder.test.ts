// Writing a model folder: what is cut off never stands under its name, so that a start folder can be made anew.
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { TokenizerCodec, trainTokenizer } from "../src/index.js";
import { readModelFolder, writeModelFolder } from "../src/pretrained/folder.js";
import { tinyConfig } from "./tiny-config.js";

const tokenizer = trainTokenizer(["where is the dog?"], { vocabSize: 330 });
const { size, eosId } = new TokenizerCodec(tokenizer);
const config = {
  ...tinyConfig,
  text: { ...tinyConfig.text, vocabSize: size, eosId },
  languageModel: { ...tinyConfig.languageModel, vocabSize: size },
};

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "refvlm-folder-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe("a model folder", () => {
  it("1. has its config when it has everything else, and after a failure nothing half-written", () => {
    mkdirSync(join(folder, "tokenizer.json"));
    expect(() => writeModelFolder(folder, { config, tokenizer })).toThrow();
    expect(readdirSync(folder)).toEqual(["tokenizer.json"]);
    rmSync(join(folder, "tokenizer.json"), { recursive: true });
    mkdirSync(join(folder, "config.json"));
    writeFileSync(join(folder, "config.json", "x"), "");
    expect(() => writeModelFolder(folder, { config, tokenizer })).toThrow();
    expect(readdirSync(folder).toSorted()).toEqual(["config.json", "tokenizer.json"]);
  });

  it("2. can be written once it fits, and is read as it was", () => {
    writeModelFolder(folder, { config, tokenizer });
    expect(readModelFolder(folder)).toMatchObject({ config, tokenizer });
  });
});
