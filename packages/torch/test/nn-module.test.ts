// Specification of Module: names, state dicts, loading, modes, dtypes, memory, and a small network that learns.
import { rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { beforeEach, describe, expect, it } from "vitest";
import {
  liveTensors,
  manualSeed,
  nn,
  ones,
  optim,
  randn,
  readSafetensors,
  scope,
  type Tensor,
  tensor,
  writeSafetensors,
  zeros,
} from "../src/index.js";

class Block extends nn.Module {
  layerNorm1 = new nn.LayerNorm(4);
  qProj = new nn.Linear(4, 4);
  mlp = new nn.Sequential(new nn.Linear(4, 8), new nn.GELU(), new nn.Linear(8, 4));

  forward(x: Tensor): Tensor {
    return x.add(this.mlp.forward(this.qProj.forward(this.layerNorm1.forward(x))));
  }
}

class Net extends nn.Module {
  clsToken = nn.parameter(zeros([1, 1, 4]));
  embedTokens = new nn.Embedding(10, 4);
  layers = new nn.ModuleList([new Block(), new Block()]);
  heads = new nn.ModuleDict({ boxHead: new nn.Linear(4, 2), mask: new nn.Linear(4, 1, { bias: false }) });
  lmHead = new nn.Linear(4, 10, { bias: false });
  positionIds = nn.buffer(zeros([3], { dtype: "int64" }), { persistent: false });
  scale = nn.buffer(ones([1]));
  notAParameter = 7;
  nothing: nn.Module | null = null;

  constructor(tied = false) {
    super();
    if (tied) {
      this.lmHead.weight.dispose();
      this.lmHead.weight = this.embedTokens.weight;
    }
  }

  forward(x: Tensor): Tensor {
    for (const layer of this.layers) x = layer.forward(x);
    return x;
  }
}

const BLOCK = [
  "layer_norm1.weight",
  "layer_norm1.bias",
  "q_proj.weight",
  "q_proj.bias",
  "mlp.0.weight",
  "mlp.0.bias",
  "mlp.2.weight",
  "mlp.2.bias",
];
const KEYS = [
  "cls_token",
  "scale",
  "embed_tokens.weight",
  ...BLOCK.map((key) => `layers.0.${key}`),
  ...BLOCK.map((key) => `layers.1.${key}`),
  "heads.boxHead.weight",
  "heads.boxHead.bias",
  "heads.mask.weight",
  "lm_head.weight",
];

let live = 0;
beforeEach(() => {
  manualSeed(1);
  live = liveTensors();
});

describe("names", () => {
  it("are PyTorch's: own properties in snake case, list items by number, dictionary items by name", () => {
    using net = new Net();
    expect([...net.stateDict().keys()]).toEqual(KEYS);
    expect(net.namedBuffers().map(([name]) => name)).toEqual(["position_ids", "scale"]);
    expect(net.namedParameters().map(([name]) => name)).toEqual(KEYS.filter((key) => key !== "scale"));
    expect([...net.layers.at(-1).namedModules()].map(([name]) => name)).toEqual([
      "",
      "layer_norm1",
      "q_proj",
      "mlp",
      "mlp.0",
      "mlp.1",
      "mlp.2",
    ]);
  });

  it.each([
    ["qProj", "q_proj"],
    ["layerNorm1", "layer_norm1"],
    ["fc1", "fc1"],
    ["postLayernorm", "post_layernorm"],
    ["W", "w"],
  ])("%s -> %s", (property, key) => expect(nn.snakeCase(property)).toBe(key));

  it("a tied tensor is one parameter under two keys", () => {
    using net = new Net(true);
    expect(net.parameters().length).toBe(KEYS.length - 2);
    expect([...net.stateDict().keys()]).toEqual(KEYS);
  });

  it("dispose frees everything", () => {
    new Net(true).dispose();
    expect(liveTensors()).toBe(live);
  });
});

describe("loading", () => {
  it("gives the same results after a round trip through a file, whatever the values", () => {
    const path = join(tmpdir(), `nn-module-${process.pid}.safetensors`);
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 31 }), fc.boolean(), fc.boolean(), (seed, tied, assign) => {
        manualSeed(seed);
        using a = new Net(tied);
        using b = new Net(tied);
        writeSafetensors(path, a.stateDict());
        scope(() => {
          using file = readSafetensors(path);
          expect(b.loadStateDict(file.tensors(), { assign })).toEqual({ missing: [], unexpected: [] });
          const x = randn([2, 3, 4]);
          expect(b.forward(x).toArray()).toEqual(a.forward(x).toArray());
        });
        expect(b.parameters().every((p) => p.requiresGrad)).toBe(true);
        expect(b.parameters().length).toBe(a.parameters().length);
      }),
      { numRuns: 10 },
    );
    rmSync(path);
    expect(liveTensors()).toBe(live);
  });

  it("lists all missing, unexpected and wrong-shaped keys, and changes nothing", () => {
    using net = new Net();
    scope(() => {
      const before = net.clsToken.toArray();
      const state = new Map(net.stateDict());
      state.set("cls_token", ones([1, 2, 4])).set("scale", ones([2]));
      state.set("extra.one", ones([1])).set("extra.two", ones([1]));
      state.delete("lm_head.weight");
      state.delete("heads.mask.weight");
      expect(() => net.loadStateDict(state)).toThrow(
        [
          "the state dict does not fit the module:",
          "  missing (2):",
          "    heads.mask.weight",
          "    lm_head.weight",
          "  unexpected (2):",
          "    extra.one",
          "    extra.two",
          "  wrong shape (2):",
          "    cls_token: [1,2,4] given, [1,1,4] needed",
          "    scale: [2] given, [1] needed",
        ].join("\n"),
      );
      expect(net.clsToken.toArray()).toEqual(before);
      expect(() => net.loadStateDict(state, { strict: false })).toThrow(
        /does not fit the module:\n {2}wrong shape \(2\)/,
      );
      state.delete("cls_token");
      state.delete("scale");
      expect(net.loadStateDict(state, { strict: false })).toEqual({
        missing: ["cls_token", "scale", "heads.mask.weight", "lm_head.weight"],
        unexpected: ["extra.one", "extra.two"],
      });
    });
  });

  it("lists every key, however many", () => {
    using net = new nn.ModuleList(Array.from({ length: 50 }, () => new nn.Linear(1, 1)));
    expect(() => net.loadStateDict(new Map())).toThrow(/missing \(100\):(\n {4}\S+){100}$/);
  });

  it("renames by table or function, drops by null, and notices two tensors for one key", () => {
    using layer = new nn.Linear(1, 1);
    scope(() => {
      const state = new Map([
        ["model.fc.gamma", tensor([[3]])],
        ["model.fc.beta", tensor([4])],
        ["position_ids", tensor([0])],
      ]);
      layer.loadStateDict(state, {
        rename: [
          ["model.fc.", ""],
          ["gamma", "weight"],
          [/beta$/, "bias"],
          ["position_ids", null],
        ],
      });
      expect([layer.weight.item(), layer.bias!.item()]).toEqual([3, 4]);
      const rename = (key: string): string | null => (key === "position_ids" ? null : "weight");
      expect(() => layer.loadStateDict(state, { rename, strict: false })).toThrow(
        /twice after renaming \(1\):\n {4}weight \(from model.fc.beta\)/,
      );
    });
  });

  it("converts to the module's dtype, or takes the file's over with assign", () => {
    using layer = new nn.Linear(1, 1, { bias: false });
    scope(() => {
      layer.loadStateDict(new Map([["weight", tensor([[0.1]], { dtype: "bfloat16" })]]));
      expect([layer.weight.dtype, layer.weight.item()]).toEqual(["float32", 0.10009765625]);
      const mapped = tensor([[2]], { dtype: "float16" });
      layer.loadStateDict(new Map([["weight", mapped]]), { assign: true });
      expect(layer.weight).toBe(mapped);
    });
    expect([layer.weight.dtype, layer.weight.disposed]).toEqual(["float16", false]); // it outlives the scope
  });

  it("a module built without memory takes its weights from the state", () => {
    using bare = nn.onMeta(() => new nn.Sequential(new nn.Linear(4, 8), new nn.LayerNorm(8)));
    expect(bare.parameters().map((p) => p.device)).toEqual(["meta", "meta", "meta", "meta"]);
    using filled = new nn.Sequential(new nn.Linear(4, 8), new nn.LayerNorm(8));
    scope(() => {
      bare.loadStateDict(new Map([...filled.stateDict()].map(([key, t]) => [key, t.detach().clone()])), {
        assign: true,
      });
      const x = randn([3, 4]);
      expect(bare.forward(x).toArray()).toEqual(filled.forward(x).toArray());
    });
  });

  it("a tied key need not be there", () => {
    using net = new Net(true);
    const state = new Map(net.stateDict());
    state.delete("lm_head.weight");
    expect(net.loadStateDict(state).missing).toEqual([]);
  });
});

