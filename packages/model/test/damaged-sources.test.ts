// What a conversion says of files that are damaged, lie of themselves, or are programs; that nothing comes of them; and of full disks.
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
import { afterAll, describe, expect, it } from "vitest";
import { ConversionError, convertPublished, ModelFileError, presets, writeWholeFolder } from "../src/index.js";
import { checkOutput } from "../src/pretrained/published/output-folder.js";

const goldens = process.env.REFVLM_GOLDEN ?? join(import.meta.dirname, "golden");
const hostile = process.env.REFVLM_GOLDEN ?? join(import.meta.dirname, "../../torch/test/golden");
const place = mkdtempSync(join(tmpdir(), "refvlm-damaged-"));
afterAll(() => rmSync(place, { recursive: true, force: true }));

const whole = readFileSync(join(goldens, "llama-mha", "weights.safetensors"));
/** A file of one tensor of 64 bytes, as its header says it is. */
function claiming(entry: object, length?: bigint): Buffer {
  const header = Buffer.from(JSON.stringify({ "model.embed_tokens.weight": entry }));
  const start = Buffer.alloc(8);
  start.writeBigUInt64LE(length ?? BigInt(header.length));
  return Buffer.concat([start, header, Buffer.alloc(64)]);
}
const floats = (shape: number[], end = 64) => ({ dtype: "F32", shape, data_offsets: [0, end] });

describe("a source is refused, by its name and before any work,", () => {
  it.each<[string, string, Buffer | string, string]>([
    [
      "cut off in its tensors",
      "a.safetensors",
      whole.subarray(0, 200_000),
      "the file has 196960: it is cut off, fetch it again",
    ],
    ["cut off in its header", "a.safetensors", whole.subarray(0, 100), "file has 100): it is cut off, fetch it again"],
    ["empty", "a.safetensors", "", "the file has 0 bytes, less than the 8 of the length field"],
    [
      "a header longer than any",
      "a.safetensors",
      claiming(floats([16]), 2n ** 62n),
      "header of 4611686018427387904 bytes",
    ],
    [
      "fewer bytes than its shape",
      "a.safetensors",
      claiming(floats([17])),
      "F32 of shape [17] needs 68 bytes, it has 64",
    ],
    [
      "a shape without end",
      "a.safetensors",
      claiming(floats([2 ** 31, 2 ** 31, 2 ** 31])),
      "product of its shape overflows",
    ],
    [
      "more bytes than the file",
      "a.safetensors",
      claiming(floats([32], 128)),
      "tensors cover 128 bytes of data, the file has 64",
    ],
    ["a pointer of Git LFS", "a.safetensors", "version https://git-lfs.github.com/spec/v1\n", "`git lfs pull`"],
    ["a server's page", "a.bin", "<!DOCTYPE html><p>Sign in", 'it is text and begins with "<!DOCTYP"'],
    ["an empty checkpoint", "a.bin", "", "it is empty"],
  ])("1. where it is %s", (_, name, content, message) => {
    const path = join(place, name);
    writeFileSync(path, content);
    expectRefused(path, message);
  });

  it.each([
    ["hostile_print.pth", "it imports __builtin__.print. Only plain data is read; nothing was run."],
    ["hostile_getattr.pth", "it imports __builtin__.getattr."],
    ["hostile_nested.pth", "it imports __builtin__.len."],
    ["hostile_stack_global.pth", "it imports builtins.print."],
    ["hostile_unknown_global.pth", "it imports my_package.models.MyNet."],
    ["truncated_zip.pth", "it is cut off or damaged"],
    ["truncated_pickle.pth", "the file ends in the middle"],
    ["missing_storage.pth", "refers to storage 9, which is not there"],
    ["view_out_of_bounds.pth", "reaches element 9 of storage 0, which has 4"],
  ])("2. where its pickle is %s, alone or as the weights of a folder", (file, message) => {
    expectRefused(join(hostile, "torch-pth-files", file), message);
    const folder = mkdtempSync(join(place, "folder-"));
    copyFileSync(join(hostile, "torch-pth-files", file), join(folder, "pytorch_model.bin"));
    expectRefused(join(folder, "pytorch_model.bin"), message, folder);
  });

  function expectRefused(path: string, message: string, source = path): void {
    const output = join(place, "never");
    const convert = () => convertPublished({ source, base: presets.nano, output });
    expect(convert).toThrow(ModelFileError);
    expect(convert).toThrow(`${path}: `);
    expect(convert).toThrow(message);
    expect(readdirSync(place).filter((name) => name.startsWith("never"))).toEqual([]);
  }
});

describe("a folder that is written as a whole", () => {
  const target = join(place, "new", "folder");

  it("1. is not begun on a disk without room: what is needed, where, and what there is", () => {
    expect(() => checkOutput(target, 1e18)).toThrow(ConversionError);
    const wanted = `${target} needs 1000000000.00 GB; the disk of ${place} has `;
    expect(() => writeWholeFolder(target, 1e18, () => expect.unreachable())).toThrow(wanted);
    expect(() => checkOutput(target, 1e18)).toThrow(
      / has [\d.]+ [kMG]B left: make room, or name a folder on another disk$/,
    );
    expect(existsSync(join(place, "new"))).toBe(false);
  });

  it.each([
    [
      "ENOSPC",
      /cannot be written \(ENOSPC\): it needs 1\.5 MB; the disk of .* has [\d.]+ [kMG]B left; nothing is left of it$/,
    ],
    ["EIO", /cannot be written \(EIO\); nothing is left of it$/],
  ])("2. leaves nothing, under no name, where the system says %s meanwhile", (code, message) => {
    const fill = (partial: string) => {
      writeFileSync(join(partial, "model.safetensors"), "half");
      throw Object.assign(new Error("the system's"), { code });
    };
    expect(() => writeWholeFolder(target, 1.5e6, fill)).toThrow(message);
    expect(readdirSync(join(place, "new"))).toEqual([]);
  });

  it("3. takes an empty folder's place, and that of none with something in it", () => {
    mkdirSync(target);
    writeWholeFolder(target, 1, (partial) => writeFileSync(join(partial, "a"), "1"));
    expect(readdirSync(target)).toEqual(["a"]);
    expect(() => writeWholeFolder(target, 1, () => expect.unreachable())).toThrow(
      /has something in it: name another folder/,
    );
    expect(readFileSync(join(target, "a"), "utf8")).toBe("1");
  });
});
