// Two-dimensional convolution and its transpose.
import { conv2d, convTranspose2d } from "../ops.js";
import type { Tensor } from "../tensor.js";
import { createParameter } from "./create.js";
import { fanInUniform_ } from "./init.js";
import { Module } from "./module.js";

/** One number for both directions, or [vertical, horizontal]. */
export type Pair = number | readonly [number, number];

/** Options of both convolutions. */
export interface ConvOptions {
  stride?: Pair;
  padding?: Pair;
  dilation?: Pair;
  groups?: number;
  bias?: boolean;
}

const pair = (value: Pair): [number, number] => (typeof value === "number" ? [value, value] : [value[0], value[1]]);

/** [B, in, H, W] -> [B, out, H', W'], H' = floor((H + 2 padding - dilation (kernel - 1) - 1) / stride) + 1. */
export class Conv2d extends Module {
  readonly stride: [number, number];
  readonly padding: [number, number];
  readonly dilation: [number, number];
  readonly groups: number;
  weight: Tensor;
  bias: Tensor | null;

  constructor(inChannels: number, outChannels: number, kernel: Pair, options: ConvOptions = {}) {
    super();
    this.stride = pair(options.stride ?? 1);
    this.padding = pair(options.padding ?? 0);
    this.dilation = pair(options.dilation ?? 1);
    this.groups = options.groups ?? 1;
    checkGroups("Conv2d", inChannels, outChannels, this.groups);
    const shape = [outChannels, inChannels / this.groups, ...pair(kernel)];
    this.weight = createParameter(shape, fanInUniform_);
    const fanIn = shape.slice(1).reduce((product, extent) => product * extent, 1);
    this.bias = (options.bias ?? true) ? createParameter([outChannels], (t) => fanInUniform_(t, fanIn)) : null;
  }

  forward(x: Tensor): Tensor {
    return conv2d(x, this.weight, this.bias, this.stride, this.padding, this.dilation, this.groups);
  }
}

/** [B, in, H, W] -> [B, out, H', W'], H' = (H - 1) stride - 2 padding + dilation (kernel - 1) + outputPadding + 1. */
export class ConvTranspose2d extends Module {
  readonly stride: [number, number];
  readonly padding: [number, number];
  readonly outputPadding: [number, number];
  readonly dilation: [number, number];
  readonly groups: number;
  weight: Tensor;
  bias: Tensor | null;

  constructor(
    inChannels: number,
    outChannels: number,
    kernel: Pair,
    options: ConvOptions & { outputPadding?: Pair } = {},
  ) {
    super();
    this.stride = pair(options.stride ?? 1);
    this.padding = pair(options.padding ?? 0);
    this.outputPadding = pair(options.outputPadding ?? 0);
    this.dilation = pair(options.dilation ?? 1);
    this.groups = options.groups ?? 1;
    checkGroups("ConvTranspose2d", inChannels, outChannels, this.groups);
    const shape = [inChannels, outChannels / this.groups, ...pair(kernel)];
    this.weight = createParameter(shape, fanInUniform_);
    const fanIn = shape.slice(1).reduce((product, extent) => product * extent, 1);
    this.bias = (options.bias ?? true) ? createParameter([outChannels], (t) => fanInUniform_(t, fanIn)) : null;
  }

  forward(x: Tensor): Tensor {
    const { stride, padding, outputPadding, groups, dilation } = this;
    return convTranspose2d(x, this.weight, this.bias, stride, padding, outputPadding, groups, dilation);
  }
}

function checkGroups(layer: string, inChannels: number, outChannels: number, groups: number): void {
  if (inChannels % groups === 0 && outChannels % groups === 0) return;
  throw new RangeError(`${layer}: ${inChannels} -> ${outChannels} channels do not divide into ${groups} groups`);
}
