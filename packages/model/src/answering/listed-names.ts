// Keys of the names that a model's evidence lists, made once: weights that do not learn stay what they are.
import type { Tensor } from "@refvlm/torch";
import type { RefVlmNetwork } from "../network.js";
import type { LoadedModel } from "../pretrained/loaded-model.js";

const made = new WeakMap<RefVlmNetwork, Tensor>();

/** [C, K]; null without evidence. */
export function listedNames({ network, textCodec }: Pick<LoadedModel, "network" | "textCodec">): Tensor | null {
  if (network.textTower?.parameters().some(({ requiresGrad }) => requiresGrad)) return network.nameKeys(textCodec);
  const known = made.get(network);
  if (known) return known;
  const keys = network.nameKeys(textCodec);
  if (keys) made.set(network, keys.keep());
  return keys;
}
