// Tensors: making them, looking at them, taking their values out.
import { describe, expect, it } from "vitest";
import {
  arange,
  checkDevice,
  DeviceError,
  type DType,
  fromTypedArray,
  full,
  liveTensors,
  tensor,
  zeros,
} from "../src/index.js";

describe("tensor()", () => {
  it("takes nested lists; numbers default to float32, booleans to bool, big integers to int64", () => {
    const t = tensor([
      [1, 2, 3],
      [4, 5, 6],
    ]);
    expect(t.shape).toEqual([2, 3]);
    expect([t.dtype, tensor([true]).dtype, tensor([1n]).dtype]).toEqual(["float32", "bool", "int64"]);
    expect(t.toArray()).toEqual([
      [1, 2, 3],
      [4, 5, 6],
    ]);
    expect([t.ndim, t.numel, t.device]).toEqual([2, 6, "cpu"]);
  });

  it("takes a scalar and an empty list", () => {
    expect(tensor(3).shape).toEqual([]);
    expect(tensor(3).item()).toBe(3);
    expect(tensor([]).shape).toEqual([0]);
  });

  it("takes an explicit shape", () => {
    expect(tensor([1, 2, 3, 4], { shape: [2, 2] }).toArray()).toEqual([
      [1, 2],
      [3, 4],
    ]);
    expect(() => tensor([1, 2, 3], { shape: [2, 2] })).toThrow(/needs 4 elements/);
  });

  it("refuses a list that contains itself, at any depth", () => {
    const own: unknown[] = [];
    own[0] = own;
    const later: unknown[] = [1];
    later.push(later);
    const [outer, inner]: unknown[][] = [[], []];
    outer.push(inner);
    inner.push(outer);
    for (const list of [own, outer, [[own]]]) {
      expect(() => tensor(list as number[])).toThrow("tensor: a list contains itself");
    }
    expect(() => tensor(later as number[])).toThrow(/different depths/);
    const row = [1, 2];
    expect(tensor([row, row]).shape).toEqual([2, 2]);
  });

  it("refuses ragged lists", () => {
    expect(() => tensor([[1, 2], [3]])).toThrow(/expected a list of 2 at depth 1, got a list of 1/);
    expect(() => tensor([[1], 2])).toThrow(/got a number/);
    expect(() => tensor([1, [2]])).toThrow(/different depths/);
  });

  const kinds: DType[] = [
    "float32",
    "float64",
    "float16",
    "bfloat16",
    "int64",
    "int32",
    "int16",
    "int8",
    "uint8",
    "bool",
  ];
  it.each(kinds)("goes in and out as %s", (dtype) => {
    const t = tensor([0, 1, 1], { dtype });
    expect(t.dtype).toBe(dtype);
    expect(t.toArray()).toEqual([0, 1, 1]);
    expect(zeros([2], { dtype }).dtype).toBe(dtype);
  });

  it("refuses an unknown dtype by name", () => {
    expect(() => tensor([1], { dtype: "float" as DType })).toThrow(/unknown dtype "float"; known are/);
  });
});

describe("typed arrays", () => {
  it("in shared memory are copied by tensor() and looked at by fromTypedArray()", () => {
    const array = new Float32Array(new SharedArrayBuffer(16));
    array.set([1, 2, 3, 4]);
    const copy = tensor(array, { shape: [2, 2] });
    const view = fromTypedArray(array, [2, 2]);
    array[0] = 9;
    expect(copy.toArray()).toEqual([
      [1, 2],
      [3, 4],
    ]);
    expect(view.select(0, 0).toArray()).toEqual([9, 2]);
    view.add_(1);
    expect([...array]).toEqual([10, 3, 4, 5]);
  });

  it("of ordinary memory are copied, as JavaScript may take it away", () => {
    const array = Float32Array.of(1, 2);
    const t = fromTypedArray(array, [2]);
    array[0] = 9;
    expect(t.toArray()).toEqual([1, 2]);
  });

  it("carry bfloat16 as their bits", () => {
    expect(fromTypedArray(Uint16Array.of(0x3f80, 0xc000), [2], { dtype: "bfloat16" }).toArray()).toEqual([1, -2]);
    expect(() => fromTypedArray(Uint16Array.of(1), [1])).toThrow(/explicit dtype/);
  });

  it("are put on the device that is named; there they are copies, and nothing else is left", () => {
    const live = liveTensors();
    const array = new Float32Array(new SharedArrayBuffer(8));
    array.set([1, 2]);
    const there = fromTypedArray(array, [2, 1], { device: "meta" });
    expect([there.device, there.shape, there.dtype]).toEqual(["meta", [2, 1], "float32"]);
    const here = fromTypedArray(array, [2], { device: "cpu" });
    array[0] = 3;
    expect(here.toArray()).toEqual([3, 2]);
    expect(liveTensors()).toBe(live + 2);
    for (const each of [there, here]) each.dispose();
  });

  it("must fit the shape", () => {
    expect(() => fromTypedArray(Float32Array.of(1, 2, 3), [2, 2])).toThrow(/needs 4 elements of Float.*12 bytes/);
    expect(() => fromTypedArray(Float32Array.of(1), [-1])).toThrow(/negative size -1/);
  });

  it("come out row-major whatever the strides: int64 as BigInt64Array, bfloat16 as Float32Array", () => {
    const t = arange(6).reshape([2, 3]).t();
    expect([...(t.toTypedArray() as BigInt64Array)]).toEqual([0n, 3n, 1n, 4n, 2n, 5n]);
    const half = tensor([0.5, 1.5], { dtype: "bfloat16" }).toTypedArray();
    expect(half).toBeInstanceOf(Float32Array);
    expect([...half]).toEqual([0.5, 1.5]);
  });

  it("can be written into", () => {
    const out = new Float32Array(3);
    arange(3).copyTo(out);
    expect([...out]).toEqual([0, 1, 2]);
    expect(() => arange(4).copyTo(out)).toThrow(/needs 4 elements/);
  });

  it("bytes() looks at the tensor's own memory", () => {
    const t = zeros([2], { dtype: "int32" });
    t.bytes()[0] = 7;
    expect(t.toArray()).toEqual([7, 0]);
    const wide = zeros([2, 3]);
    expect(() => wide.t().bytes()).toThrow(/contiguous/);
  });
});

