// Evidence for weights that are older than it: its parts as they begin, and what they take the place of.
import { full, type Tensor } from "@refvlm/torch";
import type { ModelConfig } from "../config.js";
import { NameFit } from "../decoders/name-fit.js";
import { Evidence } from "../evidence/evidence.js";

/** Keys of weights that a network with evidence has no more: `wordsIn` does their work. */
export const REPLACED = "word_grounding.";

/** The weights that a config's evidence adds, at their closed form, by the keys of the whole network. */
export function newEvidence({ evidence, languageModel }: ModelConfig): Map<string, Tensor> {
  if (!evidence) return new Map();
  const selection = "visual_decoders.query_selection";
  return new Map([
    ...under("evidence", new Evidence(evidence, languageModel.hiddenSize).stateDict()),
    ...under(`${selection}.name_fit`, new NameFit().stateDict()),
    ...(evidence.pointer ? [[`${selection}.evidence_weight`, full([], 1)] as const] : []),
  ]);
}

function under(path: string, weights: ReadonlyMap<string, Tensor>): [string, Tensor][] {
  return [...weights].map(([key, weight]) => [`${path}.${key}`, weight]);
}
