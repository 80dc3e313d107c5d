// The assembled network: one code for both presets, packing that keeps turns apart, gradients that reach every part.
import { manualSeed, nn, noGrad, randn, scope } from "@refvlm/torch";
import { type Codec, encodeConversation, plainTemplate, SPECIAL, SPECIAL_TOKENS, type Turn } from "@refvlm/trp";
import { Frame } from "@refvlm/vision";
import { expect, test } from "vitest";
import { LabelledInstance, packConversations, packedAttentionMask, presets, RefVlmNetwork } from "../src/index.js";
import { tinyConfig } from "./tiny-config.js";

/** A codec of single characters, enough to lay out conversations. */
const codec: Codec = {
  encodeText: (text) => Array.from(text, (character) => 16 + (character.charCodeAt(0) % 48)),
  bytesOf: (id) => Uint8Array.of(id),
  special: (marker) => 3 + SPECIAL_TOKENS.indexOf(marker),
  imageId: -200,
  promptId: -300,
  bosId: 1,
  eosId: 2,
  decode: () => "",
};

const turn = (question: string, unit: string, count: number): Turn => ({
  user: [{ type: "text", text: question }],
  answer: {
    plan: { decode: true, lines: [{ name: "dog", units: [unit], count }] },
    body: [
      {
        kind: "triplet",
        phrase: { kind: "phrase", children: [{ kind: "text", text: "dog" }] },
        groups: [{ units: [unit], instances: Array.from({ length: count }, (_, i) => i) }],
      },
    ],
  },
});
const withPicture = (turns: Turn[]): Turn[] => [
  { ...turns[0], user: [{ type: "image" }, ...turns[0].user] },
  ...turns.slice(1),
];

function pack(turns: Turn[], network?: RefVlmNetwork) {
  const conversation = encodeConversation(withPicture(turns), codec, plainTemplate, { independent: true });
  const options = network?.packing({ codec }) ?? { imageTokens: 4, promptTokens: 4 };
  return packConversations([{ conversation, independent: true }], options);
}

test("vicuna-7b is built from its config: the paper's sizes, published keys", () => {
  const network = nn.onMeta(() => new RefVlmNetwork(presets["vicuna-7b"]));
  const state = network.stateDict();
  expect(state.get("language_model.model.layers.31.self_attn.q_proj.weight")?.shape).toEqual([4096, 4096]);
  expect(state.get("vision_tower.vision_model.encoder.layers.23.mlp.fc1.weight")?.shape).toEqual([4096, 1024]);
  expect(network.imageTokens).toBe(576);
});

test("vicuna-7b has the paper's modules and no other, each of its published size", () => {
  const network = nn.onMeta(() => new RefVlmNetwork(presets["vicuna-7b"]));
  const millions = new Map<string, number>();
  for (const [key, { numel }] of network.namedParameters()) {
    const [module, part] = key.split(".");
    const name = module === "visual_decoders" ? part : module;
    millions.set(name, (millions.get(name) ?? 0) + numel / 1e6);
  }
  expect([...millions.keys()].sort()).toEqual([
    "language_model",
    "pixel_decoder",
    "projector",
    "pyramid_tower",
    "query_projection",
    "units",
    "vision_tower",
  ]);
  expect(millions.get("vision_tower")).toBeCloseTo(304.3, 1);
  expect(millions.get("pyramid_tower")).toBeCloseTo(199.8, 1);
  expect(millions.get("projector")).toBeCloseTo(20.98, 2);
  expect(millions.get("language_model")).toBeCloseTo(6738.5, 0);
  expect(network.namedParameters().filter(([key]) => key.includes("mask.query.box_head"))).toEqual([]);
});

