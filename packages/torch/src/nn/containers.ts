// Containers: modules that hold modules under numbers or names, with PyTorch's keys.
import type { Tensor } from "../tensor.js";
import { Module, type Slot, slotAt } from "./module.js";

/** What a list and a sequence of modules share: items under the keys `0`, `1`, .... */
abstract class Items<M extends Module> extends Module implements Iterable<M> {
  readonly #items: M[];

  constructor(items: Iterable<M> = []) {
    super();
    this.#items = [...items];
  }

  get length(): number {
    return this.#items.length;
  }

  /** The module at `index`; negative counts from the end. */
  at(index: number): M {
    const item = this.#items.at(index);
    if (!item) throw new RangeError(`${this.constructor.name}: index ${index} of ${this.length}`);
    return item;
  }

  push(...items: M[]): this {
    this.#items.push(...items);
    return this;
  }

  map<T>(of: (item: M, index: number) => T): T[] {
    return this.#items.map(of);
  }

  entries(): Iterable<[index: number, item: M]> {
    return this.#items.entries();
  }

  [Symbol.iterator](): Iterator<M> {
    return this.#items[Symbol.iterator]();
  }

  override *slots(): Iterable<Slot> {
    for (const index of this.#items.keys()) {
      yield* slotAt(this.#items as unknown as Record<string, unknown>, String(index), String(index));
    }
  }
}

/** A list of modules, keys `0`, `1`, ...; iterable, and indexable with `at`. */
export class ModuleList<M extends Module = Module> extends Items<M> {
  /** A list computes nothing by itself. */
  forward(): never {
    throw new Error("a ModuleList has no forward: call its members");
  }
}

/** A module from one tensor to one tensor. */
export type Layer = Module & { forward(x: Tensor): Tensor };

/** Modules applied one after the other, keys `0`, `1`, .... */
export class Sequential extends Items<Layer> {
  constructor(...layers: Layer[]) {
    super(layers);
  }

  forward(x: Tensor): Tensor {
    for (const layer of this) x = layer.forward(x);
    return x;
  }
}

/** Modules under names; the names are the keys as they are (no change of case). */
export class ModuleDict<M extends Module = Module> extends Module implements Iterable<[name: string, item: M]> {
  readonly #items: Record<string, M>;

  constructor(items: Readonly<Record<string, M>> = {}) {
    super();
    this.#items = { ...items };
  }

  has(name: string): boolean {
    return Object.hasOwn(this.#items, name);
  }

  /** The module called `name`. */
  get(name: string): M {
    if (!this.has(name)) throw new RangeError(`ModuleDict: no "${name}" among ${Object.keys(this.#items).join(", ")}`);
    return this.#items[name];
  }

  set(name: string, item: M): this {
    this.#items[name] = item;
    return this;
  }

  keys(): string[] {
    return Object.keys(this.#items);
  }

  [Symbol.iterator](): Iterator<[name: string, item: M]> {
    return Object.entries(this.#items)[Symbol.iterator]();
  }

  override *slots(): Iterable<Slot> {
    for (const name of this.keys()) yield* slotAt(this.#items, name, name);
  }

  /** A dictionary computes nothing by itself. */
  forward(): never {
    throw new Error("a ModuleDict has no forward: call its members");
  }
}
