// What of a converted network no file has: fresh weights, made without making the rest.
import { manualSeed, type Tensor } from "@refvlm/torch";
import type { ModelConfig } from "../../config.js";
import { RefVlmNetwork } from "../../network.js";
import { PARTS, type PartName } from "./family.js";
import type { PlannedTensor } from "./plan.js";

/** A network's numbers with all layers of a part left out: what other parts see of it stays. */
const hollow: Readonly<Partial<Record<PartName, (config: ModelConfig) => ModelConfig>>> = {
  vit: (config) => ({ ...config, vit: config.vit && { ...config.vit, layers: 0 } }),
  convnext: (config) => ({ ...config, convnext: config.convnext && { ...config.convnext, depths: [0, 0, 0, 0] } }),
  text: (config) => ({ ...config, text: config.text && { ...config.text, layers: 0, vocabSize: 1 } }),
  "language-model": (config) => ({ ...config, languageModel: { ...config.languageModel, layers: 0, vocabSize: 1 } }),
};

/**
 * The planned tensors that no file has, from the seed; free them all with the network. Parts that files have whole are
 * left hollow, so that new parts of a network of billions take their own memory only.
 */
export function newTensors(
  config: ModelConfig,
  planned: ReadonlyMap<string, PlannedTensor>,
  seed: number,
): { tensors: Map<string, Tensor>; dispose(): void } {
  const isNew = (key: string) => !planned.get(key)?.read;
  let shape = config;
  for (const [part, emptied] of Object.entries(hollow) as [PartName, (config: ModelConfig) => ModelConfig][])
    if (![...planned.keys()].some((key) => key.startsWith(PARTS[part]) && isNew(key))) shape = emptied(shape);
  manualSeed(seed);
  const network = new RefVlmNetwork(shape);
  const tensors = new Map([...network.stateDict()].filter(([key]) => planned.has(key) && isNew(key)));
  return { tensors, dispose: () => network.dispose() };
}
