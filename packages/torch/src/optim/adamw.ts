// AdamW (Loshchilov and Hutter 2019): Adam with decay of the weights themselves, on lists of tensors at once.
import { noGrad } from "../autograd.js";
import type { DType } from "../dtype.js";
import {
  _foreachAdd_,
  _foreachAddcdiv_,
  _foreachAddcmul_,
  _foreachDiv_,
  _foreachMul_,
  _foreachSqrt,
  zerosLike,
} from "../ops.js";
import { scope } from "../scope.js";
import { Tensor } from "../tensor.js";

/** What one group of parameters is updated with. */
export interface AdamWOptions {
  /** Learning rate, 1e-3 by default. */
  lr?: number;
  /** Decay of the averages of the gradient and of its square, [0.9, 0.999] by default. */
  betas?: readonly [number, number];
  /** Added to the denominator, 1e-8 by default. */
  eps?: number;
  /** Each step takes lr * weightDecay of a weight away, 0.01 by default. */
  weightDecay?: number;
}

/** A group of parameters with its own settings; `lr` and the others may be changed between steps. */
export interface ParamGroup extends Required<AdamWOptions> {
  readonly params: readonly Tensor[];
}

/**
 * The optimizer's state: JSON-ready numbers, and tensors `N.exp_avg`, `N.exp_avg_sq` for the N-th parameter, with
 * `N.master` where that is of half precision.
 */
export interface OptimizerState {
  readonly tensors: Map<string, Tensor>;
  /** Number of updates that each parameter has had (0: no tensors). */
  readonly steps: number[];
  readonly groups: (Required<AdamWOptions> & { size: number })[];
}

/** Averages of a parameter's gradient; float32, with a copy of the parameter, where that is of half precision. */
interface Moments {
  step: number;
  readonly exp_avg: Tensor;
  readonly exp_avg_sq: Tensor;
  /** What is updated: the parameter itself, or its float32 master. */
  readonly master: Tensor;
}

/** Their tensors by the names that a state gives them. */
const STATE = ["exp_avg", "exp_avg_sq", "master"] as const;

const HALF: readonly DType[] = ["bfloat16", "float16"];

const DEFAULTS: Required<AdamWOptions> = { lr: 1e-3, betas: [0.9, 0.999], eps: 1e-8, weightDecay: 0.01 };

/**
 * AdamW with PyTorch's formulas and defaults. A parameter without gradient is passed over and keeps its step count.
 * Parameters of half precision are updated through float32 masters (Micikevicius et al. 2018): a step of 2e-6 would be
 * rounded away beside any weight above 1e-3.
 */
export class AdamW {
  readonly paramGroups: ParamGroup[];
  readonly #moments = new Map<Tensor, Moments>();

  /**
   * @param params the parameters, or groups of them with settings that override `defaults`
   * @throws RangeError for an empty list, a parameter given twice or a setting out of range
   */
  constructor(
    params: Iterable<Tensor> | Iterable<AdamWOptions & { params: Iterable<Tensor> }>,
    defaults: AdamWOptions = {},
  ) {
    const given = [...(params as Iterable<Tensor | (AdamWOptions & { params: Iterable<Tensor> })>)];
    const groups = given.every((item) => item instanceof Tensor) ? [{ params: given }] : given;
    this.paramGroups = (groups as (AdamWOptions & { params: Iterable<Tensor> })[]).map((group) => {
      const settings = { ...DEFAULTS, ...defaults, ...group, params: [...group.params] };
      checkSettings(settings);
      return settings;
    });
    const all = this.#params();
    if (all.length === 0) throw new RangeError("AdamW: no parameters given");
    if (new Set(all).size < all.length) throw new RangeError("AdamW: a parameter is given twice");
  }

  /**
   * One update, k counted from 1 for each parameter:
   * `p *= 1 - lr wd; m = b1 m + (1 - b1) g; v = b2 v + (1 - b2) g^2;
   * p -= lr (m / (1 - b1^k)) / (sqrt(v / (1 - b2^k)) + eps)`.
   */
  step(): void {
    noGrad(() =>
      scope(() => {
        for (const group of this.paramGroups) this.#stepGroup(group);
      }),
    );
  }