describe("Tensor", () => {
  it("item() wants exactly one element", () => {
    expect(full([1, 1], 2.5).item()).toBe(2.5);
    expect(tensor([true]).item()).toBe(1);
    expect(() => zeros([2]).item()).toThrow(/2 elements, not one/);
  });

  it("item() and toArray() give exact integers or refuse; toTypedArray() has them all", () => {
    const exact = 2n ** 53n;
    for (const value of [exact, -exact, 5n]) {
      expect([tensor([value]).item(), tensor([value]).toArray()]).toEqual([Number(value), [Number(value)]]);
    }
    for (const value of [exact + 1n, -exact - 1n, 2n ** 63n - 1n, -(2n ** 63n)]) {
      expect(() => tensor([value]).item()).toThrow(`item: ${value} is beyond 2^53`);
      expect(() => tensor([0n, value]).toArray()).toThrow(`toArray: ${value} is beyond 2^53`);
      expect(tensor([value]).toTypedArray()).toEqual(BigInt64Array.of(value));
    }
    expect(tensor([2 ** 60]).item()).toBe(2 ** 60);
  });

  it("keeps the sign of zero, and integers stay integers beside it", () => {
    expect(Object.is(zeros([1]).fill_(-0).item(), -0)).toBe(true);
    expect(Object.is(full([1], -0).item(), -0)).toBe(true);
    expect(
      Object.is(
        tensor([1])
          .maskedFill(tensor([true]), -0)
          .item(),
        -0,
      ),
    ).toBe(true);
    expect(Object.is(tensor([-1]).mul(0).item(), -0)).toBe(true);
    const whole = tensor([3], { dtype: "int64" });
    expect([whole.add(-0).dtype, whole.clone().fill_(-0).item()]).toEqual(["int64", 0]);
  });

  it("throws on every use after dispose(), which may be called twice", () => {
    const t = zeros([2]);
    t.dispose();
    t.dispose();
    expect(t.disposed).toBe(true);
    expect(() => t.shape).toThrow(/disposed/);
    expect(() => t.add(1)).toThrow("aten::add.Scalar: argument 'self' (Tensor): this tensor was disposed");
    expect(String(t)).toBe("Tensor(disposed)");
  });

  it("changes type with to(), and stays the same values when nothing changes", () => {
    const t = tensor([1.7, -2.2]);
    expect(t.to("int64").toArray()).toEqual([1, -2]);
    expect(t.to({ dtype: "float64", device: "cpu" }).dtype).toBe("float64");
    t.to("float32").zero_();
    expect(t.toArray()).toEqual([0, 0]);
    const copied = t.to({ copy: true });
    copied.fill_(1);
    expect(t.toArray()).toEqual([0, 0]);
  });

  it("forgets a cached shape when an in-place operator changes it", () => {
    const t = zeros([1, 3]);
    expect(t.shape).toEqual([1, 3]);
    expect(t.squeeze_(0)).toBe(t);
    expect(t.shape).toEqual([3]);
    expect(t.unsqueeze_(1).shape).toEqual([3, 1]);
    expect(t.transpose_(0, 1).shape).toEqual([1, 3]);
  });
});

describe("checkDevice()", () => {
  it("passes what there is and names it where something else is wanted", () => {
    expect(() => checkDevice("cpu")).not.toThrow();
    expect(() => checkDevice("meta")).not.toThrow();
    for (const device of ["", "gpu", "cuda:99", "cuda:x", "CPU"]) {
      expect(() => checkDevice(device)).toThrow(DeviceError);
      expect(() => checkDevice(device)).toThrow(
        `device: there is no "${device}"; this machine and its libtorch have cpu`,
      );
    }
  });
});