describe("modes and types", () => {
  it("train, eval and requiresGrad_ reach every module", () => {
    using net = new Net();
    net.eval().requiresGrad_(false);
    expect([...net.namedModules()].every(([, m]) => !m.training)).toBe(true);
    expect(net.parameters().some((p) => p.requiresGrad)).toBe(false);
    net.train().requiresGrad_();
    expect([...net.namedModules()].every(([, m]) => m.training)).toBe(true);
    expect(net.parameters().every((p) => p.requiresGrad)).toBe(true);
  });

  it("to converts floats only, keeps ties and gradients' switch, and frees the old", () => {
    using net = new Net(true);
    const count = liveTensors();
    net.requiresGrad_(false);
    net.clsToken.requiresGrad = true;
    net.to({ dtype: "bfloat16" });
    expect(new Set([...net.stateDict().values()].map((t) => t.dtype))).toEqual(new Set(["bfloat16"]));
    expect(net.positionIds.dtype).toBe("int64");
    expect(net.lmHead.weight).toBe(net.embedTokens.weight);
    expect(net.parameters().filter((p) => p.requiresGrad)).toEqual([net.clsToken]);
    expect(liveTensors()).toBe(count);
  });

  it("containers find their items or say what is missing, and compute nothing by themselves", () => {
    using list = new nn.ModuleList([new nn.ReLU()]);
    expect([list.push(new nn.GELU()).length, [...list.entries()].map(([i]) => i)]).toEqual([2, [0, 1]]);
    expect(() => list.at(2)).toThrow(/index 2 of 2/);
    expect(() => list.forward()).toThrow(/call its members/);
    using dict = new nn.ModuleDict({ box: new nn.ReLU() });
    expect(dict.set("mask", new nn.GELU()).keys()).toEqual(["box", "mask"]);
    expect(() => dict.get("toString")).toThrow(/no "toString" among box, mask/);
  });
});

describe("training", () => {
  it("a small network learns exclusive-or and holds as many tensors at the end as after the first step", () => {
    const net = new nn.Sequential(new nn.Linear(2, 8), new nn.GELU(), new nn.Linear(8, 1));
    const optimizer = new optim.AdamW(net.parameters(), { lr: 0.05, weightDecay: 0.01 });
    const inputs = tensor([
      [0, 0],
      [0, 1],
      [1, 0],
      [1, 1],
    ]).keep();
    const targets = tensor([[0], [1], [1], [0]]).keep();
    const counts = new Set<number>();
    let loss = Number.POSITIVE_INFINITY;
    for (let step = 0; step < 200; step++) {
      loss = scope(() => {
        const error = net.forward(inputs).sub(targets).square().mean();
        optimizer.zeroGrad();
        error.backward();
        optim.clipGradNorm(net.parameters(), 1);
        optimizer.step();
        return error.item();
      });
      counts.add(liveTensors());
    }
    expect(loss).toBeLessThan(0.01);
    expect(counts.size).toBe(1);
    net.dispose();
    optimizer.dispose();
    inputs.dispose();
    targets.dispose();
    expect(liveTensors()).toBe(live);
  });
});
