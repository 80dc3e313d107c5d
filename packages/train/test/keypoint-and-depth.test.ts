// The units keypoint and depth from scenes to answers, in the tiny network: what they learn, what learns, what is said.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import {
  type LoadedModel,
  loadedModel,
  loadPretrained,
  RefVlmNetwork,
  readModelFolder,
  savePretrained,
} from "@refvlm/model";
import { manualSeed, noGrad, optim, scope, type Tensor } from "@refvlm/torch";
import { Frame, type UnitName } from "@refvlm/vision";
import { prepareAtlas, type Sample, SceneSource, type TaskName } from "@refvlm/vt-instruct";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { AnswersObjective } from "../src/objectives/answers.js";
import { ContrastiveObjective } from "../src/objectives/contrastive.js";

const tiny = readModelFolder(fileURLToPath(new URL("./golden/tiny-run", import.meta.url)));
const units = {
  box: {},
  mask: { maskSize: 24 },
  keypoint: { layers: 2, grid: 8, pixelChannels: 24 },
  depth: { maskSize: 24, near: 0.5, far: 60 },
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

/** The first two scenes with a turn of a task whose answer has targets. */
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
    if (sample.turns.some(({ targets }) => targets.length > 0)) found.push(sample);
  }
  return found;
}

/** Ten gradient steps on a decoder alone; its loss before each. */
function learn(unit: UnitName, batch: readonly Sample[], steps: number, lr: number): number[] {
  const { network } = model;
  const decoder = network.visualDecoders.units.get(unit);
  const optimizer = new optim.AdamW(decoder.parameters(), { lr });
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

describe.each([
  ["keypoint", "keypoint"],
  ["depth", "depth"],
] as const)("%s", (unit, task) => {
  it("1. learns two scenes", () => {
    const curve = learn(unit, twoScenes(task), 40, 3e-3);
    console.log(unit, curve.map((x) => x.toFixed(2)).join(" "));
    expect(curve.at(-1)!).toBeLessThan(curve[0] * 0.7);
  });
});
