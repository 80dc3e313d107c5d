// Writing a model folder: what is cut off never stands under its name, so that a start folder is made anew.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
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

/** Writes in a process that ends at the first byte beyond half a KiB of a file (POSIX `ulimit -f`). */
function cutOff(path: string): string | null {
  const module = new URL("../dist/pretrained/whole-file.js", import.meta.url).href;
  const script = `import { writeWhole } from ${JSON.stringify(module)}; writeWhole(${JSON.stringify(path)}, "x".repeat(9000));`;
  const limited = 'ulimit -f 1; exec "$0" --input-type=module -e "$1"';
  const { signal, status } = spawnSync("sh", ["-c", limited, process.execPath, script]);
  return signal ?? String(status);
}

describe("a model folder", () => {
  it("1. whose writing is cut off has nothing of it under its name", () => {
    expect(cutOff(join(folder, "tokenizer.json"))).not.toBe("0");
    expect(existsSync(join(folder, "tokenizer.json"))).toBe(false);
    writeModelFolder(folder, { config, tokenizer });
    expect(readModelFolder(folder)).toMatchObject({ config, tokenizer });
  });

  it("2. keeps the file that stood there", () => {
    writeModelFolder(folder, { config, tokenizer });
    const before = readFileSync(join(folder, "config.json"), "utf8");
    expect(cutOff(join(folder, "config.json"))).not.toBe("0");
    expect(readFileSync(join(folder, "config.json"), "utf8")).toBe(before);
  });

  it("3. has its config when it has everything else, and after a failure nothing half-written", () => {
    mkdirSync(join(folder, "tokenizer.json"));
    expect(() => writeModelFolder(folder, { config, tokenizer })).toThrow();
    expect(readdirSync(folder)).toEqual(["tokenizer.json"]);
    rmSync(join(folder, "tokenizer.json"), { recursive: true });
    mkdirSync(join(folder, "config.json"));
    writeFileSync(join(folder, "config.json", "x"), "");
    expect(() => writeModelFolder(folder, { config, tokenizer })).toThrow();
    expect(readdirSync(folder).toSorted()).toEqual(["config.json", "tokenizer.json"]);
  });
});
