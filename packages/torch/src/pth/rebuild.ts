// The allow-list: what the pickles of checkpoints may import, and what that means here. Nothing else is known, nothing runs.
import type { DType } from "../dtype.js";
import { ELEMENT_BYTES } from "../dtype.js";
import { isDictionary, PickleError, type PickleHost, PickleObject, type PickleValue } from "../pickle/index.js";

/** Memory that tensors look at, by the name under which the file keeps it. */
export class Storage extends PickleObject {
  constructor(
    readonly key: string,
    readonly dtype: DType,
    /** Number of elements. */
    readonly length: number,
  ) {
    super();
  }

  get bytes(): number {
    return this.length * ELEMENT_BYTES[this.dtype];
  }
}

/** A tensor as a checkpoint describes it: a view of a storage. */
export class StoredTensor extends PickleObject {
  constructor(
    readonly storage: Storage,
    /** First element in the storage. */
    readonly offset: number,
    readonly shape: readonly number[],
    /** Of each dimension, in elements. */
    readonly strides: readonly number[],
    readonly requiresGrad: boolean,
  ) {
    super();
  }

  get dtype(): DType {
    return this.storage.dtype;
  }
}

/** Stands for an element type in the ids of storages. */
class StorageType extends PickleObject {
  constructor(readonly dtype: DType) {
    super();
  }
}

/** Stands for a function of torch. */
class Rebuild extends PickleObject {
  constructor(override readonly call: (args: readonly PickleValue[]) => PickleValue) {
    super();
  }
}

const storageTypes: Readonly<Record<string, DType>> = {
  Float: "float32",
  Half: "float16",
  BFloat16: "bfloat16",
  Double: "float64",
  Byte: "uint8",
  Char: "int8",
  Short: "int16",
  Int: "int32",
  Long: "int64",
  Bool: "bool",
};

const known = new Map<string, PickleObject>([
  ["torch._utils._rebuild_tensor", new Rebuild((args) => rebuiltTensor(args.slice(0, 4)))],
  ["torch._utils._rebuild_tensor_v2", new Rebuild(rebuiltTensor)],
  ["torch._utils._rebuild_parameter", new Rebuild(rebuiltParameter)],
  ["torch.Size", new Rebuild(([sizes]) => extents(sizes, "torch.Size"))],
  ["collections.OrderedDict", new Rebuild(orderedDictionary)],
  ...Object.entries(storageTypes).map(([name, dtype]) => [`torch.${name}Storage`, new StorageType(dtype)] as const),
]);

/** What `torch.load(weights_only=True)` allows too, so far as it makes tensors. */
export const checkpointHost: PickleHost = { imported: (name) => known.get(name), outside: storageOf };

/** `("storage", type, key, device, elements)`; old files say in a sixth place that it is a view, and of what. */
function storageOf(id: PickleValue): Storage {
  const [kind, type, key, , length, view] = Array.isArray(id) ? id : [];
  if (kind !== "storage" || !(type instanceof StorageType) || typeof key !== "string" || !isCount(length))
    throw new PickleError("it refers to an outside object that is no storage of a known type");
  if (view !== undefined && view !== null) throw new PickleError(`its storage ${key} is a view of another`);
  return new Storage(key, type.dtype, length);
}

function rebuiltTensor([storage, offset, shape, strides, requiresGrad]: readonly PickleValue[]): StoredTensor {
  if (!(storage instanceof Storage) || !isCount(offset)) throw new PickleError("a tensor has no storage");
  const tensor = new StoredTensor(
    storage,
    offset,
    extents(shape, "the shape of a tensor"),
    extents(strides, "the strides of a tensor"),
    requiresGrad === true,
  );
  if (tensor.shape.length !== tensor.strides.length) throw new PickleError("a tensor has more strides than dimensions");
  if (tensor.offset + span(tensor) > storage.length)
    throw new PickleError(
      `a tensor of shape [${tensor.shape}] reaches element ${tensor.offset + span(tensor)} of storage ${storage.key}, which has ${storage.length}`,
    );
  return tensor;
}

/** Elements from a tensor's first to its last, 0 for one without any. */
export function span({ shape, strides }: Pick<StoredTensor, "shape" | "strides">): number {
  if (shape.includes(0)) return 0;
  return shape.reduce((sum, extent, i) => sum + (extent - 1) * strides[i], 1);
}

function rebuiltParameter([data, requiresGrad]: readonly PickleValue[]): StoredTensor {
  if (!(data instanceof StoredTensor)) throw new PickleError("a parameter has no tensor");
  const { storage, offset, shape, strides } = data;
  return new StoredTensor(storage, offset, shape, strides, requiresGrad === true);
}

/** Empty, or from a list of pairs. */
function orderedDictionary([pairs = []]: readonly PickleValue[]): PickleValue {
  if (!Array.isArray(pairs)) throw new PickleError("an OrderedDict is made of something else than pairs");
  const dictionary: PickleValue = Object.create(null);
  for (const pair of pairs) {
    const [key, value] = Array.isArray(pair) && pair.length === 2 ? pair : [];
    if (!isDictionary(dictionary) || (typeof key !== "string" && typeof key !== "number") || value === undefined)
      throw new PickleError("an OrderedDict is made of something else than pairs of a name and a value");
    dictionary[key] = value;
  }
  return dictionary;
}

function extents(value: PickleValue | undefined, what: string): number[] {
  if (!Array.isArray(value) || !value.every(isCount)) throw new PickleError(`${what} is no list of whole numbers`);
  return value;
}

function isCount(value: PickleValue | undefined): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
}
