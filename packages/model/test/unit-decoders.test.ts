// Unit decoders end to end on planted objects: they learn, and a query's answer depends on its own group only.
import { manualSeed, nn, noGrad, optim, randn, scope, type Tensor, tensor, zeros } from "@refvlm/torch";
import { type CxcywhBox, Frame, Mask } from "@refvlm/vision";
import { beforeAll, describe, expect, it } from "vitest";
import {
  LabelledInstance,
  LabelledInstances,
  type ReferenceMark,
  type TruthOf,
  VisualDecoders,
  type VisualDecodersConfig,
} from "../src/index.js";

const config: VisualDecodersConfig = {
  width: 32,
  layers: 2,
  heads: 4,
  feedForwardSize: 64,
  grid: 16,
  units: { box: {}, mask: { maskSize: 16, boxPath: true }, point: {} },
  matching: "grouped",
  normGroups: 8,
  featureChannels: [8, 8, 8, 8],
  hiddenSize: 16,
  keySize: 16,
  nameFit: false,
};
const side = 16; // of the stride-4 map
const kinds = 3;

interface PlantedBatch {
  features: Tensor[];
  states: Tensor;
  marks: ReferenceMark[][];
  instances: LabelledInstance[][];
}

/** Pictures with one rectangle of each of two kinds; channel `kind` of every map shows the kind's coverage. */
function plant(random: () => number, batch: number, units: (sample: number) => string[]): PlantedBatch {
  const maps = [16, 8, 4, 2].map((n) => ({ n, values: new Float32Array(batch * 8 * n * n) }));
  const states = new Float32Array(batch * 2 * 16);
  const instances: LabelledInstance[][] = [];
  for (let b = 0; b < batch; b++) {
    const first = Math.floor(random() * kinds);
    const chosen = [first, (first + 1) % kinds];
    instances.push(
      chosen.map((kind, q) => {
        const [w, h] = [0.2 + 0.2 * random(), 0.2 + 0.2 * random()];
        const box = [(q + 0.5) / 2 + (random() - 0.5) * (0.5 - w), h / 2 + random() * (1 - h), w, h];
        for (const { n, values } of maps) values.set(coverage(box, n), (b * 8 + kind) * n * n);
        states[(b * 2 + q) * 16 + kind] = 3;
        return planted(box as unknown as CxcywhBox);
      }),
    );
  }
  return {
    features: maps.map(({ n, values }) => tensor(values, { shape: [batch, 8, n, n] })),
    states: tensor(states, { shape: [batch, 2, 16] }),
    marks: instances.map((list, b) =>
      list.map((_, q) => ({ position: q, units: units(b), group: q, instance: 0, phrase: "thing" })),
    ),
    instances,
  };
}

const frame = Frame.letterbox(128, 128);

