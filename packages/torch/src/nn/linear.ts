// Linear, Embedding and Identity.
import { embedding, linear } from "../ops.js";
import { scope } from "../scope.js";
import type { Tensor } from "../tensor.js";
import { createParameter } from "./create.js";
import { fanInUniform_, normal_ } from "./init.js";
import { Module } from "./module.js";

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
    this.weight = createParameter([outFeatures, inFeatures], fanInUniform_);
    this.bias = (options.bias ?? true) ? createParameter([outFeatures], (t) => fanInUniform_(t, inFeatures)) : null;
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
    this.weight = createParameter([count, dim], (t) => {
      normal_(t);
      if (this.paddingIdx >= 0) scope(() => t.detach().select(0, this.paddingIdx).zero_().numel);
    });
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
