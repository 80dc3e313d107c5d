// Takes a detector's classes over into the space of a text tower, in closed form: with texts E of rank C and logits W h + b of
// the classes, keys E^T (E E^T)^-1 (W h + b) have exactly these logits as products with E.
import { linalgSolve, noGrad, scope, type Tensor } from "@refvlm/torch";
import type { Nanodet } from "./nanodet.js";

/**
 * Turns keys whose coordinates are the classes' logits, as conversion leaves them, into keys for a text tower.
 * @param names what the tower says of the classes, in their order, [C, K] with C <= K
 */
export function keysForNames(detector: Nanodet, names: Tensor): void {
  noGrad(() =>
    scope(() => {
      const texts = names.to("float64"); // [C, K]
      const [classes] = texts.shape;
      const turn = linalgSolve(texts.matmul(texts.t()), texts).t(); // [K, C]
      for (const { keys } of detector.heads) {
        const [, width] = keys.weight.shape;
        const weight = keys.weight.to("float64").slice(0, 0, classes).reshape([classes, width]);
        keys.weight.copy_(turn.matmul(weight).reshape([...keys.weight.shape]));
        keys.bias!.copy_(turn.matmul(keys.bias!.to("float64").slice(0, 0, classes)));
      }
    }),
  );
}
