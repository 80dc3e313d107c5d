// A stack of linear layers with ReLU between them: box heads, mask embeddings, query projections (DETR's MLP).
import { nn, type Tensor } from "@refvlm/torch";

/** Options of `Mlp`. */
export interface MlpOptions {
  /** Starts the last layer at zero, so that the stack first answers `bias` whatever it is given. */
  zeroLast?: boolean;
}

/** `layers` linear maps input -> hidden -> ... -> output, ReLU between, nothing after the last. */
export class Mlp extends nn.Module {
  readonly layers: nn.ModuleList<nn.Linear>;

  constructor(input: number, hidden: number, output: number, layers: number, { zeroLast = false }: MlpOptions = {}) {
    super();
    const widths = [input, ...Array<number>(layers - 1).fill(hidden), output];
    this.layers = new nn.ModuleList(widths.slice(1).map((width, i) => new nn.Linear(widths[i], width)));
    if (zeroLast) {
      const last = [...this.layers].at(-1)!;
      nn.init.zeros_(last.weight);
      nn.init.zeros_(last.bias!);
    }
  }

  /** [..., input] -> [..., output] */
  forward(x: Tensor): Tensor {
    let first = true;
    for (const layer of this.layers) {
      x = layer.forward(first ? x : x.relu());
      first = false;
    }
    return x;
  }
}
