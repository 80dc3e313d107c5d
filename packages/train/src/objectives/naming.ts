// What the picture's tokens and its objects are called, in the space of the text tower: which of many names it is, and for
// each name whether it fits at all.
import { type DenseProposals, nameFitLoss, namingLoss, pooledKeys, type QuerySelection } from "@refvlm/model";
import { arange, type Tensor } from "@refvlm/torch";
import type { AnnotatedObjects } from "./labelled-objects.js";

/** What names are compared with. */
export interface NamedProposals {
  proposals: DenseProposals;
  objects: AnnotatedObjects;
  /** Object of each token, -1 for none: int64 [B, T]. */
  assignment: Tensor;
  /** Unit vectors of the distinct names, [N, K]. */
  names: Tensor;
  /** Index of each object's name, int64 [O]. */
  nameOf: Tensor;
}

/** The losses that `namingLosses` gives for a network. */
export function namingTerms({ nameFit }: QuerySelection): string[] {
  return nameFit ? ["regions", "objects", "fit"] : ["regions"];
}

/**
 * - `regions`: each token on an object against all names
 * - `objects`, with `decoder.nameFit`: the same for the pooled keys of each object
 * - `fit`, with `decoder.nameFit`: every name at every token, as probability
 */
export function namingLosses(
  selection: QuerySelection,
  { proposals, objects, assignment, names, nameOf }: NamedProposals,
): Record<string, Tensor> {
  const { keys } = proposals;
  const scale = selection.scale();
  const regions = namingLoss(keys, assignment, names, nameOf, scale);
  const { nameFit } = selection;
  if (!nameFit) return { regions };
  const pooled = pooledKeys(proposals, objects.pictures, objects.boxes).unsqueeze(0); // [1, O, K]
  const itself = arange(objects.pictures.length, { dtype: "int64", device: keys.device }).unsqueeze(0); // [1, O]
  return {
    regions,
    objects: namingLoss(pooled, itself, names, nameOf, scale),
    fit: nameFitLoss(nameFit.forward(keys, names), assignment, nameOf),
  };
}
