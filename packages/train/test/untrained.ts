// A model folder with weights that nobody has trained: the golden run's network, drawn from a seed.
import { fileURLToPath } from "node:url";
import { RefVlmNetwork, readModelFolder, savePretrained } from "@refvlm/model";
import { manualSeed } from "@refvlm/torch";

export function untrained(folder: string, seed: number): void {
  const { config, tokenizer } = readModelFolder(fileURLToPath(new URL("./golden/tiny-run", import.meta.url)));
  manualSeed(seed);
  const network = new RefVlmNetwork(config);
  savePretrained(folder, network, tokenizer);
  network.dispose();
}
