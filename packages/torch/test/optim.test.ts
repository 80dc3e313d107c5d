// Specification of optim: AdamW, clipping and schedules against PyTorch's recorded runs, and the optimizer's own rules.
import { describe, expect, it } from "vitest";
import { liveTensors, nn, optim, readSafetensors, scope, type Tensor, tensor } from "../src/index.js";
import { expectClose, goldenConfig, goldenPath } from "./golden.js";

describe("golden run", () => {
  const { hyper_parameters: settings, tolerance } = goldenConfig("adamw");

  it.each(Object.entries<number>(settings.weight_decay))(
    "%s: %d decay gives PyTorch's parameters at each clipped step",
    (tag, weightDecay) => {
      using file = readSafetensors(goldenPath("adamw", "io.safetensors"));
      scope(() => {
        const io = file.tensors();
        const at = (key: string, step: number): Tensor => io.get(key)!.select(0, step);
        const indices = Array.from(
          { length: file.keys().filter((key) => key.startsWith("grads.")).length },
          (_, i) => i,
        );
        const params = indices.map((i) => nn.parameter(at(`${tag}.param.${i}`, 0).clone()));
        const { lr, betas, eps } = settings;
        const optimizer = new optim.AdamW(params, { lr, betas, eps, weightDecay });
        const schedule = optim.cosineWithWarmup({ warmup: settings.warmup_steps, total: settings.total_steps });
        const rates = io.get("lr")!.toTypedArray();
        const norms = io.get("grad_norm")!.toTypedArray();
        for (let step = 0; step < settings.steps_run; step++) {
          for (const [i, param] of params.entries()) param.grad = at(`grads.${i}`, step).clone();
          const norm = optim.clipGradNorm(params, settings.max_grad_norm);
          expect(Math.abs(norm / Number(norms[step]) - 1)).toBeLessThanOrEqual(tolerance.grad_norm.rtol);
          optimizer.paramGroups[0].lr = lr * schedule(step);
          expect(optimizer.paramGroups[0].lr).toBeCloseTo(Number(rates[step]), 14);
          optimizer.step();
          for (const [i, param] of params.entries()) {
            expectClose(param.detach(), at(`${tag}.param.${i}`, step + 1), tolerance.param);
          }
        }
        const { tensors, steps } = optimizer.stateDict();
        expect(steps).toEqual(indices.map(() => settings.steps_run));
        for (const i of indices) {
          expectClose(tensors.get(`${i}.exp_avg`)!, io.get(`${tag}.exp_avg.${i}`)!, tolerance.param);
          expectClose(tensors.get(`${i}.exp_avg_sq`)!, io.get(`${tag}.exp_avg_sq.${i}`)!, tolerance.param);
        }
        optimizer.dispose();
        for (const param of params) param.dispose();
      });
    },
  );

  it("the whole cosine schedule", () => {
    using file = readSafetensors(goldenPath("adamw", "io.safetensors"));
    scope(() => {
      const schedule = optim.cosineWithWarmup({ warmup: settings.warmup_steps, total: settings.total_steps });
      const expected = Array.from(file.tensor("lr_full_schedule").toTypedArray(), Number);
      for (const [step, rate] of expected.entries()) {
        expect(Math.abs(settings.lr * schedule(step) - rate)).toBeLessThanOrEqual(tolerance.lr.rtol * rate + 1e-18);
      }
    });
  });
});

describe("schedules", () => {
  it("warm up from zero, end at min and stay there", () => {
    for (const make of [optim.cosineWithWarmup, optim.linearWithWarmup]) {
      const schedule = make({ warmup: 4, total: 10, min: 0.1 });
      expect([0, 1, 2, 4].map(schedule)).toEqual([0, 0.25, 0.5, 1]);
      expect([10, 50].map(schedule)).toEqual([0.1, 0.1]);
      expect(schedule(7)).toBeCloseTo(0.55, 12);
    }
    expect([0, 1, 2, 1000].map(optim.constantWithWarmup({ warmup: 2 }))).toEqual([0, 0.5, 1, 1]);
    expect(optim.constantWithWarmup()(0)).toBe(1);
  });

  it("refuse a warm-up longer than the run", () => {
    expect(() => optim.cosineWithWarmup({ warmup: 5, total: 4 })).toThrow(/warmup 5 and total 4/);
  });
});

describe("clipGradNorm", () => {
  it("is the norm over all gradients, and scales only larger ones", () => {
    scope(() => {
      const params = [tensor([0, 0]), tensor([0]), tensor([0])].map((t) => nn.parameter(t));
      params[0].grad = tensor([1, 2]);
      params[1].grad = tensor([2]);
      expect(optim.clipGradNorm(params, 10)).toBeCloseTo(3, 6);
      expect(params[0].grad!.toArray()).toEqual([1, 2]);
      expect(optim.clipGradNorm(params, 1.5)).toBeCloseTo(3, 6);
      expect(optim.gradNorm(params)).toBeCloseTo(1.5, 5);
      expect(optim.gradNorm([params[2]])).toBe(0);
      for (const param of params) param.dispose();
    });
  });

  it("leaves gradients alone when the norm is not finite", () => {
    scope(() => {
      const param = nn.parameter(tensor([0, 0]));
      param.grad = tensor([Number.POSITIVE_INFINITY, 1]);
      expect(optim.clipGradNorm([param], 1)).toBe(Number.POSITIVE_INFINITY);
      expect(param.grad!.toArray()).toEqual([Number.POSITIVE_INFINITY, 1]);
      param.dispose();
    });
  });
});

