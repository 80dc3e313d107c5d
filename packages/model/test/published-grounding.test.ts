// The tables of GroundingDINO and X-Pose against every name and shape of the published files, without their weights.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { nn } from "@refvlm/torch";
import { describe, expect, it } from "vitest";
import { GroundingDino } from "../src/plugins/grounding-dino/network.js";
import { UniPose } from "../src/plugins/uni-pose/network.js";
import { type Layout, renamed } from "../src/pretrained/published/family.js";
import { groundingDinoLayouts } from "../src/pretrained/published/grounding-dino.js";
import { groundingDinoSizes, uniPoseSizes } from "../src/pretrained/published/grounding-sizes.js";
import { uniPoseLayout } from "../src/pretrained/published/uni-pose.js";

const goldens = process.env.REFVLM_GOLDEN ?? join(import.meta.dirname, "golden");
type Shapes = Record<string, number[]>;
const published = (name: string): Shapes =>
  JSON.parse(readFileSync(join(goldens, "published-keys", `${name}.json`), "utf8"));

/** Shapes under our keys; a key that no rule knows is an error. */
function ours(shapes: Shapes, { rules, signature }: Layout): Map<string, number[]> {
  expect(Object.keys(shapes).some((key) => signature.test(key))).toBe(true);
  return new Map(
    Object.entries(shapes).flatMap(([key, shape]) => {
      const to = renamed(key, rules);
      expect(to, key).toBeDefined();
      return to!.map((each) => [each.key, each.shape(shape)] as const);
    }),
  );
}

const shapesOf = (network: nn.Module) =>
  Object.fromEntries([...network.stateDict()].map(([key, { shape }]) => [key, [...shape]]));

const swint = { width: 96, depths: [2, 2, 6, 2], heads: [3, 6, 12, 24], window: 7 };
const sizes = {
  ...{ swin: swint, width: 256, heads: 8, feedForwardSize: 2048, encoderLayers: 6, decoderLayers: 6 },
  ...{ levels: 4, points: 4, queries: 900 },
};

describe("names and shapes", () => {
  it.each([
    ["gdino-orig-swint", groundingDinoLayouts[0]],
    ["gdino-hf-default", groundingDinoLayouts[1]],
  ])("1. %s is GroundingDINO's swint network", (name, layout) => {
    const shapes = ours(published(name), layout);
    const { input, ...config } = groundingDinoSizes((key) => shapes.get(key), {});
    expect(config).toMatchObject(sizes);
    expect(config.text).toMatchObject({ vocabSize: 30522, hiddenSize: 768, layers: 12, heads: 12, positions: 512 });
    expect(input).toEqual({ shortest: 800, longest: 1333 });
    const network = nn.onMeta(() => new GroundingDino(config));
    expect(Object.fromEntries(shapes)).toEqual(shapesOf(network));
    network.dispose();
  });

  it("2. xpose-orig-swint is X-Pose's, without the towers of CLIP", () => {
    const shapes = ours(published("xpose-orig-swint"), uniPoseLayout);
    const { input: _, ...config } = uniPoseSizes((key) => shapes.get(key));
    expect(config).toEqual({ ...sizes, textSize: 512, instances: 50, joints: 68, boxLayers: 2 });
    const network = nn.onMeta(() => new UniPose(config));
    expect(Object.fromEntries(shapes)).toEqual(shapesOf(network));
    network.dispose();
  });
});
