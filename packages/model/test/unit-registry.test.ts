// Decoders of one's own: registered by name, built from the config, trained and asked like the built-in ones.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { manualSeed, nn, noGrad, optim, scope, type Tensor } from "@refvlm/torch";
import { encodeConversation, findUnit, triplet, withPicture } from "@refvlm/trp";
import type { CxcywhBox, Frame } from "@refvlm/vision";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  type DecoderContext,
  type LoadedModel,
  loadPretrained,
  PictureSession,
  packConversations,
  parseModelConfig,
  pixelBatch,
  RefVlmNetwork,
  registerUnitDecoder,
  savePretrained,
  stackTargets,
  trainTokenizer,
  UnitDecoder,
  type UnitDecoderConfig,
  type UnitTargets,
} from "../src/index.js";
import { tinyConfig } from "./tiny-config.js";
import { speckledPicture, tinyModel, turnOf } from "./tiny-model.js";

/** One linear layer from a query's content to the centre of what it means. */
class LandmarkDecoder extends UnitDecoder<Tensor, CxcywhBox> {
  readonly unit = "landmark";
  readonly centre: nn.Linear;

  constructor({ width }: UnitDecoderConfig) {
    super();
    this.centre = new nn.Linear(width, 2);
  }

  forward({ content }: DecoderContext): Tensor {
    return this.centre.forward(content).sigmoid(); // [B, Q, 2]
  }

  loss(centres: Tensor, { queries }: DecoderContext, { boxes }: UnitTargets) {
    const slots = queries.groups.flatMap((group) => group.slots);
    const found = slots.map((slot) => centres.flatten(0, 1).narrow(0, slot, 1));
    const total = found
      .map((centre, i) =>
        centre
          .sub(boxes.narrow(0, i, 1).narrow(1, 0, 2))
          .square()
          .sum(),
      )
      .reduce((sum, term) => sum.add(term));
    return { total, parts: {} };
  }

  readOut(centres: Tensor, { queries }: DecoderContext) {
    const values = centres.flatten(0, 1).toArray() as [number, number][];
    return queries.groups.flatMap(({ sample, slots, refs }) =>
      slots.map((slot, i) => ({ sample, ref: refs[i], value: [...values[slot], 0.1, 0.1] as const, score: 1 })),
    );
  }

  place(value: CxcywhBox, frame: Frame) {
    return { box: frame.fromUnitSquare(value) };
  }
}

let model: LoadedModel;
beforeAll(() => {
  registerUnitDecoder("landmark", (config) => new LandmarkDecoder(config) as UnitDecoder);
  model = tinyModel(["box", "landmark"]);
});
afterAll(() => model.network.dispose());

const picture = speckledPicture(64, 64);
const answer = turnOf("where?", [triplet("dog", { units: ["landmark"], count: 1 })]);

describe("a decoder registered under a unit name of its own", () => {
  it("1. makes the word a unit of the language, and is built where a config lists it", () => {
    expect(findUnit("landmark")).toEqual({ name: "landmark", plurality: "many" });
    expect(model.network.visualDecoders.units.keys()).toEqual(["box", "landmark"]);
    expect(model.network.stateDict().has("visual_decoders.units.landmark.centre.weight")).toBe(true);
  });

  it("2. is left out of networks whose config does not list it", () => {
    const plain = nn.onMeta(() => new RefVlmNetwork(tinyConfig));
    expect(plain.visualDecoders.units.keys()).toEqual(["box", "mask"]);
  });

  it("3. learns from its targets, and only it does", () => {
    const { network, codec, template } = model;
    manualSeed(1);
    const pixels = noGrad(() => pixelBatch([picture], network.config, network));
    const conversation = encodeConversation(withPicture([answer]), codec, template);
    const packed = packConversations([{ conversation, independent: false }], network.packing(model));
    const landmark = network.visualDecoders.units.get("landmark").requiresGrad_(true);
    const optimizer = new optim.AdamW(landmark.parameters(), { lr: 0.05 });
    const step = () =>
      scope(() => {
        const { units } = network.forward(packed, network.encodePictures(pixels));
        expect([...units.keys()]).toEqual(["landmark"]);
        const pass = units.get("landmark")!;
        const targets = stackTargets(pass.context.queries, () => [{ box: [0.9, 0.1, 0.1, 0.1] }], 8);
        const { total } = network.visualDecoders.unitLoss(pass, targets, 0);
        total.backward();
        optimizer.step();
        optimizer.zeroGrad();
        return total.item();
      });
    const first = step();
    expect(step()).toBeLessThan(first);
    landmark.requiresGrad_(false);
    optimizer.dispose();
  });

  it("4. answers: its boxes come back under its name", async () => {
    using session = PictureSession.open(model, [picture]);
    for (let seed = 0; seed < 40; seed++) {
      const parts = [{ type: "text" as const, text: "where?" }];
      const { units } = await session.ask(parts, { temperature: 1, seed, maxNewTokens: 200 });
      const mine = units.find(({ kind }) => kind === "landmark");
      if (!mine) continue;
      const [x1, y1, x2, y2] = mine.box!;
      expect(x2 - x1).toBeLessThanOrEqual(6.4 + 1e-4);
      expect(y2 - y1).toBeLessThanOrEqual(6.4 + 1e-4);
      return;
    }
    throw new Error("no seed gives a landmark");
  });

  it("5. is saved and loaded with its network", () => {
    const folder = mkdtempSync(join(tmpdir(), "refvlm-units-"));
    savePretrained(folder, model.network, trainTokenizer([], { vocabSize: 330 }), { dtype: "float32" });
    const loaded = loadPretrained(folder);
    const [was, is] = [model, loaded].map(({ network }) =>
      network.stateDict().get("visual_decoders.units.landmark.centre.weight")!.toArray(),
    );
    expect(is).toEqual(was);
    loaded.network.dispose();
    rmSync(folder, { recursive: true });
  });
});

describe("names", () => {
  const factory = () => {
    throw new Error("never built");
  };

  it("6. that have a decoder already, or are no word, are refused", () => {
    expect(() => registerUnitDecoder("box", factory)).toThrow('unit "box" has a decoder already');
    expect(() => registerUnitDecoder("landmark", factory)).toThrow('unit "landmark" has a decoder already');
    expect(() => registerUnitDecoder("two words", factory)).toThrow(/unit name "two words" must be one word/);
  });

  it("7. without a decoder are refused when a network is built, with the way out", () => {
    const config = { ...tinyConfig, decoder: { ...tinyConfig.decoder, units: ["box", "halo"] } };
    expect(() => nn.onMeta(() => new RefVlmNetwork(config))).toThrow(
      'decoder.units: no decoder for "halo"; known: box, mask, landmark; registerUnitDecoder adds others',
    );
    expect(() => parseModelConfig({ ...config, decoder: { ...config.decoder, units: [] } })).toThrow(/decoder\.units/);
  });
});
