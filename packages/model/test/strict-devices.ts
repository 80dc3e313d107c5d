// The engine with a guard at its door, for tests on the meta device: an operator may not mix devices, and one that this
// libtorch cannot compute without memory is computed on zeros of the same shapes.
import type { Native } from "../../torch/src/loader.js";

interface Operator {
  name: string;
  /** By position, whether an argument is a tensor or a list of them. */
  tensors: boolean[];
  /** Whether all results are tensors. */
  givesTensors: boolean;
}

/** These move data between devices. */
const movers = new Set(["aten::to", "aten::copy_"]);
const MISSING = /Could not run|not implemented/;

/** Wraps the addon; what goes through any other function of it stays as it is. */
export function strictDevices(native: Native): Native {
  const operators = new Map<number, Operator>();
  const toDevice = native.operator("aten::to", "dtype_layout", "self,device");
  const numbersOf = (value: unknown): number[] =>
    typeof value === "number" ? [value] : value instanceof Int32Array ? [...value].filter((handle) => handle >= 0) : [];

  const call: Native["call"] = (id, ...args) => {
    const operator = operators.get(id)!;
    const handles = args.flatMap((value, i) => (operator.tensors[i] ? numbersOf(value) : []));
    const onMeta = handles.filter((handle) => native.device(handle) === "meta");
    if (onMeta.length === 0 || movers.has(operator.name)) return native.call(id, ...args);
    // A single number may come from anywhere: engines take it along.
    const strangers = handles.filter((handle) => !onMeta.includes(handle) && native.shape(handle).length > 0);
    if (strangers.length > 0)
      throw new Error(`${operator.name}: ${strangers.length} of ${handles.length} tensors were left on the CPU`);
    try {
      return native.call(id, ...args);
    } catch (error) {
      if (!MISSING.test((error as Error).message) || !operator.givesTensors) throw error;
      const stood = args.map((value, i) => (operator.tensors[i] ? standIn(value) : value));
      return moved(native.call(id, ...stood));
    }
  };

  const standIn = (value: unknown): unknown => {
    if (value instanceof Int32Array) return value.map((handle) => (handle < 0 ? handle : zeros(handle)));
    return typeof value === "number" ? zeros(value) : value;
  };
  const zeros = (handle: number): number => {
    const bytes = new Uint8Array(8 * native.numel(handle));
    const code = native.dtype(handle);
    const array = code === 4 ? new BigInt64Array(bytes.buffer) : code === 6 ? new Float32Array(bytes.buffer) : bytes;
    return native.fromTypedArray(array.subarray(0, native.numel(handle)), native.shape(handle), code, true);
  };
  const moved = (result: unknown): unknown => {
    if (typeof result === "number") return native.call(toDevice, result, "meta");
    return Array.isArray(result) ? result.map(moved) : result;
  };

  const operator: Native["operator"] = (name, overload, argumentNames) => {
    const id = native.operator(name, overload, argumentNames);
    const full = overload ? `${name}.${overload}(` : `${name}(`;
    const schema = native.schemas(name).find((each) => each.startsWith(full)) ?? "";
    const [given, results] = schema.slice(full.length).split(" -> ");
    const typeOf = new Map(
      given.split(", ").map((each) => [/(\w+)(=.*)?\)?$/.exec(each)?.[1], each.startsWith("Tensor")]),
    );
    const tensors = argumentNames.split(",").map((argument) => typeOf.get(argument) ?? false);
    operators.set(id, { name, tensors, givesTensors: /^\(?Tensor[^,]*(, Tensor[^,]*)*$/.test(results ?? "") });
    return id;
  };
  return { ...native, call, operator };
}
