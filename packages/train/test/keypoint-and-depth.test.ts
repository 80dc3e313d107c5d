// The units keypoint and depth from scenes to answers, in the tiny network: what they learn, what learns, what is said.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import {
  type LoadedModel,
  loadedModel,
  loadPretrained,
  pixelBatch,
  RefVlmNetwork,
  readModelFolder,
  savePretrained,
} from "@refvlm/model";
import { manualSeed, noGrad, optim, randn, scope } from "@refvlm/torch";
import { Frame, type UnitName } from "@refvlm/vision";
import { prepareAtlas, type Sample, SceneSource, type Target, type TaskName } from "@refvlm/vt-instruct";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { AnswersObjective } from "../src/objectives/answers.js";
import { ContrastiveObjective } from "../src/objectives/contrastive.js";

const tiny = readModelFolder(fileURLToPath(new URL("./golden/tiny-run", import.meta.url)));
const units = {
  box: {},
  mask: { maskSize: 24, boxPath: true },
  keypoint: { layers: 2, grid: 8, pixelChannels: 24 },
  depth: { channels: 16, grid: 16, near: 0.5, far: 60 },
};
const folder = mkdtempSync(join(tmpdir(), "refvlm-units-"));

let model: LoadedModel;
beforeAll(async () => {
  await prepareAtlas();
  manualSeed(3);
  const { config, codec } = tiny;
  const network = new RefVlmNetwork({ ...config, decoder: { ...config.decoder, units } });
  model = loadedModel({ network, codec, textCodec: codec });
});
afterAll(() => {
  model.network.dispose();
  rmSync(folder, { recursive: true, force: true });
});

/** The first two scenes whose answer to a task is about things, not the picture as a whole. */
function twoScenes(task: TaskName): Sample[] {
  const source = new SceneSource({
    seed: 4,
    size: 64,
    peopleRate: 1,
    depth: true,
    tasks: { [task]: 1 },
    turns: [1, 1],
    absentRate: 0,
  });
  const found: Sample[] = [];
  for (let i = 0; found.length < 2; i++) {
    const sample = source.sample(i);
    if (sample.turns.some(({ targets }) => targets.some(([{ mask }]) => mask))) found.push(sample);
  }
  return found;
}

/** Gradient steps on what a unit's own loss reaches of its decoder; the loss before each. */
function learn(unit: UnitName, batch: readonly Sample[], steps: number): number[] {
  const { network } = model;
  const optimizer = new optim.AdamW(network.visualDecoders.units.get(unit).parameters(), { lr: 3e-3 });
  const objective = new AnswersObjective(model);
  const curve = Array.from({ length: steps }, () =>
    scope(() => {
      const loss = objective.losses(batch)[unit];
      loss.backward();
      optimizer.step();
      network.zeroGrad();
      return loss.item();
    }),
  );
  optimizer.dispose();
  return curve;
}

/** What a decoder says of random states about a picture that is twice as wide as high. */
function said(network: RefVlmNetwork, unit: UnitName) {
  const picture = { width: 64, height: 32, data: Uint8Array.from({ length: 64 * 32 * 3 }, (_, i) => (i * 37) % 256) };
  manualSeed(9);
  return noGrad(() =>
    scope(() => {
      const { memory } = network.encodePictures(pixelBatch([picture], network.config, network));
      const states = randn([1, 2, network.config.languageModel.hiddenSize]);
      const marks = [0, 1].map((position) => ({
        ...{ position, units: [unit], group: 0, instance: position, phrase: "person" },
      }));
      const pass = network.visualDecoders.forward(memory, states, [marks]).get(unit)!;
      return pass.predictions().map(({ value, score }) => {
        expect(0 < score && score < 1).toBe(true);
        return pass.decoder.toPixels(value, Frame.letterbox(64, 32));
      });
    }),
  );
}

describe.each(["keypoint", "depth"] as const)("%s", (unit) => {
  it("1. learns two scenes; what is learnt is all of its decoder and nothing of the others", () => {
    const { network } = model;
    const batch = twoScenes(unit);
    scope(() => new AnswersObjective(model).losses(batch)[unit].backward());
    const reached = new Set(network.namedParameters().flatMap(([name, { grad }]) => (grad ? [name.split(".")] : [])));
    const decoders = new Set([...reached].filter(([, part]) => part === "units").map(([, , name]) => name));
    expect([...decoders]).toEqual([unit]);
    const own = network.visualDecoders.units.get(unit).namedParameters();
    expect(own.filter(([, { grad }]) => !grad).map(([name]) => name)).toEqual([]);
    network.zeroGrad();
    const curve = learn(unit, batch, 24);
    expect(curve.at(-1)!, curve.join(" ")).toBeLessThan(curve[0] * 0.8);
  });

  it("2. says what it says in original pixels", () => {
    for (const value of said(model.network, unit)) {
      if (unit === "keypoint") {
        expect(Object.keys(value)).toEqual(["keypoint", "box"]);
        expect(value.keypoint).toHaveLength(17);
        for (const [x, y, seen] of value.keypoint!)
          expect(0 <= x && x <= 64 && 0 <= y && y <= 32 && [1, 2].includes(seen)).toBe(true);
        continue;
      }
      const { width, height, data, kind } = value.depth!;
      expect([width, height, data.length, kind]).toEqual([64, 32, 64 * 32, "invented"]);
      expect(data.every((metres) => metres === 0 || (metres >= 0.499 && metres <= 60.01))).toBe(true);
    }
  });

  it("3. says the same after it was saved and loaded", () => {
    savePretrained(folder, model.network, tiny.tokenizer, { dtype: "float32" });
    const { network } = loadPretrained(folder);
    expect(network.config.decoder.units).toEqual(units);
    expect(said(network, unit)).toEqual(said(model.network, unit));
    network.dispose();
  });
});

describe("stage 0", () => {
  it("4. shows people to the decoder of keypoints, and to that of depth nothing: no object has a depth of its own", () => {
    const losses = (batch: readonly Sample[]) =>
      scope(() => Object.keys(new ContrastiveObjective(model).losses(batch)));
    const people = twoScenes("keypoint");
    expect(losses(people)).toEqual(expect.arrayContaining(["box", "mask", "keypoint"]));
    expect(losses(people)).not.toContain("depth");
    const others = people.map(({ objects = [], ...sample }) => ({
      ...sample,
      objects: objects.map(({ keypoint: _, ...object }) => object),
    }));
    expect(losses(others)).not.toContain("keypoint");
  });
});

describe("labels that are not known", () => {
  it("5. cost nothing: joints of a person with a box alone, depth of a map without a known pixel", () => {
    const objective = new AnswersObjective(model);
    const changed = (unit: "keypoint" | "depth", change: (target: Target) => Target) => {
      const batch = twoScenes(unit).map((sample) => ({
        ...sample,
        turns: sample.turns.map((turn) => ({ ...turn, targets: turn.targets.map((list) => list.map(change)) })),
      }));
      return scope(() => {
        objective.losses(batch)[unit].backward();
        const own = model.network.visualDecoders.units.get(unit).namedParameters();
        const reached = own
          .filter(([, { grad }]) => grad && grad.abs().sum().item() > 0)
          .map(([name]) => name.split(".")[0]);
        model.network.zeroGrad();
        return new Set(reached);
      });
    };
    expect(changed("keypoint", ({ box }) => ({ box }))).toEqual(new Set(["query"]));
    const blank = { width: 64, height: 64, data: new Float32Array(64 * 64), kind: "metric" } as const;
    expect(changed("depth", () => ({ depth: blank }))).toEqual(new Set());
  });
});
