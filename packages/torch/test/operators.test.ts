// The generic door: every kind of argument and result, overloads, options, and what errors say.
import { describe, expect, it } from "vitest";
import {
  _foreachAdd,
  _foreachAdd_,
  _foreachAddcdiv_,
  _foreachNorm,
  add,
  arange,
  broadcastTensors,
  cat,
  conv2d,
  crossEntropyLoss,
  einsum,
  empty,
  full,
  Generator,
  histc,
  layerNorm,
  linalgVectorNorm,
  linspace,
  meshgrid,
  ones,
  pow,
  rand,
  randint,
  randn,
  stack,
  type Tensor,
  tensor,
  tril,
  upsampleNearest2d,
  where,
  zeros,
} from "../src/index.js";

const square = () =>
  tensor([
    [1, 2],
    [3, 4],
  ]);

describe("argument kinds", () => {
  it("Tensor and Scalar are unions", () => {
    expect(square().add(1).toArray()).toEqual([
      [2, 3],
      [4, 5],
    ]);
    expect(add(square(), square(), { alpha: 2 }).select(0, 0).toArray()).toEqual([3, 6]);
    expect(square().add(1, { alpha: 10 }).select(0, 0).toArray()).toEqual([11, 12]);
    expect(pow(2, tensor([1, 3])).toArray()).toEqual([2, 8]);
    expect(tensor([7]).div(2, { roundingMode: "floor" }).item()).toBe(3);
  });

  it("a number that is an integer stays one", () => {
    const t = tensor([1, 2], { dtype: "int64" });
    expect(t.mul(2).dtype).toBe("int64");
    expect(t.mul(0.5).dtype).toBe("float32");
    expect(t.add(2n ** 40n).toTypedArray()[0]).toBe(2n ** 40n + 1n);
  });

  it("int lists are lists, typed arrays, or one number", () => {
    expect(square().sum(0).toArray()).toEqual([4, 6]);
    expect(square().sum([0, 1]).item()).toBe(10);
    expect(square().sum(null, true).shape).toEqual([1, 1]);
    expect(zeros(Int32Array.of(2, 3)).shape).toEqual([2, 3]);
    expect(zeros(4).shape).toEqual([4]);
  });

  it("a single number fills a fixed-size list", () => {
    const image = ones([1, 1, 4, 4]);
    const kernel = ones([1, 1, 3, 3]);
    expect(conv2d(image, kernel, null, 1, 1).shape).toEqual([1, 1, 4, 4]);
    expect(conv2d(image, kernel, { padding: [1, 0] }).shape).toEqual([1, 1, 4, 2]);
    expect(conv2d(image, kernel, null, { padding: [1, 0] }).shape).toEqual([1, 1, 4, 2]);
    const normed = (eps: number) => layerNorm(square(), [2], null, null, { eps }).toArray();
    expect(normed(1)).not.toEqual(normed(1e-5));
    expect(upsampleNearest2d(image, 8).shape).toEqual([1, 1, 8, 8]);
  });

  it("float lists, bools, strings", () => {
    expect(upsampleNearest2d(ones([1, 1, 2, 2]), [4, 4], 2, 2).shape).toEqual([1, 1, 4, 4]);
    expect(tensor([3, 1, 2]).sort(0, true)[0].toArray()).toEqual([3, 2, 1]);
    expect(tensor([0.5]).gelu({ approximate: "tanh" }).item()).toBeCloseTo(0.3457, 4);
    expect(einsum("ij,kj->ik", [square(), square()]).toArray()).toEqual([
      [5, 11],
      [11, 25],
    ]);
  });

  it("tensor lists, with null where an index is left out", () => {
    expect(cat([square(), square()], 1).shape).toEqual([2, 4]);
    expect(stack([square(), square()]).shape).toEqual([2, 2, 2]);
    const columns = tensor([1], { dtype: "int64" });
    expect(square().index([null, columns]).toArray()).toEqual([[2], [4]]);
    expect(square().indexPut([null, columns], tensor(0)).toArray()).toEqual([
      [1, 0],
      [3, 0],
    ]);
  });

  it("optional tensors may be null or left out", () => {
    const x = tensor([[1, 2, 3]]);
    expect(layerNorm(x, [3], null, null, 1e-5).shape).toEqual([1, 3]);
    expect(layerNorm(x, 3, ones([3])).shape).toEqual([1, 3]);
  });

  it("dtype, device, memory format, generator", () => {
    expect(ones([2], { dtype: "bfloat16", device: "cpu" }).dtype).toBe("bfloat16");
    expect(square().sum({ dtype: "float64" }).dtype).toBe("float64");
    const image = zeros([1, 2, 3, 3]).contiguous({ memoryFormat: "channelsLast" });
    expect(image.strides).toEqual([18, 1, 6, 2]);
    const one = randn([4], { generator: new Generator(7) });
    const two = randn([4], { generator: new Generator(7) });
    expect(one.equal(two)).toBe(true);
    expect(randint(3, [5], { generator: new Generator(1) }).dtype).toBe("int64");
    expect(randint(10, 11, [2]).toArray()).toEqual([10, 10]);
  });

  it("reductions of losses are words", () => {
    const target = tensor([1, 0], { dtype: "int64" });
    expect(crossEntropyLoss(square(), target, { reduction: "none" }).shape).toEqual([2]);
    const sum = crossEntropyLoss(square(), target, null, "sum").item();
    expect(crossEntropyLoss(square(), target).item()).toBeCloseTo(sum / 2, 6);
  });

  it("lists of scalars and many tensors at once", () => {
    const list = [ones([2]), ones([3])];
    expect(_foreachAdd(list, 1).map((t) => t.toArray())).toEqual([
      [2, 2],
      [2, 2, 2],
    ]);
    _foreachAdd_(list, [1, 2]);
    expect(list[1].toArray()).toEqual([3, 3, 3]);
    _foreachAdd_(list, list, { alpha: 2 });
    expect(list[0].toArray()).toEqual([6, 6]);
    _foreachAddcdiv_(list, list, list, -1);
    expect(list[0].toArray()).toEqual([5, 5]);
    expect(_foreachNorm([tensor([3, 4])])[0].item()).toBe(5);
  });
});