test("independent turns neither see nor shift each other", () => {
  manualSeed(3);
  const network = new RefVlmNetwork(tinyConfig);
  const count = network.imageTokens;
  const first = turn("where is the dog?", "box", 1);
  const second = turn("segment all dogs", "mask", 2);
  noGrad(() =>
    scope(() => {
      const tokens = randn([1, count, tinyConfig.languageModel.hiddenSize]);
      const run = (turns: Turn[]) => {
        const packed = pack(turns, network);
        const { hiddenStates } = network.languageModel.forward({
          inputsEmbeds: network.embed(packed, { tokens }),
          attentionMask: packedAttentionMask(packed.segments),
          positionIds: packed.positionIds,
        });
        return packed.marks[0].map(
          ({ position }) => hiddenStates.select(0, 0).select(0, position).toArray() as number[],
        );
      };
      const [alone] = run([second, first]).slice(2);
      const [together] = run([first, second]);
      for (const [i, value] of alone.entries()) expect(value).toBeCloseTo(together[i], 4);
    }),
  );
  network.dispose();
});

test("a <REF> mark stands at the token itself", () => {
  const packed = pack([turn("where?", "box", 2)]);
  const ids = packed.ids.toTypedArray() as BigInt64Array;
  expect(packed.marks[0]).toHaveLength(2);
  for (const { position } of packed.marks[0]) expect(Number(ids[position])).toBe(codec.special(SPECIAL.ref));
});

test("every supervised place is the one before its label, inside one turn", () => {
  const packed = pack([turn("where?", "box", 1), turn("and where?", "mask", 1)]);
  const ids = packed.ids.toTypedArray() as BigInt64Array;
  const segments = packed.segments.toTypedArray() as BigInt64Array;
  const slots = packed.supervised.slots.toTypedArray() as BigInt64Array;
  const labels = packed.supervised.labels.toTypedArray() as BigInt64Array;
  expect(slots.length).toBeGreaterThan(20);
  for (const [i, slot] of slots.entries()) {
    expect(ids[Number(slot) + 1]).toBe(labels[i]);
    expect(segments[Number(slot)]).toBe(segments[Number(slot) + 1]);
  }
});

test("the loss of an answer reaches projector, language model, both encoders and the decoder of its unit only", () => {
  manualSeed(4);
  const network = new RefVlmNetwork(tinyConfig);
  scope(() => {
    const size = tinyConfig.vit.imageSize;
    const pixels = randn([1, 3, size, size]);
    const features = network.encodePictures({ vit: pixels, convnext: pixels, detector: null });
    const output = network.forward(pack([turn("where?", "box", 1)], network), features);
    expect([...output.units.keys()]).toEqual(["box"]);
    const half = new LabelledInstance({ box: [0, 0.25 * size, size, 0.75 * size] }, Frame.letterbox(size, size));
    const { total } = output.units
      .match(() => half)
      .get("box")!
      .loss();
    output.textLoss!.add(total).backward();
  });
  const reached = new Set(network.namedParameters().flatMap(([name, { grad }]) => (grad ? [name.split(".")[0]] : [])));
  expect(reached).toEqual(
    new Set(["vision_tower", "pyramid_tower", "projector", "pyramid_projector", "language_model", "visual_decoders"]),
  );
  const untouched = network.namedParameters().filter(([name]) => name.startsWith("visual_decoders.units.mask."));
  expect(untouched.length).toBeGreaterThan(0);
  for (const [name, { grad }] of untouched) expect(grad, name).toBeNull();
  network.dispose();
});

test("with textMean turn, an answer of one word weighs as much as a long one", () => {
  manualSeed(5);
  const network = new RefVlmNetwork(tinyConfig);
  const short: Turn = {
    user: [{ type: "text", text: "how many?" }],
    answer: { plan: null, body: [{ kind: "text", text: "two" }] },
  };
  const long = turn("where is the dog?", "box", 3);
  noGrad(() =>
    scope(() => {
      const pixels = randn([1, 3, tinyConfig.vit.imageSize, tinyConfig.vit.imageSize]);
      const features = network.encodePictures({ vit: pixels, convnext: pixels, detector: null });
      const loss = (turns: Turn[], textMean: "token" | "turn") =>
        network.forward(pack(turns, network), features, { textMean }).textLoss!.item();
      const alone = [short, long].map((each) => loss([each], "token"));
      expect(loss([short, long], "turn")).toBeCloseTo((alone[0] + alone[1]) / 2, 4);
      expect(loss([short, long], "token")).not.toBeCloseTo((alone[0] + alone[1]) / 2, 4);
    }),
  );
  network.dispose();
});
