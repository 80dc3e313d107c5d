// Linear, Embedding and Identity.
import { embedding, empty, linear } from "../ops.js";
import type { Tensor } from "../tensor.js";
import { fanInUniform_, normal_ } from "./init.js";
import { Module, parameter } from "./module.js";

/** y = x W^T + b over the last dimension: [..., in] -> [..., out]. `weight` is [out, in]. */
export class Linear extends Module {
  readonly inFeatures: number;
  readonly outFeatures: number;
  weight: Tensor;
  bias: Tensor | null;

  constructor(inFeatures: number, outFeatures: number, options: { bias?: boolean } = {}) {
    super();
    this.inFeatures = inFeatures;
    this.outFeatures = outFeatures;
    this.weight = parameter(fanInUniform_(empty([outFeatures, inFeatures])));
    this.bias = (options.bias ?? true) ? parameter(fanInUniform_(empty([outFeatures]), inFeatures)) : null;
  }

  forward(x: Tensor): Tensor {
    return linear(x, this.weight, this.bias);
  }
}

/** A table of `count` vectors: ids [...] (int64) -> [..., dim]. The row `paddingIdx` starts at zero and gets no gradient. */
export class Embedding extends Module {
  readonly paddingIdx: number;
  weight: Tensor;

  constructor(count: number, dim: number, options: { paddingIdx?: number } = {}) {
    super();
    this.paddingIdx = options.paddingIdx ?? -1;
    this.weight = parameter(normal_(empty([count, dim])));
    if (this.paddingIdx >= 0) {
      const row = this.weight.detach().select(0, this.paddingIdx);
      row.zero_();
    }
  }

  forward(ids: Tensor): Tensor {
    return embedding(this.weight, ids, this.paddingIdx);
  }
}

/** Gives back its input. */
export class Identity extends Module {
  forward(x: Tensor): Tensor {
    return x;
  }
}
