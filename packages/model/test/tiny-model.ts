// A tiny network with random weights and a tokenizer, ready to be asked; and conversations about one dog.
import { manualSeed, noGrad } from "@refvlm/torch";
import { type Node, planOf, printAnswer, type Turn } from "@refvlm/trp";
import type { Picture } from "@refvlm/vision";
import {
  type LoadedModel,
  loadedModel,
  type ModelConfig,
  type NetworkOptions,
  RefVlmNetwork,
  TokenizerCodec,
  trainTokenizer,
} from "../src/index.js";
import { tinyConfig } from "./tiny-config.js";

const vocabSize = 330;
const words = ["where is the dog? segment the cup, now as a landmark.", "a dog and a cat left of the bus"];

interface TinyOptions extends NetworkOptions {
  /** What the config says of its units; boxes and masks by default. */
  config?: ModelConfig["decoder"]["units"];
  maxPositions?: number;
  plan?: boolean;
  /** Bridges; none by default. */
  evidence?: ModelConfig["evidence"];
}

export function tinyModel({
  units,
  config,
  maxPositions,
  plan = true,
  evidence = null,
}: TinyOptions = {}): LoadedModel {
  manualSeed(11);
  const codec = new TokenizerCodec(trainTokenizer(words, { vocabSize }));
  const { text, languageModel, decoder } = tinyConfig;
  const network = new RefVlmNetwork(
    {
      ...tinyConfig,
      plan,
      evidence,
      text: { ...text, vocabSize, eosId: codec.eosId },
      languageModel: { ...languageModel, vocabSize, maxPositions: maxPositions ?? languageModel.maxPositions },
      decoder: { ...decoder, units: config ?? decoder.units },
    },
    { units },
  );
  network.eval().requiresGrad_(false);
  // Small random weights would make all scores equal; larger ones make the model opinionated.
  noGrad(() => {
    for (const weight of network.languageModel.parameters()) if (weight.ndim === 2) weight.mul_(8);
  });
  return loadedModel({ network, codec, textCodec: codec });
}

/** A picture that is not the same everywhere. */
export function speckledPicture(width: number, height: number): Picture {
  return { width, height, data: Uint8Array.from({ length: width * height * 3 }, (_, i) => (i * 7919) % 251) };
}

/** A turn whose answer, as TRP text, has the plan of its body. */
export function turnOf(question: string, body: Node[], command?: Turn["command"]): Turn {
  return {
    user: [{ type: "text", text: question }],
    answer: printAnswer({ plan: planOf(body), body }),
    command,
  };
}
