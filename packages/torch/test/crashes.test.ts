// Arguments with which libtorch itself crashes or reads beyond a tensor: the engine refuses them, and gives what is right.
import { describe, expect, it } from "vitest";
import * as torch from "../src/index.js";
import {
  asStrided,
  bincount,
  type DType,
  div,
  pixelShuffle,
  reflectionPad2d,
  searchsorted,
  tensor,
} from "../src/index.js";

const { ones, repeatInterleave } = torch;
const LEAST64 = -(2n ** 63n);
const int64 = (values: (number | bigint)[]) => tensor(values, { dtype: "int64" });
const int32 = (values: number[]) => tensor(values, { dtype: "int32" });

describe("the least integer divided by -1", () => {
  const least: [DType, torch.Tensor][] = [
    ["int64", int64([1n, LEAST64])],
    ["int32", int32([1, -(2 ** 31)])],
  ];
  const divisions: [string, (a: torch.Tensor, b: torch.Tensor | number) => unknown][] = [
    ["div trunc", (a, b) => div(a, b, { roundingMode: "trunc" })],
    ["div floor", (a, b) => a.div(b, { roundingMode: "floor" })],
    ["div_", (a, b) => a.clone().div_(b, { roundingMode: "trunc" })],
    ["floorDivide", (a, b) => a.floorDivide(b)],
    ["remainder", (a, b) => a.remainder(b)],
    ["fmod", (a, b) => a.fmod(b)],
  ];
  it.each(divisions)("is refused by %s, whether -1 is a number or a tensor", (_, divide) => {
    for (const [dtype, a] of least) {
      expect(() => divide(a, -1)).toThrow(/divided by -1 has no result in (64|32) bits/);
      expect(() => divide(a, tensor([-1], { dtype }))).toThrow(/divided by -1/);
      expect(() => divide(a, tensor([5, -1], { dtype }))).toThrow(/divided by -1/);
      expect(() => divide(a, tensor([[2], [-1]], { dtype }))).toThrow(/divided by -1/);
    }
  });

  it("is refused where types are mixed by the width that libtorch works in", () => {
    expect(() => int64([LEAST64]).floorDivide(tensor([-1], { dtype: "int8" }))).toThrow(/64 bits/);
    expect(() => int32([-(2 ** 31)]).floorDivide(tensor(-1, { dtype: "int64" }))).toThrow(/32 bits/);
    expect(
      int32([-(2 ** 31)])
        .floorDivide(int64([-1]))
        .toArray(),
    ).toEqual([2 ** 31]);
  });

  it("leaves every division that has a result as it is", () => {
    expect(
      int64([LEAST64, 7])
        .floorDivide(int64([1, -1]))
        .toTypedArray(),
    ).toEqual(BigInt64Array.of(LEAST64, -7n));
    expect(
      int64([LEAST64 + 1n])
        .floorDivide(-1)
        .toTypedArray(),
    ).toEqual(BigInt64Array.of(2n ** 63n - 1n));
    expect(int32([-7]).remainder(-1).toArray()).toEqual([0]);
    expect(int32([-7]).remainder(3).toArray()).toEqual([2]);
    expect(
      int32([-7])
        .fmod(int32([3]))
        .toArray(),
    ).toEqual([-1]);
    expect(int64([LEAST64]).div(-1).toArray()).toEqual([2 ** 63]);
    expect(tensor([-128], { dtype: "int8" }).floorDivide(-1).toArray()).toEqual([-128]);
    expect(tensor([-3.5]).remainder(-1).toArray()).toEqual([-0.5]);
    expect(() => int64([1]).floorDivide(0)).toThrow(/ZeroDivisionError/);
  });

  it("is judged by the rounding that the operator gets, read once", () => {
    let reads = 0;
    const options = {
      get roundingMode(): string {
        return reads++ === 0 ? "trunc" : "floor";
      },
    };
    expect(() => int64([LEAST64]).div(-1, options)).toThrow(/divided by -1/);
    expect(reads).toBe(1);
  });
});

