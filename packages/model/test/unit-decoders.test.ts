// Unit decoders end to end on planted objects: they learn, and a query's answer depends on its own group only.
import { manualSeed, nn, noGrad, optim, randn, scope, type Tensor, tensor, zeros } from "@refvlm/torch";
import { Frame } from "@refvlm/vision";
import { beforeAll, describe, expect, it } from "vitest";
import {
  type InstanceTarget,
  type ReferenceMark,
  stackInstances,
  stackTargets,
  VisualDecoders,
  type VisualDecodersConfig,
} from "../src/index.js";

const config: VisualDecodersConfig = {
  width: 32,
  layers: 2,
  heads: 4,
  feedForwardSize: 64,
  maskSize: 16,
  normGroups: 8,
  featureChannels: [8, 8, 8, 8],
  hiddenSize: 16,
  keySize: 16,
};
const side = 16; // of the stride-4 map
const kinds = 3;

interface PlantedBatch {
  features: Tensor[];
  states: Tensor;
  marks: ReferenceMark[][];
  instances: InstanceTarget[][];
}

/** Pictures with one rectangle of each of two kinds; channel `kind` of every map shows the kind's coverage. */
function plant(random: () => number, batch: number, units: (sample: number) => string[]): PlantedBatch {
  const maps = [16, 8, 4, 2].map((n) => ({ n, values: new Float32Array(batch * 8 * n * n) }));
  const states = new Float32Array(batch * 2 * 16);
  const instances: InstanceTarget[][] = [];
  for (let b = 0; b < batch; b++) {
    const first = Math.floor(random() * kinds);
    const chosen = [first, (first + 1) % kinds];
    instances.push(
      chosen.map((kind, q) => {
        const [w, h] = [0.2 + 0.2 * random(), 0.2 + 0.2 * random()];
        const box = [(q + 0.5) / 2 + (random() - 0.5) * (0.5 - w), h / 2 + random() * (1 - h), w, h];
        for (const { n, values } of maps) values.set(coverage(box, n), (b * 8 + kind) * n * n);
        states[(b * 2 + q) * 16 + kind] = 3;
        return { box, mask: coverage(box, side) };
      }),
    );
  }
  return {
    features: maps.map(({ n, values }) => tensor(values, { shape: [batch, 8, n, n] })),
    states: tensor(states, { shape: [batch, 2, 16] }),
    marks: instances.map((list, b) => list.map((_, q) => ({ position: q, units: units(b), group: q, instance: 0 }))),
    instances,
  };
}

function coverage([cx, cy, w, h]: readonly number[], n: number): Float32Array {
  const share = (cell: number, centre: number, size: number) =>
    Math.max(0, Math.min((cell + 1) / n, centre + size / 2) - Math.max(cell / n, centre - size / 2)) * n;
  return Float32Array.from({ length: n * n }, (_, i) => share(i % n, cx, w) * share(Math.floor(i / n), cy, h));
}

