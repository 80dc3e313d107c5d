// Module: the base of every layer. Finds parameters, buffers and children by walking its own properties, and names
// them as PyTorch does.
import { noGrad } from "../autograd.js";
import { type DType, isFloating } from "../dtype.js";
import type { Tensor } from "../tensor.js";
import { type LoadOptions, type LoadReport, loadInto } from "./state-dict.js";

interface Kind {
  readonly role: "parameter" | "buffer";
  readonly persistent: boolean;
}

/** What each marked tensor is; a mark outside the tensor keeps the engine free of nn. */
const kinds = new WeakMap<Tensor, Kind>();

/** A place in a module that holds a parameter, a buffer or a child, and can be given another. */
export interface Slot {
  readonly name: string;
  readonly value: Tensor | Module;
  readonly set: (value: Tensor) => void;
}

/**
 * Marks `t` as a learned parameter: it survives scopes and requires a gradient (if it holds floats).
 * Assign the result to a property of a Module.
 */
export function parameter(t: Tensor, options: { requiresGrad?: boolean } = {}): Tensor {
  kinds.set(t, { role: "parameter", persistent: true });
  const trains = options.requiresGrad ?? isFloating(t.dtype);
  if (t.requiresGrad !== trains) t.requiresGrad = trains;
  return t.keep();
}

/** Marks `t` as state that is not learned: it survives scopes, moves with `to`, and is saved if `persistent`. */
export function buffer(t: Tensor, options: { persistent?: boolean } = {}): Tensor {
  kinds.set(t, { role: "buffer", persistent: options.persistent ?? true });
  return t.keep();
}

/** `qProj` -> `q_proj`, `layerNorm1` -> `layer_norm1`, `fc1` -> `fc1`. */
export function snakeCase(property: string): string {
  return property.replace(/(?<=.)[A-Z]/g, (letter) => `_${letter}`).toLowerCase();
}

/**
 * Base class of all layers. Subclasses assign parameters (`parameter(t)`), buffers (`buffer(t)`) and child modules to
 * own properties; `#private` fields and plain arrays are not looked into (use `ModuleList`). State-dict keys are
 * PyTorch's: the properties in snake case, joined by dots.
 */
export abstract class Module {
  /** True while training (the default): Dropout is active. Set by `train()` and `eval()`. */
  training = true;

  /** The layer's computation; every subclass defines its own signature. */
  abstract forward(...inputs: never[]): unknown;

  /** Own parameters, buffers and children in order of declaration. */
  *slots(): Iterable<Slot> {
    const owner = this as unknown as Record<string, unknown>;
    for (const property of Object.keys(owner)) {
      yield* slotAt(owner, property, snakeCase(property));
    }
  }

  /** Own children with their names. */
  *namedChildren(): Iterable<[name: string, child: Module]> {
    for (const { name, value } of this.slots()) if (value instanceof Module) yield [name, value];
  }

  /** This module (named "") and all below it, depth first. */
  *namedModules(prefix = ""): Iterable<[name: string, module: Module]> {
    yield [prefix, this];
    for (const [name, child] of this.namedChildren()) yield* child.namedModules(prefix ? `${prefix}.${name}` : name);
  }

  /** All parameters with their state-dict keys, each tensor once (a tied one under its first key). */
  namedParameters(): [name: string, parameter: Tensor][] {
    return unique(tensorSlots(this, "parameter"));
  }

  /** All buffers with their keys, each tensor once. */
  namedBuffers(): [name: string, buffer: Tensor][] {
    return unique(tensorSlots(this, "buffer"));
  }

  /** All parameters, each once. */
  parameters(): Tensor[] {
    return this.namedParameters().map(([, parameter]) => parameter);
  }

  /** Every parameter and persistent buffer by key. The tensors are the module's own, not copies. */
  stateDict(): Map<string, Tensor> {
    return new Map(stateSlots(this).map(([key, slot]) => [key, slot.value as Tensor]));
  }

