// The digest of a model folder: whatever decides an answer changes it, and nothing else does.
import { cpSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { modelDigest } from "../src/index.js";

const place = mkdtempSync(join(tmpdir(), "refvlm-digest-"));
afterAll(() => rmSync(place, { recursive: true, force: true }));

const files = {
  "config.json": "{}",
  "tokenizer.json": "[1]",
  "text-tokenizer.json": "[2]",
  "calibration.json": "[3]",
  "model.safetensors": "weights",
};
const folder = join(place, "model");
const changed = (name: string, text: string) => {
  const copy = mkdtempSync(join(place, "copy-"));
  cpSync(folder, copy, { recursive: true });
  writeFileSync(join(copy, name), text);
  return modelDigest(copy);
};
let digest: string;
beforeAll(async () => {
  cpSync(mkdtempSync(join(place, "empty-")), folder, { recursive: true });
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  digest = await modelDigest(folder);
});

describe("the digest of a model folder", () => {
  it.each(Object.keys(files))("1. is another one where %s is", async (name) => {
    expect(await changed(name, "[4]")).not.toBe(digest);
  });

  it("2. is the same in another folder, with another card, and hexadecimal", async () => {
    expect(await changed("card.json", "{}")).toBe(digest);
    expect(digest).toMatch(/^[0-9a-f]{64}$/);
  });

  it("3. is of every shard that the index names", async () => {
    renameSync(join(folder, "model.safetensors"), join(folder, "a.safetensors"));
    writeFileSync(join(folder, "b.safetensors"), "more");
    const index = { weight_map: { x: "b.safetensors", y: "a.safetensors", z: "b.safetensors" } };
    writeFileSync(join(folder, "model.safetensors.index.json"), JSON.stringify(index));
    const sharded = await modelDigest(folder);
    for (const name of ["a.safetensors", "b.safetensors"]) expect(await changed(name, "other")).not.toBe(sharded);
    expect(await changed("c.safetensors", "unnamed")).toBe(sharded);
  });
});
