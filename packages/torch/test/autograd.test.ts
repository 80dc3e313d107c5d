// Gradients against numbers known by hand.
import { describe, expect, it } from "vitest";
import { enableGrad, grad, inferenceMode, isGradEnabled, noGrad, ones, tensor } from "../src/index.js";

describe("backward()", () => {
  it("accumulates into leaves", () => {
    const x = tensor([1, 2, 3], { requiresGrad: true });
    x.mul(x).sum().backward();
    expect(x.grad?.toArray()).toEqual([2, 4, 6]);
    x.mul(3).sum().backward();
    expect(x.grad?.toArray()).toEqual([5, 7, 9]);
    x.grad = null;
    expect(x.grad).toBeNull();
    x.grad = ones([3]);
    expect(x.grad?.toArray()).toEqual([1, 1, 1]);
  });

  it("takes the gradient of what is not a single element", () => {
    const x = tensor([1, 2], { requiresGrad: true });
    expect(() => x.mul(2).backward()).toThrow(/backward: grad can be implicitly created only for scalar outputs/);
    x.mul(2).backward(tensor([1, 10]));
    expect(x.grad?.toArray()).toEqual([2, 20]);
  });

  it("keeps the graph only when asked", () => {
    const x = tensor([2], { requiresGrad: true });
    const y = x.pow(3).sum();
    y.backward(null, { retainGraph: true });
    y.backward();
    expect(x.grad?.toArray()).toEqual([24]);
    expect(() => y.backward()).toThrow(/second time/);
  });

  it("flows through matmul, softmax and a loss as the formulas say", () => {
    const logits = tensor([[1, 2, 3]], { requiresGrad: true });
    const target = tensor([0], { dtype: "int64" });
    logits.crossEntropyLoss(target).backward();
    const expected = logits.detach().softmax(1).toArray() as number[][];
    const found = logits.grad?.toArray() as number[][];
    for (const [i, value] of found[0].entries()) expect(value).toBeCloseTo(expected[0][i] - (i === 0 ? 1 : 0), 6);
  });
});

describe("grad()", () => {
  it("gives gradients without touching .grad, and higher ones with createGraph", () => {
    const x = tensor([3], { requiresGrad: true });
    const [first] = grad(x.pow(3).sum(), [x], { createGraph: true });
    expect(first.item()).toBe(27);
    const [second] = grad(first.sum(), [x]);
    expect(second.item()).toBe(18);
    expect(x.grad).toBeNull();
  });

  it("says when an input is unused, or gives null", () => {
    const x = tensor([1], { requiresGrad: true });
    const y = tensor([1], { requiresGrad: true });
    expect(() => grad(x.mul(2).sum(), [x, y])).toThrow(/grad: .*differentiated Tensors/);
    expect(grad(x.mul(2).sum(), [x, y], { allowUnused: true })[1]).toBeNull();
    expect(grad(x.mul(2), [x], { gradOutputs: [tensor([5])] })[0].item()).toBe(10);
  });
});

describe("modes", () => {
  it("noGrad records nothing, enableGrad inside it does", () => {
    const x = tensor([1], { requiresGrad: true });
    expect(noGrad(() => x.mul(2)).requiresGrad).toBe(false);
    expect(noGrad(() => enableGrad(() => x.mul(2))).requiresGrad).toBe(true);
    expect(isGradEnabled()).toBe(true);
    expect(() =>
      noGrad(() => {
        throw new Error("out");
      }),
    ).toThrow("out");
    expect(isGradEnabled()).toBe(true);
  });

  it("inferenceMode makes tensors that never join autograd", () => {
    const x = inferenceMode(() => ones([2]).mul(2));
    expect(() => {
      x.requiresGrad = true;
    }).toThrow(/inference/i);
  });

  it("refuse async functions, whose mode would leak", () => {
    expect(() => noGrad(async () => 1)).toThrow(/synchronous function/);
  });

  it("only floating tensors take requiresGrad", () => {
    expect(() => tensor([1n], { requiresGrad: true })).toThrow(/requiresGrad: Only Tensors of floating point/);
  });
});