  /**
   * Copies values into parameters and buffers by key, converting dtype and device to the module's.
   * With `strict` (default) an Error lists ALL missing, unexpected and wrong-shaped keys and nothing is changed.
   */
  loadStateDict(state: ReadonlyMap<string, Tensor>, options: LoadOptions = {}): LoadReport {
    return loadInto(stateSlots(this), state, options);
  }

  /** Sets `training` here and below. */
  train(mode = true): this {
    for (const [, module] of this.namedModules()) module.training = mode;
    return this;
  }

  /** Same as `train(false)`. */
  eval(): this {
    return this.train(false);
  }

  /**
   * Converts parameters and buffers of floating type to `dtype` and moves all to `device`. Converted tensors are new
   * objects (tied ones stay tied) and the old are freed, so create optimizers afterwards.
   * @param options.keepType tensors that stay of their type
   */
  to(options: { dtype?: DType; device?: string; keepType?: readonly Tensor[] }): this {
    const moved = new Map<Tensor, Tensor>();
    for (const tensor of options.keepType ?? []) moved.set(tensor, converted(tensor, { device: options.device }));
    for (const [, slot] of [...tensorSlots(this, "parameter"), ...tensorSlots(this, "buffer")]) {
      const old = slot.value as Tensor;
      if (!moved.has(old)) moved.set(old, converted(old, options));
      slot.set(moved.get(old)!);
    }
    for (const [old, made] of moved) if (old !== made) old.dispose();
    return this;
  }

  /** Switches learning of all parameters on or off. */
  requiresGrad_(requiresGrad = true): this {
    for (const parameter of this.parameters()) parameter.requiresGrad = requiresGrad;
    return this;
  }

  /** Drops all gradients. */
  zeroGrad(): void {
    for (const parameter of this.parameters()) parameter.grad = null;
  }

  /** Frees all parameters and buffers; the module is of no use afterwards. */
  dispose(): void {
    for (const [, tensor] of [...this.namedParameters(), ...this.namedBuffers()]) tensor.dispose();
  }

  /** The same as dispose, for `using`. */
  [Symbol.dispose](): void {
    this.dispose();
  }
}

/** The slot at `holder[property]`, if a module, parameter or buffer is there. */
export function* slotAt(holder: Record<string, unknown>, property: string, name: string): Iterable<Slot> {
  const value = holder[property];
  const isSlot = value instanceof Module || (typeof value === "object" && value && kinds.has(value as Tensor));
  if (!isSlot) return;
  yield {
    name,
    value: value as Tensor | Module,
    set: (tensor) => {
      if (tensor !== value) kinds.set(tensor, kinds.get(value as Tensor)!);
      holder[property] = tensor;
    },
  };
}

function* tensorSlots(root: Module, role?: Kind["role"]): Iterable<[key: string, slot: Slot]> {
  for (const [path, module] of root.namedModules()) {
    for (const slot of module.slots()) {
      if (slot.value instanceof Module || (role && kinds.get(slot.value)!.role !== role)) continue;
      yield [path ? `${path}.${slot.name}` : slot.name, slot];
    }
  }
}

function stateSlots(root: Module): [key: string, slot: Slot][] {
  return [...tensorSlots(root)].filter(([, { value }]) => kinds.get(value as Tensor)!.persistent);
}

function unique(slots: Iterable<[string, Slot]>): [string, Tensor][] {
  const seen = new Map<Tensor, string>();
  for (const [key, { value }] of slots) if (!seen.has(value as Tensor)) seen.set(value as Tensor, key);
  return [...seen].map(([tensor, key]) => [key, tensor]);
}

function converted(tensor: Tensor, { dtype, device }: { dtype?: DType; device?: string }): Tensor {
  const target = {
    dtype: dtype && isFloating(tensor.dtype) ? dtype : tensor.dtype,
    device: device ?? tensor.device,
  };
  if (target.dtype === tensor.dtype && target.device === tensor.device) return tensor;
  const made = noGrad(() => tensor.to(target)).keep();
  if (tensor.requiresGrad) made.requiresGrad = true;
  return made;
}
