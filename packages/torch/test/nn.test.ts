// Specification of the layers: values that can be computed by hand or by closed form.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  arange,
  full,
  liveTensors,
  manualSeed,
  nn,
  noGrad,
  ones,
  randn,
  scope,
  type Tensor,
  tensor,
  zeros,
} from "../src/index.js";
import { expectClose } from "./golden.js";

/** Gives a module's parameter these values. */
function set(parameter: Tensor | null, values: number | number[] | number[][]): void {
  scope(() => {
    const given = tensor(values);
    parameter!.detach().copy_(given);
  });
}

/** Runs a check in a scope and frees the module at the end. */
function using<M extends nn.Module>(module: M, check: (module: M) => void): void {
  scope(() => check(module));
  module.dispose();
}

const live = liveTensors();
beforeAll(() => manualSeed(7));
afterAll(() => expect(liveTensors()).toBe(live));

describe("Linear and Embedding", () => {
  it("computes x W^T + b", () => {
    using(new nn.Linear(2, 3), (layer) => {
      set(layer.weight, [
        [1, 0],
        [0, 1],
        [1, 1],
      ]);
      set(layer.bias, [0, 10, 100]);
      expect(layer.forward(tensor([[2, 3]])).toArray()).toEqual([[2, 13, 105]]);
    });
    using(new nn.Linear(2, 3, { bias: false }), (layer) => {
      expect([...layer.stateDict().keys()]).toEqual(["weight"]);
    });
  });

  it("looks rows up, and the padding row is zero and learns nothing", () => {
    using(new nn.Embedding(4, 2, { paddingIdx: 1 }), (layer) => {
      const rows = layer.forward(tensor([3, 1], { dtype: "int64" }));
      expect(rows.toArray()).toEqual([(layer.weight.toArray() as number[][])[3], [0, 0]]);
      rows.sum().backward();
      expect(layer.weight.grad!.toArray()).toEqual([
        [0, 0],
        [0, 0],
        [0, 0],
        [1, 1],
      ]);
    });
  });
});

describe("normalisations", () => {
  it("LayerNorm: (x - mean) / sqrt(var + eps)", () => {
    using(new nn.LayerNorm(3, { eps: 0 }), (layer) => {
      const root = Math.sqrt(1.5);
      expectClose(layer.forward(tensor([[1, 2, 3]])), tensor([[-root, 0, root]]), { atol: 1e-6 });
    });
    using(new nn.LayerNorm(3, { affine: false }), (layer) => expect(layer.parameters()).toEqual([]));
    using(new nn.LayerNorm(3, { bias: false }), (layer) => expect([...layer.stateDict().keys()]).toEqual(["weight"]));
  });

  it("RMSNorm: x / sqrt(mean x^2 + eps) w, in float32 inside", () => {
    using(new nn.RMSNorm(2, { eps: 2 }), (layer) => {
      set(layer.weight, [1, 10]);
      expectClose(
        layer.forward(
          tensor([
            [4, 0],
            [0, 4],
          ]),
        ),
        tensor([
          [4 / Math.sqrt(10), 0],
          [0, 40 / Math.sqrt(10)],
        ]),
        {
          atol: 1e-5,
        },
      );
      expect(layer.to({ dtype: "bfloat16" }).forward(ones([1, 2], { dtype: "bfloat16" })).dtype).toBe("bfloat16");
    });
  });

  it("GroupNorm: every group of channels by itself", () => {
    using(new nn.GroupNorm(2, 4, { eps: 0 }), (layer) => {
      const x = tensor([1, 3, 10, 30], { shape: [1, 4, 1, 1] });
      expectClose(layer.forward(x).flatten(), tensor([-1, 1, -1, 1]), { atol: 1e-5 });
    });
    expect(() => new nn.GroupNorm(3, 4)).toThrow(/4 channels do not divide into 3 groups/);
  });
});

