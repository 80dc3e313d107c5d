// Evidence for weights that are older than some of it: its parts as they begin.
import type { Tensor } from "@refvlm/torch";
import type { ModelConfig } from "../config.js";
import { AttributeFit } from "../decoders/attribute-fit.js";
import { QuerySelection } from "../decoders/query-selection.js";
import { Evidence } from "../evidence/evidence.js";

/** What query selection points by, beside the states. */
const POINTING = /^(name_fit|\w+_weight)(\.|$)/;

/**
 * The weights that a config's evidence adds, at their closed form, by the keys of the whole network.
 * @param featureChannels of the encoder's maps
 */
export function newEvidence(
  { evidence, languageModel, decoder, detector, text }: ModelConfig,
  featureChannels: readonly number[],
): Map<string, Tensor> {
  if (!evidence) return new Map();
  const { attributes } = evidence;
  const apart = attributes.length > 0 ? [...new AttributeFit(featureChannels, attributes.length).stateDict()] : [];
  const selection = new QuerySelection({
    ...decoder,
    evidence,
    hiddenSize: languageModel.hiddenSize,
    keySize: text!.projectionSize,
    detected: detector?.neck ?? null,
  });
  const pointing = [...selection.stateDict()].filter(([key]) => POINTING.test(key));
  return new Map([
    ...under("evidence", [...new Evidence(evidence, languageModel.hiddenSize).stateDict()]),
    ...under("visual_decoders.query_selection", pointing),
    ...under("visual_decoders.attribute_fit", apart),
  ]);
}

function under(path: string, weights: readonly [string, Tensor][]): [string, Tensor][] {
  return weights.map(([key, weight]) => [`${path}.${key}`, weight]);
}
