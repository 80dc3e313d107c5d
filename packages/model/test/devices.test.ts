// Every tensor made from data lies where the network does: the whole pass and its losses on the meta device, where shapes
// are computed without memory, and any tensor left on the CPU shows.
import { nn, scope, Tensor, tensor } from "@refvlm/torch";
import { encodeConversation, phrase, type Turn, text, triplet, withPicture } from "@refvlm/trp";
import { Frame, Mask } from "@refvlm/vision";
import { describe, expect, it, vi } from "vitest";
import {
  LabelledInstance,
  LabelledInstances,
  loadedModel,
  type ModelConfig,
  namingLoss,
  packConversations,
  packedAttentionMask,
  pixelBatch,
  RefVlmNetwork,
  TextTokenizer,
  TokenizerCodec,
  trainTokenizer,
} from "../src/index.js";
import { clipJson, paperShape, selecting } from "./paper-shape.js";
import { tinyConfig } from "./tiny-config.js";
import { speckledPicture, turnOf } from "./tiny-model.js";

vi.mock("../../torch/src/loader.js", async (original) => {
  const loader = await original<typeof import("../../torch/src/loader.js")>();
  const { strictDevices } = await import("./strict-devices.js");
  const native = strictDevices(loader.loadEngine());
  const { call, operator: declareOperator } = native;
  return { ...loader, native, call, declareOperator, isLoaded: () => true, loadEngine: () => native };
});

const codec = new TokenizerCodec(trainTokenizer(["where is the dog?"], { vocabSize: 330 }));
const nanoShape: ModelConfig = {
  ...tinyConfig,
  text: { ...tinyConfig.text, vocabSize: codec.size, eosId: codec.eosId },
  languageModel: { ...tinyConfig.languageModel, vocabSize: codec.size },
};

/** Where the tensors in a value lie, by path. */
function devicesIn(value: unknown, path = "", seen = new Set<unknown>()): [path: string, device: string][] {
  if (value instanceof Tensor) return [[path, value.device]];
  if (typeof value !== "object" || value === null || value instanceof nn.Module || seen.has(value)) return [];
  seen.add(value);
  const entries = value instanceof Map ? [...value] : Object.entries(value);
  return entries.flatMap(([key, inner]) => devicesIn(inner, `${path}.${key}`, seen));
}

/** Asserts that there are tensors, all of them on the meta device. */
function expectMeta(value: unknown, what: string): void {
  const found = devicesIn(value);
  expect(found.length, what).toBeGreaterThan(0);
  for (const [path, device] of found) expect(device, what + path).toBe("meta");
}

const rows: Turn[][] = [
  [
    turnOf("where is the dog?", [triplet("dog", { units: ["box"], instances: [0] })]),
    turnOf("segment the cup.", [text("a "), triplet("cup", { units: ["box", "mask"], instances: [0] })]),
  ],
  [turnOf("segment the dog on the bus.", [triplet("dog", { units: ["mask"], instances: [0] }), phrase("the bus")])],
];
const pictures = [speckledPicture(50, 30), speckledPicture(30, 50)];
const frame = Frame.letterbox(50, 30);
const instance = new LabelledInstance(
  { box: [10, 5, 30, 20], mask: new Mask(50, 30, new Uint8Array(50 * 30).fill(1, 400, 900)) },
  frame,
);

describe.each([
  ["nano", nanoShape, codec],
  ["the paper with query selection", selecting(paperShape(codec.size)), new TextTokenizer(clipJson)],
  ["the paper", paperShape(codec.size), null],
])("a network of the shape of %s on the meta device", (_, config, textCodec) => {
  const network = nn.onMeta(() => new RefVlmNetwork(config)).to({ device: "meta" });
  const model = loadedModel({ network, codec, textCodec });

  it("1. says where it is", () => {
    expect([network.device, model.device]).toEqual(["meta", "meta"]);
    expectMeta(network.stateDict(), "weights");
  });

  it("2. gets pixels, tokens, positions and labels there, and makes everything of a pass there", () => {
    scope(() => {
      const pixels = pixelBatch(pictures, config, network);
      expectMeta(pixels, "pixels");
      const packed = packConversations(
        rows.map((turns) => ({
          conversation: encodeConversation(withPicture(turns), codec, model.template),
          independent: true,
        })),
        network.packing(model),
      );
      expectMeta(packed, "packed");
      expectMeta(packedAttentionMask(packed.segments), "mask");
      const features = network.encodePictures(pixels);
      expectMeta(features, "features");
      const encodePhrases = network.phraseEncoder(textCodec);
      for (const textMean of ["token", "turn"] as const) {
        const output = network.forward(packed, features, { encodePhrases, textMean });
        expect([...output.units.keys()]).toEqual(["box", "mask"]);
        expectMeta(output, "output");
        for (const [unit, pass] of output.units.match(() => instance)) {
          expectMeta([pass.matching.slots, pass.matching.targets], `matching of ${unit}`);
          expectMeta(pass.loss(), `loss of ${unit}`);
        }
      }
    });
  });

  // A network without a text tower proposes nothing that could have a name.
  const itNames = textCodec ? it : () => {};
  itNames("3. computes the losses of annotated objects and their names there", () => {
    scope(() => {
      const { device } = model;
      const pixels = pixelBatch(pictures, config, network);
      const features = network.encodePictures(pixels);
      const boxAlone = new LabelledInstance({ box: [10, 5, 30, 20] }, frame);
      const labelled = new LabelledInstances([[instance, boxAlone]], device);
      const objects = { pictures: [0, 1], boxes: labelled.boxes, masks: labelled.coverage(network.maskGrid) };
      const dense = network.visualDecoders.denseLoss(features.memory, objects);
      expectMeta(dense, "dense");
      const nameOf = tensor([0n, 1n], { device });
      const names = network.phraseEncoder(textCodec)!(["dog", "cup"]);
      const scale = network.visualDecoders.querySelection!.scale();
      expectMeta(namingLoss(features.memory.proposals!.keys, dense.assignment, names, nameOf, scale), "regions");
    });
  });
});
