// What a bridge is worth before anything has been learnt: weights of its figures that are the same whatever the state.
import { nn, noGrad, scope, tensor } from "@refvlm/torch";

/** Weights of figures from states [M, C] -> [M, figures]: at first `start`, of which states learn to differ. */
export function closedForm(width: number, start: readonly number[]): nn.Linear {
  const weights = new nn.Linear(width, start.length);
  nn.init.zeros_(weights.weight);
  noGrad(() => scope(() => weights.bias!.copy_(tensor([...start]))));
  return weights;
}
