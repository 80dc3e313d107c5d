// Writing a model folder: what is cut off never stands under its name, so that a start folder can be made anew.
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
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

/** Writes in a process whose files may have half a KiB (POSIX `ulimit -f`), as on a disk that is full then; its stderr. */
function withoutRoom(path: string): string {
  const module = new URL("../dist/pretrained/whole-file.js", import.meta.url).href;
  const script = `import { writeWhole } from ${JSON.stringify(module)}; writeWhole(${JSON.stringify(path)}, "x".repeat(9000));`;
  const limited = 'ulimit -f 1; exec "$0" --input-type=module -e "$1"';
  return spawnSync("sh", ["-c", limited, process.execPath, script], { encoding: "utf8" }).stderr;
}

describe("a model folder", () => {
  it("1. that does not fit on the disk leaves nothing there, and can be written once it does", () => {
    expect(withoutRoom(join(folder, "tokenizer.json"))).toContain("EFBIG");
    expect(readdirSync(folder)).toEqual([]);
    writeModelFolder(folder, { config, tokenizer });
    expect(readModelFolder(folder)).toMatchObject({ config, tokenizer });
  });

  it("2. keeps the file that stood there", () => {
    writeModelFolder(folder, { config, tokenizer });
    const before = readFileSync(join(folder, "config.json"), "utf8");
    expect(withoutRoom(join(folder, "config.json"))).toContain("EFBIG");
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
