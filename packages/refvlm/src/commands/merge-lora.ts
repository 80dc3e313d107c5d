// `refvlm merge-lora MODEL --output FOLDER`: adds adapters to the weights that they were trained beside.
import type { Command } from "commander";
import { modelFolder } from "../model-folder.js";

export function addMergeLora(program: Command): void {
  program
    .command("merge-lora")
    .description("make a model of its own of adapters and their base")
    .argument("<model>", "a folder that a recipe with `lora` has left")
    .requiredOption("--output <folder>", "where the model goes")
    .action(mergeModel);
}

async function mergeModel(name: string, { output }: { output: string }): Promise<void> {
  const { isAdapted, loadPretrained, mergeLora, readModelFolder, savePretrained, writeWholeFolder } = await import(
    "@refvlm/model"
  );
  const { ELEMENT_BYTES, readyEngine } = await import("@refvlm/torch");
  const folder = modelFolder(name);
  await readyEngine();
  const { network, card } = loadPretrained(folder, { dtype: "auto" });
  try {
    if (!isAdapted(network.languageModel)) throw new Error(`${folder} has no adapters: there is nothing to merge`);
    const bytes = network.parameters().reduce((sum, { numel, dtype }) => sum + numel * ELEMENT_BYTES[dtype], 0);
    const { tokenizer, textTokenizer } = readModelFolder(folder);
    writeWholeFolder(output, bytes, (partial) => {
      mergeLora(network.languageModel);
      savePretrained(partial, network, tokenizer, { textTokenizer, dtype: network.dtype, card: card ?? undefined });
    });
    console.log(`the model is in ${output}`);
  } finally {
    network.dispose();
  }
}
