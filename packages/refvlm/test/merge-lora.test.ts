// `refvlm merge-lora`: adapters and their base in, a model of its own out.
import { join } from "node:path";
import { attachLora, loadPretrained, loraConfig, mergeLora, readModelFolder, saveAdapter } from "@refvlm/model";
import { noGrad } from "@refvlm/torch";
import { Command } from "commander";
import { afterAll, describe, expect, it, vi } from "vitest";
import { addMergeLora } from "../src/commands/merge-lora.js";
import { tinyShelf } from "./tiny-model.js";

const models = tinyShelf();
afterAll(() => models.remove());
const adapted = join(models.shelf, "adapted");
const lora = loraConfig.parse({ rank: 2 });

async function merge(...args: string[]): Promise<void> {
  vi.spyOn(console, "log").mockImplementation(() => {});
  const program = new Command().exitOverride();
  addMergeLora(program);
  await program.parseAsync(["merge-lora", ...args], { from: "user" });
}

describe("refvlm merge-lora", () => {
  it("1. writes the weights that adapters and base make together", async () => {
    const { network } = loadPretrained(models.folder, { dtype: "auto" });
    attachLora(network.languageModel, lora);
    noGrad(() => {
      for (const [key, weight] of network.namedParameters()) if (key.endsWith("lora.b.weight")) weight.normal_(0, 0.3);
    });
    const { tokenizer } = readModelFolder(models.folder);
    saveAdapter(adapted, network, tokenizer, { base: models.folder, lora }, () => false);
    mergeLora(network.languageModel);
    const output = join(models.shelf, "merged");
    await merge(adapted, "--output", output);
    const merged = loadPretrained(output, { dtype: "auto" });
    for (const [key, value] of network.stateDict())
      expect([key, value.equal(merged.network.stateDict().get(key)!)]).toEqual([key, true]);
    network.dispose();
    merged.network.dispose();
  });

  it("2. says that there is nothing to merge, and where something lies already", async () => {
    await expect(merge(models.folder, "--output", join(models.shelf, "no"))).rejects.toThrow(/has no adapters/);
    await expect(merge(adapted, "--output", models.folder)).rejects.toThrow(/has something in it/);
  });
});