describe("AdamW", () => {
  /** Two parameters; `pull` gives both (or the first only) the gradient p - 1. */
  function problem() {
    const params = [tensor([3, -2]), tensor([[5]])].map((t) => nn.parameter(t));
    const pull = (which: Tensor[]): void =>
      scope(() =>
        which.forEach((p) => {
          p.grad = p.detach().sub(1);
        }),
      );
    return { params, pull };
  }

  it("passes over parameters without gradient and counts their steps apart", () => {
    const { params, pull } = problem();
    const optimizer = new optim.AdamW(params, { lr: 0.1, weightDecay: 0 });
    pull([params[0]]);
    optimizer.step();
    expect(params[1].item()).toBe(5);
    optimizer.zeroGrad();
    expect(params[0].grad).toBe(null);
    pull(params);
    optimizer.step();
    expect(optimizer.stateDict().steps).toEqual([2, 1]);
    expect(params[1].item()).toBeCloseTo(4.9, 5); // the first step of Adam has the size of the rate
    optimizer.dispose();
    for (const param of params) param.dispose();
  });

  it("continues bit for bit from a saved state", () => {
    const [a, b] = [problem(), problem()];
    const groups = (params: Tensor[]) => [
      { params: [params[0]], lr: 0.05 },
      { params: [params[1]], weightDecay: 0 },
    ];
    const first = new optim.AdamW(groups(a.params), { lr: 0.2, weightDecay: 0.1 });
    for (let i = 0; i < 5; i++) {
      a.pull(a.params);
      first.step();
    }
    scope(() => {
      for (const [i, p] of b.params.entries()) p.detach().copy_(a.params[i].detach());
    });
    const second = new optim.AdamW(groups(b.params), { lr: 9 });
    second.loadStateDict(first.stateDict());
    expect(second.paramGroups.map(({ lr, weightDecay }) => [lr, weightDecay])).toEqual([
      [0.05, 0.1],
      [0.2, 0],
    ]);
    for (const [{ params, pull }, optimizer] of [
      [a, first],
      [b, second],
    ] as const) {
      pull(params);
      optimizer.step();
    }
    expect(b.params.map((p) => p.toArray())).toEqual(a.params.map((p) => p.toArray()));
    for (const optimizer of [first, second]) optimizer.dispose();
    for (const param of [...a.params, ...b.params]) param.dispose();
  });

  it("moves weights of half precision by steps that they would round away, and goes on from a saved state", () => {
    const made = () => nn.parameter(tensor([1, -2]).to("bfloat16"));
    const step = (param: Tensor, optimizer: optim.AdamW, times: number) =>
      scope(() => {
        for (let i = 0; i < times; i++) {
          param.grad = tensor([1, 1]).to("bfloat16");
          optimizer.step();
        }
      });
    const [param, resumed] = [made(), made()];
    const optimizer = new optim.AdamW([param], { lr: 1e-3, weightDecay: 0 });
    step(param, optimizer, 1);
    expect(param.to("float32").toArray()).toEqual([1, -2]); // neighbours of 1 and -2 are 0.004 and 0.016 away
    step(param, optimizer, 5);
    const state = optimizer.stateDict();
    expect(state.tensors.get("0.master")!.toArray()).toEqual([expect.closeTo(0.994, 6), expect.closeTo(-2.006, 6)]);
    const second = new optim.AdamW([resumed]);
    second.loadStateDict(state);
    step(param, optimizer, 10);
    step(resumed, second, 10);
    expect(param.to("float32").toArray()).toEqual([0.984375, -2.015625]);
    expect(resumed.to("float32").toArray()).toEqual([0.984375, -2.015625]);
    for (const each of [optimizer, second, param, resumed]) each.dispose();
  });

  it("refuses bad settings, no parameters, one twice, and a state that does not fit", () => {
    const { params } = problem();
    expect(() => new optim.AdamW([])).toThrow(/no parameters/);
    expect(() => new optim.AdamW([params[0], params[0]])).toThrow(/twice/);
    expect(() => new optim.AdamW(params, { lr: -1 })).toThrow(/lr -1/);
    expect(() => new optim.AdamW(params, { betas: [0.9, 1] })).toThrow(/betas/);
    const optimizer = new optim.AdamW(params);
    expect(() =>
      optimizer.loadStateDict({ tensors: new Map(), steps: [1, 1], groups: optimizer.stateDict().groups }),
    ).toThrow(/0\.exp_avg is missing/);
    expect(() => optimizer.loadStateDict({ tensors: new Map(), steps: [], groups: [] })).toThrow(/\[2\]/);
    for (const param of params) param.dispose();
  });

  it("leaves no tensors behind but its averages", () => {
    const { params, pull } = problem();
    const optimizer = new optim.AdamW(params);
    pull(params);
    optimizer.step();
    const live = liveTensors();
    for (let i = 0; i < 10; i++) optimizer.step();
    expect(liveTensors()).toBe(live);
    optimizer.dispose();
    for (const param of params) param.dispose();
  });
});