  #stepGroup(group: ParamGroup): void {
    const byStep = new Map<number, Batch>(); // parameters that missed steps have another bias correction
    for (const param of group.params) {
      const { grad } = param;
      if (!grad) continue;
      const moments = this.#momentsOf(param);
      const step = ++moments.step;
      if (!byStep.has(step)) byStep.set(step, { params: [], grads: [], expAvgs: [], expAvgSqs: [] });
      const batch = byStep.get(step)!;
      batch.params.push(moments.master);
      batch.grads.push(grad.to(moments.master.dtype));
      batch.expAvgs.push(moments.exp_avg);
      batch.expAvgSqs.push(moments.exp_avg_sq);
    }
    for (const [step, batch] of byStep) update(step, batch, group);
    for (const param of group.params) {
      const { master = param } = this.#moments.get(param) ?? {};
      if (master !== param && param.grad) param.copy_(master);
    }
  }

  #momentsOf(param: Tensor): Moments {
    let moments = this.#moments.get(param);
    if (!moments) {
      const master = HALF.includes(param.dtype) ? param.detach().to("float32").keep() : param;
      moments = { step: 0, exp_avg: zerosLike(master).keep(), exp_avg_sq: zerosLike(master).keep(), master };
      this.#moments.set(param, moments);
    }
    return moments;
  }

  /** Drops all gradients. */
  zeroGrad(): void {
    for (const param of this.#params()) param.grad = null;
  }

  /** Settings, step counts and averages; the tensors are the optimizer's own, not copies. */
  stateDict(): OptimizerState {
    const tensors = new Map<string, Tensor>();
    const steps = this.#params().map((param, i) => {
      const moments = this.#moments.get(param);
      if (!moments) return 0;
      for (const name of ownedBy(param)) tensors.set(`${i}.${name}`, moments[name]);
      return moments.step;
    });
    const groups = this.paramGroups.map(({ params, ...settings }) => ({ ...settings, size: params.length }));
    return { tensors, steps, groups };
  }

  /**
   * Takes over the settings, step counts and (copied) averages of a `stateDict()`.
   * @throws Error when groups, parameters or shapes differ; nothing is changed then.
   */
  loadStateDict(state: OptimizerState): void {
    const sizes = this.paramGroups.map(({ params }) => params.length);
    const given = state.groups.map(({ size }) => size);
    if (String(sizes) !== String(given)) {
      throw new Error(`the optimizer state is for groups of [${given}] parameters, this optimizer has [${sizes}]`);
    }
    const params = this.#params();
    const wrong = params.flatMap((param, i) =>
      state.steps[i] === 0 ? [] : ownedBy(param).flatMap((name) => misfit(state, `${i}.${name}`, param)),
    );
    if (wrong.length > 0) throw new Error(`the optimizer state does not fit: ${wrong.slice(0, 20).join("; ")}`);
    this.paramGroups.forEach((group, i) => {
      const { size: _, ...settings } = state.groups[i];
      Object.assign(group, settings);
    });
    this.#freeMoments();
    noGrad(() =>
      params.forEach((param, i) => {
        if (state.steps[i] === 0) return;
        const moments = this.#momentsOf(param);
        moments.step = state.steps[i];
        for (const name of ownedBy(param)) moments[name].copy_(state.tensors.get(`${i}.${name}`)!);
      }),
    );
  }

  /** Frees the averages, not the parameters. */
  dispose(): void {
    this.#freeMoments();
  }

  #freeMoments(): void {
    for (const [param, moments] of this.#moments) for (const name of ownedBy(param)) moments[name].dispose();
    this.#moments.clear();
  }

  #params(): Tensor[] {
    return this.paramGroups.flatMap(({ params }) => params);
  }
}

/** What the optimizer keeps of a parameter besides its step count. */
function ownedBy(param: Tensor): readonly (typeof STATE)[number][] {
  return HALF.includes(param.dtype) ? STATE : STATE.slice(0, 2);
}

interface Batch {
  readonly params: Tensor[];
  readonly grads: Tensor[];
  readonly expAvgs: Tensor[];
  readonly expAvgSqs: Tensor[];
}

function update(step: number, { params, grads, expAvgs, expAvgSqs }: Batch, group: ParamGroup): void {
  const { lr, eps, weightDecay } = group;
  const [beta1, beta2] = group.betas;
  if (weightDecay !== 0) _foreachMul_(params, 1 - lr * weightDecay);
  _foreachMul_(expAvgs, beta1);
  _foreachAdd_(expAvgs, grads, { alpha: 1 - beta1 });
  _foreachMul_(expAvgSqs, beta2);
  _foreachAddcmul_(expAvgSqs, grads, grads, 1 - beta2);
  const denominators = _foreachSqrt(expAvgSqs);
  _foreachDiv_(denominators, Math.sqrt(1 - beta2 ** step));
  _foreachAdd_(denominators, eps);
  _foreachAddcdiv_(params, expAvgs, denominators, -lr / (1 - beta1 ** step));
}

function misfit(state: OptimizerState, key: string, param: Tensor): string[] {
  const shape = state.tensors.get(key)?.shape;
  if (!shape) return [`${key} is missing`];
  return String(shape) === String(param.shape) ? [] : [`${key} has shape [${shape}], needed [${param.shape}]`];
}

function checkSettings({ lr, betas, eps, weightDecay }: Required<AdamWOptions>): void {
  const inRange = (value: number): boolean => value >= 0 && value < 1;
  if (!(lr >= 0)) throw new RangeError(`AdamW: lr ${lr} is not >= 0`);
  if (!betas.every(inRange)) throw new RangeError(`AdamW: betas [${betas}] are not in [0, 1)`);
  if (!(eps >= 0)) throw new RangeError(`AdamW: eps ${eps} is not >= 0`);
  if (!(weightDecay >= 0)) throw new RangeError(`AdamW: weightDecay ${weightDecay} is not >= 0`);
}
