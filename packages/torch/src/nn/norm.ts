// Normalisations: LayerNorm, RMSNorm, GroupNorm.
import { groupNorm, layerNorm } from "../ops.js";
import type { Tensor } from "../tensor.js";
import { createParameter } from "./create.js";
import { ones_, zeros_ } from "./init.js";
import { Module } from "./module.js";

/** (x - mean) / sqrt(var + eps) * weight + bias over the last dimension(s): [..., dim] -> [..., dim]. */
export class LayerNorm extends Module {
  readonly normalizedShape: readonly number[];
  readonly eps: number;
  weight: Tensor | null;
  bias: Tensor | null;

  constructor(dim: number | readonly number[], options: { eps?: number; affine?: boolean; bias?: boolean } = {}) {
    super();
    this.normalizedShape = typeof dim === "number" ? [dim] : dim;
    this.eps = options.eps ?? 1e-5;
    const affine = options.affine ?? true;
    this.weight = affine ? createParameter(this.normalizedShape, ones_) : null;
    this.bias = affine && (options.bias ?? true) ? createParameter(this.normalizedShape, zeros_) : null;
  }

  forward(x: Tensor): Tensor {
    return layerNorm(x, [...this.normalizedShape], this.weight, this.bias, this.eps);
  }
}

/**
 * x / sqrt(mean(x^2) + eps) * weight over the last dimension, computed in float32 as LLaMA does, whatever x's type
 * (Zhang and Sennrich 2019).
 */
export class RMSNorm extends Module {
  readonly eps: number;
  weight: Tensor;

  constructor(dim: number, options: { eps?: number } = {}) {
    super();
    this.eps = options.eps ?? 1e-6;
    this.weight = createParameter([dim], ones_);
  }

  forward(x: Tensor): Tensor {
    const isHalf = x.dtype === "bfloat16" || x.dtype === "float16";
    const wide = isHalf ? x.to("float32") : x; // [..., dim]
    const inverseRms = wide.square().mean(-1, true).add_(this.eps).rsqrt_(); // [..., 1]
    const normed = wide.mul(inverseRms);
    return (isHalf ? normed.to(x.dtype) : normed).mul(this.weight);
  }
}

/** Normalises each group of channels over its positions: [B, C, ...] -> [B, C, ...], then weight and bias by channel. */
export class GroupNorm extends Module {
  readonly groups: number;
  readonly eps: number;
  weight: Tensor;
  bias: Tensor;

  constructor(groups: number, channels: number, options: { eps?: number } = {}) {
    super();
    if (channels % groups !== 0)
      throw new RangeError(`GroupNorm: ${channels} channels do not divide into ${groups} groups`);
    this.groups = groups;
    this.eps = options.eps ?? 1e-5;
    this.weight = createParameter([channels], ones_);
    this.bias = createParameter([channels], zeros_);
  }

  forward(x: Tensor): Tensor {
    return groupNorm(x, this.groups, this.weight, this.bias, this.eps);
  }
}
