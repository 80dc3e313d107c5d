// Scopes: who frees a tensor and when.
import { describe, expect, it } from "vitest";
import { liveTensors, ones, Scope, scope, type Tensor, tensor, zeros } from "../src/index.js";

describe("scope()", () => {
  it("frees what was made inside, but not what it returns", () => {
    const before = liveTensors();
    let inner: Tensor | undefined;
    const result = scope(() => {
      inner = ones([3]);
      return inner.mul(2);
    });
    expect(inner?.disposed).toBe(true);
    expect(result.toArray()).toEqual([2, 2, 2]);
    expect(liveTensors()).toBe(before + 1);
    result.dispose();
    expect(liveTensors()).toBe(before);
  });

  it("looks for returned tensors in lists, objects, maps and sets", () => {
    const result = scope(() => ({ a: [ones([1])], b: new Map([["k", ones([2])]]), c: new Set([ones([3])]) }));
    expect(result.a[0].disposed || result.b.get("k")?.disposed || [...result.c][0].disposed).toBe(false);
  });

  it("spares what is kept, and what was made outside", () => {
    const outside = ones([1]);
    const kept = scope(() => {
      outside.mul(2);
      const inner = zeros([1]).keep();
      return () => inner;
    })();
    expect([kept.disposed, outside.disposed]).toEqual([false, false]);
  });

  it("nests: a returned tensor belongs to the scope around", () => {
    const before = liveTensors();
    let middle: Tensor | undefined;
    scope(() => {
      middle = scope(() => ones([2]));
      expect(middle.disposed).toBe(false);
    });
    expect(middle?.disposed).toBe(true);
    expect(liveTensors()).toBe(before);
  });

  it("frees when the function throws", () => {
    const before = liveTensors();
    expect(() =>
      scope(() => {
        ones([2]);
        throw new Error("no");
      }),
    ).toThrow("no");
    expect(liveTensors()).toBe(before);
  });

  it("follows an async function through its awaits, beside others", async () => {
    const before = liveTensors();
    const work = async (value: number) => {
      const first = tensor([value]);
      await new Promise((resolve) => setTimeout(resolve, 3 - value));
      const second = first.add(1);
      await null;
      return scope(() => second.mul(10).add(first));
    };
    const results = await Promise.all([1, 2].map((value) => scope(() => work(value))));
    expect(results.map((t) => t.item())).toEqual([21, 32]);
    expect(liveTensors()).toBe(before + 2);
    for (const t of results) t.dispose();
  });

  it("frees when an async function rejects", async () => {
    const before = liveTensors();
    const failing = scope(async () => {
      ones([1]);
      await null;
      ones([1]);
      throw new Error("later");
    });
    await expect(failing).rejects.toThrow("later");
    expect(liveTensors()).toBe(before);
  });

  it("keeps the number of live tensors flat over a loop", () => {
    const weight = ones([8, 8], { requiresGrad: true });
    const step = () =>
      scope(() => {
        weight.grad = null;
        ones([4, 8]).matmul(weight).relu().sum().backward();
      });
    step();
    const before = liveTensors();
    for (let i = 0; i < 1000; i++) step();
    expect(liveTensors()).toBe(before);
  });
});

describe("Scope", () => {
  it("ends with its block", () => {
    const before = liveTensors();
    let result: Tensor;
    {
      using inner = new Scope();
      result = inner.release(ones([2]).add(1));
    }
    expect(result.toArray()).toEqual([2, 2]);
    expect(liveTensors()).toBe(before + 1);
    result.dispose();
  });

  it("notices a wrong order", () => {
    const outer = new Scope();
    const inner = new Scope();
    expect(() => outer.dispose()).toThrow(/reverse order/);
    inner.dispose();
  });
});

describe("outside any scope", () => {
  it("a tensor lives until dispose(), also through `using`", () => {
    const before = liveTensors();
    {
      using t = ones([2]);
      expect(t.numel).toBe(2);
    }
    expect(liveTensors()).toBe(before);
  });
});
