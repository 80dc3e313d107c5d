// Keys of the names that a model's evidence lists, made once: weights that do not learn stay what they are.
import { noGrad, scope, type Tensor } from "@refvlm/torch";
import type { PhraseEncoder } from "../decoders/name-fit.js";
import { type KnownTexts, knownTexts, onceEach } from "../evidence/once-each.js";
import type { RefVlmNetwork } from "../network.js";
import type { LoadedModel } from "../pretrained/loaded-model.js";

type WithTexts = Pick<LoadedModel, "network" | "textCodec">;

const made = new WeakMap<RefVlmNetwork, Tensor>();
const read = new WeakMap<RefVlmNetwork, KnownTexts>();

const learns = ({ textTower }: RefVlmNetwork) =>
  textTower?.parameters().some(({ requiresGrad }) => requiresGrad) ?? false;

/** [C, K]; null without evidence. */
export function listedNames({ network, textCodec }: WithTexts): Tensor | null {
  if (learns(network)) return network.nameKeys(textCodec);
  const known = made.get(network);
  if (known) return known;
  const keys = network.nameKeys(textCodec);
  if (keys) made.set(network, keys.keep());
  return keys;
}

/** Reads texts for an answer, each once, and the listed names once for all answers; undefined without a text tower. */
export function answerTexts(model: WithTexts): PhraseEncoder | undefined {
  const { network, textCodec } = model;
  const encode = network.phraseEncoder(textCodec);
  return encode && onceEach(encode, learns(network) ? undefined : listedTexts(model));
}

function listedTexts(model: WithTexts): KnownTexts | undefined {
  const { network } = model;
  if (!read.has(network) && network.evidence)
    noGrad(() => scope(() => read.set(network, knownTexts(network.evidence!.config.names, listedNames(model)!))));
  return read.get(network);
}