describe("convolutions", () => {
  it("Conv2d sums windows, with stride, padding, dilation and groups", () => {
    const run = (options: nn.ConvOptions, size = 4): number[][] => {
      let result: unknown;
      using(new nn.Conv2d(1, 1, 2, { ...options, bias: false }), (layer) => {
        nn.init.ones_(layer.weight);
        const x = arange(size * size, { dtype: "float32" }).reshape([1, 1, size, size]);
        result = layer.forward(x).select(0, 0).select(0, 0).toArray();
      });
      return result as number[][];
    };
    expect(run({ stride: 2 })).toEqual([
      [10, 18],
      [42, 50],
    ]);
    expect(run({ padding: 1, stride: 2 })[0][0]).toBe(0);
    expect(run({ dilation: 3 })).toEqual([[30]]);
    using(new nn.Conv2d(4, 6, [3, 1], { groups: 2 }), (layer) => {
      expect(layer.weight.shape).toEqual([6, 2, 3, 1]);
      expect(layer.forward(zeros([1, 4, 5, 5])).shape).toEqual([1, 6, 3, 5]);
    });
    expect(() => new nn.Conv2d(3, 4, 1, { groups: 2 })).toThrow(/3 -> 4 channels/);
  });

  it("ConvTranspose2d spreads every pixel", () => {
    using(new nn.ConvTranspose2d(1, 1, 2, { stride: 2, bias: false }), (layer) => {
      set(layer.weight.view([2, 2]), [
        [1, 2],
        [3, 4],
      ]);
      expect(
        layer
          .forward(tensor([10, 1], { shape: [1, 1, 1, 2] }))
          .flatten()
          .toArray(),
      ).toEqual([10, 20, 1, 2, 30, 40, 3, 4]);
    });
  });
});

describe("activations and Dropout", () => {
  it("have the gradient of their inputs in whatever order the gradient of their outputs lies", () => {
    const gradient = (of: (x: Tensor) => Tensor, turned: boolean) => {
      const x = arange(0, 256, 1, { dtype: "float32" }).div(100).sub(1).view([1, 64, 4]);
      x.requiresGrad = true;
      const y = of(x);
      const weights = arange(0, 16, 1, { dtype: "float32" }).view([1, 4, 4]);
      // A product with a transposed matrix gives it a gradient that is transposed, too.
      const product = turned ? weights.matmul(y.transpose(1, 2)) : y.matmul(weights.transpose(1, 2)).transpose(1, 2);
      product.square().sum().backward();
      return x.grad!;
    };
    for (const of of [nn.gelu, nn.silu, nn.relu, nn.quickGelu, (x: Tensor) => nn.gelu(x, "tanh")])
      scope(() => expectClose(gradient(of, true), gradient(of, false), { rtol: 1e-5, atol: 1e-3 }));
  });

  it("have their closed forms", () => {
    scope(() => {
      const x = tensor([-1, 0, 2]);
      const sigmoid = (v: number): number => 1 / (1 + Math.exp(-v));
      const each = (of: (v: number) => number): Tensor => tensor([-1, 0, 2].map(of));
      expectClose(nn.gelu(x), tensor([-0.15865525, 0, 1.9544997]), { atol: 1e-6 });
      expectClose(nn.gelu(x, "tanh"), tensor([-0.158808, 0, 1.9545977]), { atol: 1e-6 });
      expectClose(
        nn.quickGelu(x),
        each((v) => v * sigmoid(1.702 * v)),
        { atol: 1e-6 },
      );
      expectClose(
        nn.silu(x),
        each((v) => v * sigmoid(v)),
        { atol: 1e-6 },
      );
      expect(nn.relu(x).toArray()).toEqual([0, 0, 2]);
      const chain = new nn.Sequential(
        new nn.ReLU(),
        new nn.SiLU(),
        new nn.GELU(),
        new nn.QuickGELU(),
        new nn.Identity(),
      );
      expect(chain.forward(x).shape).toEqual([3]);
    });
  });

  it("Dropout keeps the mean while training and does nothing afterwards", () => {
    scope(() => {
      const dropout = new nn.Dropout(0.25);
      const dropped = dropout.forward(ones([10000]));
      const values = new Set((dropped.toArray() as number[]).map((v) => v.toFixed(4)));
      expect([...values].sort()).toEqual(["0.0000", "1.3333"]);
      expect(Math.abs(dropped.mean().item() - 1)).toBeLessThan(0.05);
      const x = ones([3]);
      expect(dropout.eval().forward(x)).toBe(x);
    });
    expect(() => new nn.Dropout(2)).toThrow(/2 is not in 0..1/);
  });
});