describe("sizes and places that wrap around", () => {
  it("are refused: offsets, counts, repeats and factors", () => {
    const x = tensor([1, 2, 3]);
    expect(() => asStrided(x, [2], [1], (2n ** 62n) as unknown as number)).toThrow(/outside the tensor's memory/);
    expect(() => x.asStrided([1], [1], { storageOffset: 2 ** 62 })).toThrow(/outside the tensor's memory/);
    expect(() => asStrided(x, [2], [1], 2)).toThrow(/aten::as_strided/);
    expect(() => bincount(int64([1, 2n ** 63n - 1n]))).toThrow(/too large for a count/);
    expect(() => repeatInterleave(int64([2n ** 62n, 2n ** 62n, 2n ** 62n, 2n ** 62n]))).toThrow(/repeats are too many/);
    expect(() => x.repeatInterleave(int64([2n ** 63n - 1n, 2n ** 63n - 1n, 7]))).toThrow(/repeats are too many/);
    expect(() => pixelShuffle(ones([1, 4, 2, 2]), 2 ** 32)).toThrow(/factor 4294967296 is too large/);
  });

  it("take what is possible", () => {
    expect(asStrided(tensor([1, 2, 3]), [2], [1], 1).toArray()).toEqual([2, 3]);
    expect(bincount(int64([1, 1, 3])).toArray()).toEqual([0, 2, 0, 1]);
    expect(repeatInterleave(int64([2, 0, 1])).toArray()).toEqual([0, 0, 2]);
    expect(
      tensor([5, 6])
        .repeatInterleave(int64([1, 2]))
        .toArray(),
    ).toEqual([5, 6, 6]);
    expect(tensor([5, 6]).repeatInterleave(2).toArray()).toEqual([5, 5, 6, 6]);
    expect(pixelShuffle(ones([1, 4, 2, 2]), 2).shape).toEqual([1, 1, 4, 4]);
  });
});

describe("what libtorch does not look at", () => {
  it("lists of a fixed size have that size; one number stands for all", () => {
    const picture = ones([1, 1, 4, 4]);
    expect(() => reflectionPad2d(picture, [])).toThrow(/'padding' \(int\[\]\): expected 4 integers, got 0/);
    expect(() => reflectionPad2d(picture, [1, 1])).toThrow(/expected 4 integers, got 2/);
    expect(reflectionPad2d(picture, [1]).shape).toEqual([1, 1, 6, 6]);
    expect(() => torch.im2col(picture, [2, 2], [1, 1, 1], [0, 0], [1, 1])).toThrow(/expected 2 integers, got 3/);
    expect(torch.avgPool2d(picture, [2], []).shape).toEqual([1, 1, 2, 2]);
  });

  it("ctc_loss and the sorter of searchsorted, which it reads unchecked, are not offered", () => {
    expect(Object.keys(torch)).not.toContain("ctcLoss");
    const options = { sorter: int64([10 ** 9, -(10 ** 9), 10 ** 12]) } as { right?: boolean };
    expect(searchsorted(tensor([1, 2, 3]), tensor([2, 1]), options).toArray()).toEqual([1, 0]);
  });

  it("modes of grid sampling and the element type of other memory are checked", () => {
    const [picture, middle] = [ones([1, 1, 4, 4]), tensor([[[[0, 0]]]])];
    for (const modes of [
      [99, 0],
      [0, -1],
    ]) {
      expect(() => torch.gridSampler(picture, middle, modes[0], modes[1], false)).toThrow(/is no mode/);
      expect(() => torch.gridSampler2d(picture, middle, modes[0], modes[1], false)).toThrow(/is no mode/);
    }
    expect(torch.gridSampler(picture, middle, 0, 1, false).item()).toBe(1);
    const wide = int64([1, 2]);
    expect(() => wide.set_(tensor([1], { dtype: "uint8" }))).toThrow(/int64 tensor cannot take the memory of a uint8/);
    expect(wide.set_(int64([7])).toArray()).toEqual([7]);
  });

  it("numbers never pass for an element type, a layout or a reduction", () => {
    const x = tensor([1, 2]);
    expect(() => torch.zeros([2], { dtype: 9 as unknown as DType })).toThrow(/unknown dtype "9"/);
    expect(() => x.mseLoss(x, 99 as unknown as torch.Reduction)).toThrow(/"99" is none of none, mean, sum/);
    expect(() => x.contiguous({ memoryFormat: 7 as unknown as torch.MemoryFormat })).toThrow(
      /"7" is none of contiguous/,
    );
    expect(() => x.mseLoss(x, "toString" as torch.Reduction)).toThrow(/is none of/);
  });
});