/** A rectangle of a picture of 128 x 128 pixels, with its mask or without. */
function planted(square: CxcywhBox, withMask = true): LabelledInstance {
  const box = frame.fromUnitSquare(square);
  const [x1, y1, x2, y2] = box;
  const inside = (x: number, y: number) => x + 0.5 > x1 && x + 0.5 < x2 && y + 0.5 > y1 && y + 0.5 < y2;
  const pixels = Uint8Array.from({ length: 128 * 128 }, (_, i) => (inside(i % 128, Math.floor(i / 128)) ? 1 : 0));
  return new LabelledInstance(withMask ? { box, mask: new Mask(128, 128, pixels) } : { box }, frame);
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
  const memory = model.encode(batch.features);
  const passes = model.forward(memory, batch.states, batch.marks);
  const labelled = new LabelledInstances(batch.instances);
  let { total } = model.denseLoss(memory, {
    pictures: batch.instances.flatMap((list, picture) => list.map(() => picture)),
    boxes: labelled.boxes,
    masks: labelled.coverage(side),
  });
  const parts: Record<string, number> = { dense: total.item() };
  for (const [unit, pass] of passes.match((b, group) => batch.instances[b][group])) {
    const loss = pass.loss();
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
            plant(mulberry(99), 16, () => ["box", "mask", "point"]),
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
          plant(random, 8, (b) => (b % 2 ? ["box", "point"] : ["box", "mask"])),
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
    expect(after["point.hit"]).toBeGreaterThan(0.9);
    expect(after["box.pointing"]).toBeLessThan(before["box.pointing"] / 3);
    expect(after.dense).toBeLessThan(before.dense / 2);
  });

  it("2. predictions come in original pixels, with a score that has learned the IoU", () => {
    noGrad(() => {
      const batch = plant(mulberry(5), 4, () => ["box", "mask", "point"]);
      const passes = model.forward(model.encode(batch.features), batch.states, batch.marks);
      const frame = Frame.letterbox(200, 100);
      for (const [unit, pass] of passes) {
        const found = pass.predictions();
        expect(found.map(({ sample, ref }) => [sample, ref])).toEqual(
          [0, 1, 2, 3].flatMap((b) => [
            [b, 0],
            [b, 1],
          ]),
        );
        for (const { value, score } of found) {
          expect(score).toBeGreaterThan(0.3);
          const values = pass.decoder.toPixels(value, frame);
          expect(values).toHaveProperty(unit);
          const { box, mask, point } = values;
          if (box) expect(Math.max(...box)).toBeLessThanOrEqual(200);
          if (mask) expect([mask.width, mask.height, box]).toEqual([200, 100, mask.box()]);
          if (point) expect(0 <= point[0] && point[0] <= 200 && 0 <= point[1] && point[1] <= 100).toBe(true);
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
      const pass = model.forward(model.encode(features), states, marks, { pictureOf: pictures }).get("mask")!;
      const found = pass.predictions() as { value: { probabilities: Float32Array }; score: number }[];
      return found.map(({ value, score }) => [score, ...value.probabilities.slice(0, 40)]);
    });
  const mark = (position: number, group: number, instance = 0): ReferenceMark => ({
    position,
    units: ["mask"],
    group,
    instance,
    phrase: "thing",
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

  const near = planted([0.5, 0.5, 0.2, 0.2]);
  const far = planted([0.1, 0.1, 0.1, 0.1]);

  it("5. matching cannot use instances of another group", () => {
    const queries = noGrad(() => state(1).repeat([1, 2, 1]));
    const passes = noGrad(() => model.forward(model.encode(features), queries, [[mark(0, 0), mark(1, 1)]]));
    const lossFor = (first: LabelledInstance, second: LabelledInstance) =>
      noGrad(() =>
        passes
          .match((_, group) => (group === 0 ? first : second))
          .get("mask")!
          .loss()
          .total.item(),
      );
    // Equal queries in two groups: swapping instances swaps pairs and must not change the sum.
    expect(lossFor(near, far)).toBeCloseTo(lossFor(far, near), 3);
  });

  it("6. runs in bfloat16", () => {
    const half = new VisualDecoders(config).to({ dtype: "bfloat16" });
    noGrad(() => {
      const memory = half.encode(features.map((map) => map.to("bfloat16")));
      const marks = [[{ position: 0, units: ["box", "mask", "point"], group: 0, instance: 0, phrase: "thing" }], []];
      const passes = half.forward(memory, state(1).to("bfloat16").expand([2, 1, 16]), marks);
      expect(passes.size).toBe(3);
      for (const matched of passes.match(() => near).values()) {
        expect(Number.isFinite(matched.loss().total.item())).toBe(true);
        expect(matched.pass.predictions().length).toBe(1);
      }
    });
  });

  it("7. an instance without a mask counts, is matched by its box, and costs no mask", () => {
    const queries = noGrad(() => state(1).repeat([1, 2, 1]));
    const marks = [[mark(0, 0, 0), mark(1, 0, 1)]];
    const passes = noGrad(() => model.forward(model.encode(features), queries, marks));
    const termsOf = (instances: LabelledInstance[]) =>
      noGrad(() => {
        const matched = passes.match((_, __, i) => instances[i]).get("mask")!;
        const { total, parts } = matched.loss();
        expect(Number.isFinite(total.item())).toBe(true);
        return { pairs: matched.matching.pairs, terms: Object.keys(parts).sort() };
      });
    const known = termsOf([near, far]);
    expect(known).toEqual({
      pairs: 2,
      terms: ["binary", "boxIou", "dice", "giou", "iou", "l1", "pointing", "quality"],
    });
    expect(termsOf([near, planted([0.1, 0.1, 0.1, 0.1], false)])).toEqual(known);
    const boxesOnly = [near, far].map(({ labels: { box } }) => new LabelledInstance({ box }, frame));
    expect(termsOf(boxesOnly)).toEqual({ pairs: 2, terms: ["boxIou", "giou", "l1", "pointing"] });
    // Of the second nothing is known: it is matched to what is left, and nothing points.
    const nothing = new LabelledInstance({}, frame);
    expect(termsOf([near, nothing]).pairs).toBe(2);
    expect(termsOf([nothing, nothing])).toEqual({ pairs: 2, terms: ["pointing"] });
  });
});

describe("matching once a phrase", () => {
  /** Instance that each <REF> took, by unit and then in the order of the marks. */
  function taken(seed: number, marks: ReferenceMark[], truthOf: TruthOf): Map<string, Map<number, LabelledInstance>> {
    manualSeed(seed);
    const model = new VisualDecoders(config);
    return scope(() =>
      noGrad(() => {
        for (const parameter of model.parameters()) nn.init.normal_(parameter, 0, 0.3);
        const features = [16, 8, 4, 2].map((n) => randn([1, 8, n, n]));
        const passes = model.forward(model.encode(features), randn([1, marks.length, 16]), [marks]);
        return new Map(
          [...passes.match(truthOf)].map(([unit, { pass, matching, instances }]) => {
            const { groups } = pass.context.queries;
            const refOf = new Map(groups.flatMap(({ slots, refs }) => slots.map((slot, i) => [slot, refs[i]])));
            const [slots, rows] = [matching.slots, matching.targets].map((x) => Array.from(x.toTypedArray(), Number));
            return [unit, new Map(slots.map((slot, i) => [refOf.get(slot)!, instances.list[rows[i]]]))];
          }),
        );
      }),
    );
  }
  const boxes: CxcywhBox[] = [
    [0.2, 0.2, 0.3, 0.2],
    [0.7, 0.3, 0.2, 0.4],
    [0.4, 0.8, 0.5, 0.3],
  ];
  const objects = boxes.map((each) => planted(each));
  const refs = (units: string[], group = 0, indices = [0, 1, 2], first = 0): ReferenceMark[] =>
    indices.map((index, instance) => ({
      ...{ position: first + instance, units, group, instance, phrase: "dog", triplet: 0, index },
    }));
  const seeds = Array.from({ length: 12 }, (_, seed) => seed);

  it("8. gives all decoders of a composite unit the same instance, where each alone would choose otherwise", () => {
    const whole = (unit: string, seed: number) => taken(seed, refs([unit]), (_, __, i) => objects[i]).get(unit)!;
    let disagreements = 0;
    for (const seed of seeds) {
      const together = taken(seed, refs(["box", "mask"]), (_, __, i) => objects[i]);
      expect(together.get("box")).toEqual(together.get("mask"));
      const [box, mask] = ["box", "mask"].map((unit) => [...whole(unit, seed)].sort(([a], [b]) => a - b));
      if (box.some(([, instance], i) => instance !== mask[i][1])) disagreements++;
    }
    expect(disagreements).toBeGreaterThan(0);
  });

  it("9. takes an index that a later group takes up again for the same instance", () => {
    for (const seed of seeds) {
      const marks = [...refs(["box"]), ...refs(["mask"], 1, [0, 2], 3)];
      const truth: TruthOf = (_, group, i) => objects[group === 0 ? i : [0, 2][i]];
      const { box, mask } = Object.fromEntries(taken(seed, marks, truth));
      expect(mask.get(3)).toBe(box.get(0));
      expect(mask.get(4)).toBe(box.get(2));
      // What occurs once only is nothing that could be exchanged with the others.
      expect(box.get(1)).toBe(objects[1]);
    }
  });
});

describe("an instance that a later group takes up again", () => {
  it("10. is pointed at as by its first <REF>, which its unit may not have seen", () => {
    const model = new VisualDecoders(config);
    noGrad(() => {
      nn.init.normal_(model.querySelection!.queryProjection.layers.at(-1).weight);
      const features = [16, 8, 4, 2].map((n) => randn([2, 8, n, n]));
      const mark = (position: number, unit: string, group: number, instance: number, index: number): ReferenceMark => ({
        ...{ position, units: [unit], group, instance, phrase: "dog", triplet: 0, index },
      });
      const marks = [
        [mark(0, "box", 0, 0, 0)],
        [mark(0, "box", 0, 0, 0), mark(1, "box", 0, 1, 1), mark(2, "mask", 1, 0, 1)],
      ];
      const passes = model.forward(model.encode(features), randn([2, 3, 16]), marks);
      const pointing = (unit: string) => passes.get(unit)!.context.pointing!;
      for (const name of ["logits", "attention", "referenceBoxes"] as const)
        expect(pointing("mask")[name].select(0, 0).select(0, 0).toArray()).toEqual(
          pointing("box")[name].select(0, 1).select(0, 1).toArray(),
        );
    });
  });
});

describe("context.box()", () => {
  it("11. says the boxes of <REF>s that were sent to another unit", () => {
    const model = new VisualDecoders(config);
    noGrad(() => {
      const features = [16, 8, 4, 2].map((n) => randn([1, 8, n, n]));
      const marks = ["box", "mask"].map((unit, position) => ({
        ...{ position, units: [unit], group: position, instance: 0, phrase: "dog" },
      }));
      const states = randn([1, 1, 16]).repeat([1, 2, 1]);
      const passes = model.forward(model.encode(features), states, [marks]);
      const [{ value }] = passes.get("box")!.predictions();
      const { boxes, found } = passes.get("mask")!.context.box();
      expect(found.toArray()).toEqual([[1]]);
      const [[box]] = boxes.toArray() as number[][][];
      for (const [i, edge] of box.entries()) expect(edge).toBeCloseTo((value as number[])[i], 5);
    });
    const masksOnly = new VisualDecoders({ ...config, units: { mask: { maskSize: 16, boxPath: true } } });
    noGrad(() => {
      const marks = [[{ position: 0, units: ["mask"], group: 0, instance: 0, phrase: "dog" }]];
      const features = [16, 8, 4, 2].map((n) => randn([1, 8, n, n]));
      const pass = masksOnly.forward(masksOnly.encode(features), randn([1, 1, 16]), marks).get("mask")!;
      expect(() => pass.context.box()).toThrow("decoder.units: a decoder asks that of box: add box");
    });
  });
});
