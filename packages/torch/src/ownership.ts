// Who frees a tensor: the innermost scope, or, outside any scope, garbage collection as a safety net.
import { AsyncLocalStorage } from "node:async_hooks";
import { native } from "./loader.js";

/** A tensor as its owner sees it. */
export interface Owned {
  /** 0 once freed. */
  handle: number;
  owner: Owner | null;
}

/** The tensors made in one scope, in order. */
export interface Owner {
  readonly tensors: Owned[];
  closed: boolean;
}

/** Follows a scope through the awaits of an async function. */
export const asyncOwner = new AsyncLocalStorage<Owner>();

// The scope of the synchronous code that runs now; cheaper to read than the storage, and right in nested calls.
let current: Owner | undefined;
let asyncScopesUsed = false;

export function currentOwner(): Owner | undefined {
  if (current !== undefined) return current;
  return asyncScopesUsed ? asyncOwner.getStore() : undefined;
}

/** Makes an owner the current one; returns the one before, to be put back. */
export function enter(owner: Owner | undefined): Owner | undefined {
  const before = current;
  current = owner;
  asyncScopesUsed = true;
  return before;
}

const safetyNet = new FinalizationRegistry<number>((handle) => native.release(handle));

/** Gives a new tensor to the current scope, or to the safety net. */
export function adopt(tensor: Owned): void {
  let owner = currentOwner();
  if (owner?.closed) owner = undefined;
  if (owner === undefined) {
    tensor.owner = null;
    catchInNet(tensor);
    return;
  }
  tensor.owner = owner;
  const { tensors } = owner;
  // A long scope whose tensors are mostly disposed by hand must not grow without end.
  if (tensors.length >= 4096 && (tensors.length & (tensors.length - 1)) === 0) compact(owner);
  tensors.push(tensor);
}

function compact(owner: Owner): void {
  let alive = 0;
  for (const tensor of owner.tensors) {
    if (tensor.handle !== 0 && tensor.owner === owner) owner.tensors[alive++] = tensor;
  }
  owner.tensors.length = alive;
}

function catchInNet(tensor: Owned): void {
  safetyNet.register(tensor, tensor.handle, tensor);
  native.report(tensor.handle);
}

/** Takes a tensor out of its scope and puts it into the safety net; with `forGood` out of the net as well. */
export function disown(tensor: Owned, forGood = false): void {
  if (forGood) {
    safetyNet.unregister(tensor);
  } else if (tensor.owner !== null && tensor.handle !== 0) {
    tensor.owner = null;
    catchInNet(tensor);
  }
}

/** Hands a tensor that leaves `from` over to the scope around it. */
export function handOver(tensor: Owned, from: Owner, to: Owner | undefined): void {
  if (tensor.owner !== from || tensor.handle === 0) return;
  if (to === undefined || to.closed) {
    tensor.owner = null;
    catchInNet(tensor);
  } else {
    tensor.owner = to;
    to.tensors.push(tensor);
  }
}

let handles = new Int32Array(1024);

/** Frees everything an owner still has. */
export function releaseAll(owner: Owner): void {
  owner.closed = true;
  let count = 0;
  if (handles.length < owner.tensors.length) handles = new Int32Array(owner.tensors.length * 2);
  for (const tensor of owner.tensors) {
    if (tensor.owner !== owner || tensor.handle === 0) continue;
    handles[count++] = tensor.handle;
    tensor.handle = 0;
  }
  owner.tensors.length = 0;
  if (count > 0) native.releaseMany(handles, count);
}
