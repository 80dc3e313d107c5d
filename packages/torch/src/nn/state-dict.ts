// Loading a state dict: renames keys, checks all of them before changing anything, then copies or adopts the tensors.
import { noGrad } from "../autograd.js";
import { scope } from "../scope.js";
import type { Tensor } from "../tensor.js";

/**
 * How checkpoint keys become module keys: pairs `[pattern, replacement]`, all applied in order as
 * `String.replace` does (a string pattern replaces its first occurrence), or a function. A null drops the key.
 */
export type Rename =
  | readonly (readonly [pattern: string | RegExp, replacement: string | null])[]
  | ((key: string) => string | null);

/** Options of `loadStateDict`. */
export interface LoadOptions {
  /** Missing and unexpected keys are errors (default true); wrong shapes always are. */
  strict?: boolean;
  rename?: Rename;
  /**
   * Takes over the given tensors instead of copying their values: dtype and device become theirs, nothing is copied
   * (memory-mapped weights stay mapped). The module then owns the tensors.
   */
  assign?: boolean;
}

/** What a load without `strict` passed over: module keys without a value, and (renamed) keys without a place. */
export interface LoadReport {
  readonly missing: string[];
  readonly unexpected: string[];
}

/** A place in a module for one tensor of a state dict. */
export interface StateSlot {
  readonly value: unknown;
  readonly set: (value: Tensor) => void;
}

/** Loads `state` into `slots`; see `Module.loadStateDict`. */
export function loadInto(
  slots: [key: string, slot: StateSlot][],
  state: ReadonlyMap<string, Tensor>,
  { strict = true, rename = [], assign = false }: LoadOptions,
): LoadReport {
  const given = new Map<string, Tensor>();
  const doubled: string[] = [];
  for (const [key, tensor] of state) {
    const renamed = applyRename(key, rename);
    if (renamed === null) continue;
    if (given.has(renamed)) doubled.push(`${renamed} (from ${key})`);
    given.set(renamed, tensor);
  }
  const places = new Map(slots);
  const filled = new Set(slots.flatMap(([key, { value }]) => (given.has(key) ? [value] : [])));
  const missing = slots.filter(([, { value }]) => !filled.has(value)).map(([key]) => key); // tied ones need one value
  const unexpected = [...given.keys()].filter((key) => !places.has(key));
  const misshapen = slots.flatMap(([key, { value }]) => {
    const [wanted, got] = [(value as Tensor).shape, given.get(key)?.shape];
    return got && String(wanted) !== String(got) ? [`${key}: [${got}] given, [${wanted}] needed`] : [];
  });
  const report = [
    ...(strict ? [section("missing", missing), section("unexpected", unexpected)] : []),
    section("wrong shape", misshapen),
    section("named twice after renaming", doubled),
  ].join("");
  if (report) throw new Error(`the state dict does not fit the module:${report}`);
  noGrad(() => scope(() => place(slots, given, assign)));
  return { missing, unexpected };
}

function place(slots: [string, StateSlot][], given: ReadonlyMap<string, Tensor>, assign: boolean): void {
  const adopted = new Map<Tensor, Tensor>(); // a tied tensor is replaced everywhere by the one given first
  for (const [key, slot] of slots) {
    const tensor = given.get(key);
    const current = slot.value as Tensor;
    if (assign && (adopted.has(current) || (tensor && tensor !== current))) {
      if (!adopted.has(current)) adopted.set(current, tensor!.keep());
      const successor = adopted.get(current)!;
      successor.requiresGrad = current.requiresGrad;
      slot.set(successor);
    } else if (tensor && tensor !== current) {
      current.copy_(tensor);
    }
  }
  for (const old of adopted.keys()) old.dispose();
}

function applyRename(key: string, rename: Rename): string | null {
  if (typeof rename === "function") return rename(key);
  for (const [pattern, replacement] of rename) {
    if (replacement !== null) key = key.replace(pattern, replacement);
    else if (typeof pattern === "string" ? key.includes(pattern) : pattern.test(key)) return null;
  }
  return key;
}

function section(title: string, lines: string[]): string {
  if (lines.length === 0) return "";
  return `\n  ${title} (${lines.length}):${["", ...lines].join("\n    ")}`;
}