describe("attention", () => {
  /** softmax(q k^T / sqrt(d)) v in plain numbers; null where a query may attend to nothing. */
  function byHand(q: number[][], k: number[][], v: number[][], allowed: (t: number, s: number) => boolean): number[][] {
    return q.map((query, t) => {
      const weights = k.map((key, s) =>
        allowed(t, s) ? Math.exp(key.reduce((sum, x, i) => sum + x * query[i], 0) / Math.sqrt(query.length)) : 0,
      );
      const total = weights.reduce((a, b) => a + b, 0) || 1;
      return v[0].map((_, i) => weights.reduce((sum, weight, s) => sum + (weight / total) * v[s][i], 0));
    });
  }
  const make = (): [Tensor, Tensor, Tensor] => [randn([1, 1, 3, 4]), randn([1, 1, 5, 4]), randn([1, 1, 5, 2])];
  const rows = (t: Tensor): number[][] => t.flatten(0, 2).toArray() as number[][];

  it.each([
    ["everything", {}, () => true],
    ["causal, aligned at the end", { causal: true }, (t: number, s: number) => s <= t + 2],
  ])("%s", (_, options, allowed) => {
    scope(() => {
      const [q, k, v] = make();
      const expected = tensor(byHand(rows(q), rows(k), rows(v), allowed)).reshape([1, 1, 3, 2]);
      expectClose(nn.attention(q, k, v, options), expected, { atol: 1e-6 });
    });
  });

  it("a boolean mask says who may attend; a query without any key gives zeros and passes no gradient", () => {
    scope(() => {
      const [q, k, v] = make();
      for (const t of [q, k, v]) t.requiresGrad = true;
      const table = [
        [true, false, true, false, false],
        [false, false, false, false, false],
        [true, true, true, true, true],
      ];
      const out = nn.attention(q, k, v, { mask: tensor(table, { dtype: "bool" }) });
      const expected = byHand(rows(q), rows(k), rows(v), (t, s) => table[t][s]);
      expectClose(out.detach(), tensor(expected).reshape([1, 1, 3, 2]), { atol: 1e-6 });
      expect(rows(out)[1]).toEqual([0, 0]);
      out.sum().backward();
      expect(rows(q.grad!)[1]).toEqual([0, 0, 0, 0]);
      for (const t of [q, k, v]) expect(t.grad!.isfinite().all().item()).toBeTruthy();
    });
  });

  it("a float mask is added to the scores", () => {
    scope(() => {
      const [q, k, v] = make();
      const allowed = tensor([true, true, false, true, true], { dtype: "bool" });
      const added = zeros([5]).maskedFill(allowed.logicalNot(), Number.NEGATIVE_INFINITY);
      expectClose(nn.attention(q, k, v, { mask: added }), nn.attention(q, k, v, { mask: allowed }), { atol: 1e-6 });
    });
  });

  it("leaves no tensors behind but its result", () => {
    scope(() => {
      const [q, k, v] = make();
      const before = liveTensors();
      noGrad(() => nn.attention(q, k, v, { causal: true }));
      expect(liveTensors()).toBe(before + 1);
    });
  });
});

describe("init", () => {
  const moments = (t: Tensor): { mean: number; std: number; low: number; high: number } => ({
    mean: t.mean().item(),
    std: t.std().item(),
    low: t.min().item(),
    high: t.max().item(),
  });

  it.each([
    ["xavierUniform_", (t: Tensor) => nn.init.xavierUniform_(t), Math.sqrt(2 / 300)],
    ["xavierNormal_", (t: Tensor) => nn.init.xavierNormal_(t), Math.sqrt(2 / 300)],
    ["kaimingUniform_", (t: Tensor) => nn.init.kaimingUniform_(t), Math.sqrt(2 / 200)],
    ["kaimingNormal_", (t: Tensor) => nn.init.kaimingNormal_(t, { mode: "fanOut" }), Math.sqrt(2 / 100)],
    ["fanInUniform_", (t: Tensor) => nn.init.fanInUniform_(t), Math.sqrt(1 / 600)],
    ["normal_", (t: Tensor) => nn.init.normal_(t, 0, 0.5), 0.5],
    ["truncNormal_", (t: Tensor) => nn.init.truncNormal_(t, 0, 1, -1, 1), 0.5396],
  ])("%s has its standard deviation", (_, fill, std) => {
    scope(() => {
      const found = moments(fill(zeros([100, 200])));
      expect(Math.abs(found.mean)).toBeLessThan(0.03 * std);
      expect(Math.abs(found.std / std - 1)).toBeLessThan(0.03);
    });
  });

  it("truncNormal_ stays inside its bounds and centres on its mean", () => {
    scope(() => {
      const { mean, low, high } = moments(nn.init.truncNormal_(zeros([20000]), 5, 0.02, 4.97, 5.03));
      expect(Math.abs(mean - 5)).toBeLessThan(1e-3);
      expect([low >= 4.9699, high <= 5.0301]).toEqual([true, true]);
    });
  });

  it("bounds follow fan in: a convolution counts its window", () => {
    using(new nn.Conv2d(4, 50, 5), ({ weight, bias }) => {
      for (const t of [weight, bias!]) {
        const { low, high } = moments(t.detach());
        expect([low >= -0.1, high <= 0.1, high > 0.09]).toEqual([true, true, true]);
      }
    });
    scope(() => expect(() => nn.init.xavierUniform_(zeros([3]))).toThrow(/2 dimensions or more/));
  });

  it("constant fills", () => {
    scope(() => expectClose(nn.init.constant_(zeros([2, 2]), 3), full([2, 2], 3)));
  });
});
