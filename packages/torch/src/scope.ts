// Scopes: everything made inside is freed at the end, but what is returned or kept. They nest and follow awaits.
import { native } from "./loader.js";
import { asyncOwner, currentOwner, enter, handOver, type Owner, releaseAll } from "./ownership.js";
import { Tensor } from "./tensor.js";

/** Calls `visit` for every tensor in a value, looking through lists, objects, maps and sets. */
function eachTensor(value: unknown, visit: (tensor: Tensor) => void, seen = new Set<object>()): void {
  if (typeof value !== "object" || value === null) return;
  if (value instanceof Tensor) {
    visit(value);
    return;
  }
  if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer || seen.has(value)) return;
  seen.add(value);
  if (Array.isArray(value) || value instanceof Set) {
    for (const item of value) eachTensor(item, visit, seen);
  } else if (value instanceof Map) {
    for (const [key, item] of value) {
      eachTensor(key, visit, seen);
      eachTensor(item, visit, seen);
    }
  } else {
    for (const item of Object.values(value)) eachTensor(item, visit, seen);
  }
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof (value as { then?: unknown } | null)?.then === "function";
}

function close<T>(owner: Owner, outer: Owner | undefined, result: T): T {
  const kept: Tensor[] = [];
  try {
    eachTensor(result, (tensor) => kept.push(tensor)); // a getter in the result may throw: then nothing is handed over
    for (const tensor of kept) handOver(tensor, owner, outer);
  } finally {
    releaseAll(owner);
  }
  return result;
}

/**
 * Runs `body` and frees every tensor made inside, but those it returns (looked for in lists, objects, maps and sets) and
 * those `keep()` was called on. What it returns belongs to the scope around. For an async function the scope ends when
 * its promise settles. Tensors are freed as well when `body` throws.
 */
export function scope<T>(body: () => T): T {
  const owner: Owner = { tensors: [], closed: false };
  const outer = currentOwner();
  const before = enter(owner);
  let result: T;
  try {
    result = asyncOwner.run(owner, body);
  } catch (error) {
    releaseAll(owner);
    throw error;
  } finally {
    enter(before);
  }
  if (!isThenable(result)) return close(owner, outer, result);
  const settled = (result as unknown as Promise<unknown>).then(
    (value) => close(owner, outer, value),
    (error: unknown) => {
      releaseAll(owner);
      throw error;
    },
  );
  return settled as T;
}

/**
 * The same for a block of synchronous code: `using inner = new Scope();`. Tensors to survive it are kept with
 * `inner.release(tensor)`, which gives them to the scope around, or with `tensor.keep()`. Across an `await` use
 * `scope(async () => ...)` instead.
 */
export class Scope {
  readonly #owner: Owner = { tensors: [], closed: false };
  readonly #outer: Owner | undefined = currentOwner();
  readonly #before: Owner | undefined = enter(this.#owner);

  /** Gives tensors inside a value to the scope around this one, and returns the value. */
  release<T>(value: T): T {
    eachTensor(value, (tensor) => handOver(tensor, this.#owner, this.#outer));
    return value;
  }

  /** Ends the scope. Doing it twice is harmless; ending an outer scope before an inner one throws. */
  dispose(): void {
    if (this.#owner.closed) return;
    releaseAll(this.#owner);
    const top = enter(this.#before?.closed ? undefined : this.#before);
    if (top === this.#owner) return;
    enter(top);
    throw new Error(
      "scopes must end in the reverse order of their beginning; across an await use scope(async () => ...)",
    );
  }

  [Symbol.dispose](): void {
    this.dispose();
  }
}

/** How many tensors exist in this thread's engine. Constant over a well-scoped loop. */
export function liveTensors(): number {
  return native.liveTensors();
}
