// A linear layer through the quickest product for its weights, with the adapter that a training has put beside it.
import { nn, type Tensor } from "@refvlm/torch";
import type { LoraAdapter } from "./lora.js";
import { project } from "./project.js";

/** `nn.Linear` through `project`, with the adapter that a training has put beside it. */
export class Projection extends nn.Linear {
  lora: LoraAdapter | null = null;

  override forward(x: Tensor): Tensor {
    const y = project(x, this.weight, this.bias);
    return this.lora ? y.add(this.lora.forward(x)) : y;
  }
}
