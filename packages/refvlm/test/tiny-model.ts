// A tiny network with random weights in a folder: enough for every behaviour that needs no skill.
import { mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type ModelConfig, presets, RefVlmNetwork, savePretrained, trainTokenizer } from "@refvlm/model";
import { manualSeed } from "@refvlm/torch";
import { blankPicture } from "@refvlm/vision";
import type { AnswerTooShortError, RefVlm } from "../src/index.js";
import { DEFAULT_MODEL } from "../src/model-folder.js";

const words = ["where is the dog? detect all objects. segment the cup.", "a dog and a cat left of the bus"];

/** Every part of nano at a fraction of its size. */
function tinyConfig(vocabSize: number): ModelConfig {
  const { nano } = presets;
  const small = { hiddenSize: 32, intermediateSize: 64 };
  return {
    ...nano,
    vit: { ...nano.vit!, ...small, imageSize: 32, patchSize: 8, layers: 2, heads: 2, projectionSize: 16 },
    convnext: {
      ...nano.convnext!,
      imageSize: 32,
      depths: [1, 1, 1, 1],
      dims: [16, 16, 24, 32],
      projectionSize: 16,
    },
    text: { ...nano.text!, ...small, vocabSize, layers: 1, heads: 2, projectionSize: 16 },
    languageModel: { ...nano.languageModel, ...small, vocabSize, layers: 2, heads: 2, keyValueHeads: 2 },
    decoder: {
      ...nano.decoder,
      width: 32,
      layers: 2,
      heads: 2,
      feedForwardSize: 64,
      normGroups: 4,
      units: { box: {}, mask: { maskSize: 16, boxPath: true } },
    },
  };
}

/** A temporary folder of models that holds one named "nano", which is asked where none is named, too; `remove` deletes it. */
export function tinyShelf(): { shelf: string; folder: string; remove(): void } {
  const shelf = mkdtempSync(join(tmpdir(), "refvlm-models-"));
  const folder = join(shelf, "nano");
  const vocabSize = 330;
  manualSeed(7);
  const network = new RefVlmNetwork(tinyConfig(vocabSize));
  savePretrained(folder, network, trainTokenizer(words, { vocabSize }));
  network.dispose();
  symlinkSync("nano", join(shelf, DEFAULT_MODEL));
  return { shelf, folder, remove: () => rmSync(shelf, { recursive: true, force: true }) };
}

/** Tokens of the shortest answer that a network gives. */
export async function shortestAnswer(vlm: RefVlm): Promise<number> {
  const error = await vlm.ask(blankPicture(8, 8, [0, 0, 0]), "?", { maxTokens: 1 }).catch((error) => error);
  return (error as AnswerTooShortError).shortest;
}