describe("results and overloads", () => {
  it("several results come as a tuple, lists as a list, plain values as they are", () => {
    const [values, indices] = square().max(1);
    expect([values.toArray(), indices.toArray()]).toEqual([
      [2, 4],
      [1, 1],
    ]);
    expect(square().max().item()).toBe(4);
    expect(square().max(tensor(3)).toArray()).toEqual([
      [3, 3],
      [3, 4],
    ]);
    expect(
      square()
        .split(1)
        .map((t) => t.shape),
    ).toEqual([
      [1, 2],
      [1, 2],
    ]);
    expect(square().equal(square())).toBe(true);
    expect(broadcastTensors([ones([2, 1]), ones([3])]).map((t) => t.shape)).toEqual([
      [2, 3],
      [2, 3],
    ]);
    expect(meshgrid([arange(2), arange(3)], { indexing: "ij" })).toHaveLength(2);
  });

  it("in-place operators return the same tensor", () => {
    const t = square();
    expect(t.mul_(2)).toBe(t);
    expect(t.sum().item()).toBe(20);
  });

  it("optional positions may be given by name in the options", () => {
    expect(square().sum(0, { keepdim: true }).shape).toEqual([1, 2]);
    expect(square().softmax(0, { dtype: "float64" }).dtype).toBe("float64");
    expect(square().std({ dim: 0, correction: 0 }).toArray()).toEqual([1, 1]);
    expect(square().std().item()).toBeCloseTo(1.29099, 5);
    expect(linalgVectorNorm(tensor([3, 4])).item()).toBe(5);
  });

  it("creation follows Python's forms", () => {
    expect(arange(3).dtype).toBe("int64");
    expect(arange(1, 2, 0.5).toArray()).toEqual([1, 1.5]);
    expect(linspace(0, 1, 3).toArray()).toEqual([0, 0.5, 1]);
    expect([full([1], 1).dtype, full([1], true).dtype]).toEqual(["float32", "bool"]);
    expect(rand([2], { requiresGrad: true }).requiresGrad).toBe(true);
    expect(empty([2, 0]).numel).toBe(0);
    expect(
      tril(ones([2, 2]))
        .sum()
        .item(),
    ).toBe(3);
    expect(histc(tensor([1, 2, 2]), 2, 1, 2).toArray()).toEqual([1, 2]);
  });

  it("clamp, where and slice take what Python takes", () => {
    expect(square().clamp(2, 3).toArray()).toEqual([
      [2, 2],
      [3, 3],
    ]);
    expect(square().clamp({ max: 2 }).sum().item()).toBe(7);
    expect(square().clamp(tensor(2)).sum().item()).toBe(11);
    expect(where(square().gt(2), square(), 0).sum().item()).toBe(7);
    expect(square().where(square().gt(2), -1).sum().item()).toBe(5);
    expect(arange(10).slice(0, 2, 8, 3).toArray()).toEqual([2, 5]);
    expect(arange(10).slice(0, -2).toArray()).toEqual([8, 9]);
  });
});

describe("errors", () => {
  const message = (action: () => unknown) => {
    try {
      action();
    } catch (error) {
      expect(error).toBeInstanceOf(Error);
      return (error as Error).message;
    }
    return "nothing was thrown";
  };

  it("keep libtorch's words after the operator's name", () => {
    expect(message(() => square().matmul(ones([3, 3])))).toBe(
      "aten::matmul: mat1 and mat2 shapes cannot be multiplied (2x2 and 3x3)",
    );
    expect(message(() => square().sum(5))).toMatch(/^aten::sum.dim_IntList: Dimension out of range/);
    expect(message(() => zeros([2], { device: "nowhere" }))).toMatch(/^aten::zeros: .*nowhere/s);
  });

  it("name the argument, what it wants and what it got", () => {
    expect(message(() => square().sum(1.5))).toBe(
      "aten::sum.dim_IntList: argument 'dim' (int[]?): expected an integer or a list of integers, got 1.5",
    );
    expect(message(() => square().matmul(5 as unknown as Tensor))).toMatch(/'other' \(Tensor\): expected a tensor/);
    expect(message(() => square().matmul(undefined as unknown as Tensor))).toMatch(/'other' \(Tensor\) is missing/);
    expect(message(() => square().softmax("a" as unknown as number))).toMatch(
      /'dim' \(int\): expected an integer, got/,
    );
    expect(message(() => square().sum(0, 1 as unknown as boolean))).toMatch(/'keepdim' \(bool\): expected a boolean/);
    expect(message(() => square().gelu({ approximate: 3 as unknown as string }))).toMatch(/expected a string, got 3/);
    expect(message(() => square().reshape(["x"] as unknown as number[]))).toMatch(
      /'shape' \(int\[\]\): expected a list/,
    );
    expect(message(() => cat("ab" as unknown as Tensor[]))).toMatch(
      /'tensors' \(Tensor\[\]\): expected a list of tensors/,
    );
  });

  it("leave the engine usable", () => {
    expect(() => square().matmul(ones([5]))).toThrow();
    expect(square().matmul(square()).shape).toEqual([2, 2]);
  });
});