function mulberry(seed: number): () => number {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

function lossOf(model: VisualDecoders, batch: PlantedBatch): { total: Tensor; parts: Record<string, number> } {
  const memory = model.perceive(batch.features);
  const passes = model.forward(memory, batch.states, batch.marks);
  const scene = batch.instances.flatMap((list, picture) => list.map((instance) => ({ picture, instance })));
  let { total } = model.denseLoss(memory, {
    pictures: scene.map(({ picture }) => picture),
    ...stackInstances(
      scene.map(({ instance }) => instance),
      side,
    ),
  });
  const parts: Record<string, number> = { dense: total.item() };
  for (const [unit, pass] of passes) {
    const targets = stackTargets(pass.context.queries, (b, group) => [batch.instances[b][group]], side);
    const loss = model.unitLoss(pass, targets);
    total = total.add(loss.total);
    for (const [name, value] of Object.entries(loss.parts)) parts[`${unit}.${name}`] = value.item();
  }
  return { total, parts };
}

describe("learning", () => {
  let model: VisualDecoders;
  let before: Record<string, number>;
  let after: Record<string, number>;
  const evaluate = () =>
    scope(() =>
      noGrad(
        () =>
          lossOf(
            model,
            plant(mulberry(99), 16, () => ["box", "mask"]),
          ).parts,
      ),
    );

  beforeAll(() => {
    manualSeed(7);
    model = new VisualDecoders(config);
    const optimizer = new optim.AdamW(model.parameters(), { lr: 2e-3 });
    const random = mulberry(3);
    before = evaluate();
    for (let step = 0; step < 120; step++) {
      scope(() => {
        const { total } = lossOf(
          model,
          plant(random, 8, (b) => (b % 2 ? ["box"] : ["box", "mask"])),
        );
        total.backward();
        optim.clipGradNorm(model.parameters(), 1);
        optimizer.step();
        optimizer.zeroGrad();
      });
    }
    after = evaluate();
  }, 300_000);

  it("1. a hundred and twenty steps find unseen rectangles by their kind", () => {
    expect(after["box.iou"], JSON.stringify({ before, after })).toBeGreaterThan(0.6);
    expect(after["mask.iou"]).toBeGreaterThan(0.6);
    expect(after["box.pointing"]).toBeLessThan(before["box.pointing"] / 3);
    expect(after.dense).toBeLessThan(before.dense / 2);
  });

  it("2. readings come in original pixels, with a score that has learned the IoU", () => {
    noGrad(() => {
      const batch = plant(mulberry(5), 4, () => ["box", "mask"]);
      const passes = model.forward(model.perceive(batch.features), batch.states, batch.marks);
      const frame = Frame.letterbox(200, 100);
      for (const { decoder, context, outputs } of passes.values()) {
        const found = decoder.readOut(outputs, context);
        expect(found.map(({ sample, ref }) => [sample, ref])).toEqual(
          [0, 1, 2, 3].flatMap((b) => [
            [b, 0],
            [b, 1],
          ]),
        );
        for (const { value, score } of found) {
          expect(score).toBeGreaterThan(0.3);
          const { box, mask } = decoder.place(value, frame);
          if (box) expect(Math.max(...box)).toBeLessThanOrEqual(200);
          if (mask) expect([mask.width, mask.height]).toEqual([200, 100]);
        }
      }
    });
  });
});

describe("independence", () => {
  const state = (seed: number) => {
    manualSeed(seed);
    return randn([1, 1, 16]);
  };
  let model: VisualDecoders;
  let features: Tensor[];
  beforeAll(() => {
    manualSeed(11);
    model = new VisualDecoders(config);
    // The box head starts at zero; noise lets queries show where they differ.
    for (const parameter of model.parameters()) noGrad(() => nn.init.normal_(parameter, 0, 0.2));
    features = [16, 8, 4, 2].map((n) => randn([2, 8, n, n]));
  });

  const boxesOf = (states: Tensor, marks: ReferenceMark[][], pictures?: number[]) =>
    noGrad(() => {
      const { decoder, context, outputs } = model
        .forward(model.perceive(features), states, marks, { pictureOf: pictures })
        .get("mask")!;
      const found = decoder.readOut(outputs, context) as { value: { probabilities: Float32Array }; score: number }[];
      return found.map(({ value, score }) => [score, ...value.probabilities.slice(0, 40)]);
    });
  const mark = (position: number, group: number, instance = 0): ReferenceMark => ({
    position,
    units: ["mask"],
    group,
    instance,
  });
  const expectSame = (a: number[], b: number[]) => {
    for (const [i, value] of a.entries()) expect(value).toBeCloseTo(b[i], 4);
  };

  it("3. neither other groups, slots nor padding change an answer", () => {
    const [a, b, c] = [state(1), state(2), state(3)];
    const alone = boxesOf(a, [[mark(0, 0)]])[0];
    const three = noGrad(() => zeros([1, 3, 16]).add(0));
    noGrad(() => {
      three.narrow(1, 0, 1).copy_(b);
      three.narrow(1, 1, 1).copy_(c);
      three.narrow(1, 2, 1).copy_(a);
    });
    expectSame(boxesOf(three, [[mark(0, 0, 0), mark(1, 0, 1), mark(2, 5)]])[2], alone);
  });

  it("4. pictures may be shared and reordered", () => {
    const two = noGrad(() => state(1).repeat([3, 1, 1]));
    const marks = [[mark(0, 0)], [mark(0, 0)], [mark(0, 0)]];
    const [x, y, z] = boxesOf(two, marks, [1, 0, 1]);
    expectSame(x, z);
    expect(x.some((value, i) => Math.abs(value - y[i]) > 1e-3)).toBe(true);
    expectSame(y, boxesOf(state(1), [[mark(0, 0)]], [0])[0]);
  });

  it("5. matching cannot use targets of another group", () => {
    const queries = noGrad(() => state(1).repeat([1, 2, 1]));
    const pass = noGrad(
      () => model.forward(model.perceive(features), queries, [[mark(0, 0), mark(1, 1)]]).get("mask")!,
    );
    const near = { box: [0.5, 0.5, 0.2, 0.2], mask: coverage([0.5, 0.5, 0.2, 0.2], side) };
    const far = { box: [0.1, 0.1, 0.1, 0.1], mask: coverage([0.1, 0.1, 0.1, 0.1], side) };
    const lossFor = (first: InstanceTarget, second: InstanceTarget) => {
      const targets = stackTargets(pass.context.queries, (_, group) => [group === 0 ? first : second], side);
      return noGrad(() => model.unitLoss(pass, targets).total.item());
    };
    // Equal queries in two groups: swapping targets swaps pairs and must not change the sum.
    expect(lossFor(near, far)).toBeCloseTo(lossFor(far, near), 3);
    const boxesOnly = stackTargets(pass.context.queries, () => [{ box: near.box }], side);
    expect(() => pass.decoder.loss(pass.outputs, pass.context, boxesOnly)).toThrow("give every target a mask");
  });

  it("6. runs in bfloat16", () => {
    const half = new VisualDecoders(config).to({ dtype: "bfloat16" });
    noGrad(() => {
      const memory = half.perceive(features.map((map) => map.to("bfloat16")));
      const marks = [[{ position: 0, units: ["box", "mask"], group: 0, instance: 0 }], []];
      for (const pass of half.forward(memory, state(1).to("bfloat16").expand([2, 1, 16]), marks).values()) {
        const targets = stackTargets(
          pass.context.queries,
          () => [{ box: [0.5, 0.5, 0.2, 0.2], mask: coverage([0.5, 0.5, 0.2, 0.2], side) }],
          side,
        );
        expect(Number.isFinite(half.unitLoss(pass, targets).total.item())).toBe(true);
        expect(pass.decoder.readOut(pass.outputs, pass.context).length).toBe(1);
      }
    });
  });
});
