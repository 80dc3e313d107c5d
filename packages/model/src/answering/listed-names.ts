// Keys of the names that a model's evidence lists, made once: weights that do not learn stay what they are.
import { noGrad, scope, type Tensor } from "@refvlm/torch";
import type { PhraseEncoder } from "../decoders/name-fit.js";
import { onceEach } from "../evidence/once-each.js";
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

/** Reads the texts of one answer, each once, and those of the listed names not at all; undefined without a text tower. */
export function answerTexts(model: Pick<LoadedModel, "network" | "textCodec">): PhraseEncoder | undefined {
  const encode = model.network.phraseEncoder(model.textCodec);
  return (
    encode &&
    noGrad(() =>
      scope(() => {
        const keys = listedNames(model);
        return onceEach(encode, keys ? { texts: model.network.evidence!.config.names, keys } : undefined);
      }),
    )
  );
}
