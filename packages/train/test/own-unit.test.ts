// A unit of one's own, whose value is none of ours (a colour), from training through checkpoint and answer to JSON and
// overlay: nothing but its own declarations knows it.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import {
  answerFromJson,
  answerToJson,
  type DecoderContext,
  encodePrompt,
  type FramedPicture,
  type GroundedAnswer,
  type LabelledInstances,
  loadedModel,
  loadPretrained,
  type Matching,
  type PictureMemory,
  PictureSession,
  type Prediction,
  predictionsOf,
  RefVlmNetwork,
  readModelFolder,
  savePretrained,
  UnitDecoder,
  type UnitDecoderKind,
  type UnitDecoderSizes,
  unitDecoders,
} from "@refvlm/model";
import { liveTensors, manualSeed, nn, noGrad, optim, scope, stack, type Tensor, tensor, zeros } from "@refvlm/torch";
import { planOf, triplet } from "@refvlm/trp";
import { drawOverlay, type Picture, type UnitShape, unitShapes, unitsOf } from "@refvlm/vision";
import type { Sample, Target } from "@refvlm/vt-instruct";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { settledTensors } from "../../torch/test/settled-tensors.js";
import { AnswersObjective } from "../src/objectives/answers.js";

/** Red, green and blue, 0..255. */
type Tint = readonly [number, number, number];
declare module "@refvlm/vision" {
  interface UnitValues {
    tint: Tint;
  }
}

const tintShape: UnitShape<"tint"> = {
  name: "tint",
  plurality: "many",
  json: (tint) => ({ rgb: tint.map(Math.round) }),
  fromJson: (json) => (json as { rgb: Tint }).rgb,
  columns: ["colour"],
  cells: ([r, g, b]) => [`${r} ${g} ${b}`],
  drawing: {
    draw: (canvas, tint, { width, height }) => {
      for (let y = 0; y < height / 4; y++) for (let x = 0; x < width / 4; x++) canvas.blend(x, y, [...tint], 1);
    },
    anchor: () => [0, 0, 8, 8],
  },
};
const shapes = { ...unitShapes, tint: tintShape };

/** What it keeps of a picture: its mean colour, 0..1. */
class MeanColour implements PictureMemory {
  readonly colour: Tensor;
  constructor({ picture: { data } }: FramedPicture) {
    const sums = [0, 0, 0];
    for (const [i, value] of data.entries()) sums[i % 3] += value;
    this.colour = tensor(sums.map((sum) => (3 * sum) / data.length / 255));
  }
  tensors(): Tensor[] {
    return [this.colour];
  }
}

interface TintTruth {
  colours: Tensor;
  known: boolean[];
}

/** A correction of the picture's mean colour by one linear layer. */
class TintDecoder extends UnitDecoder<Tensor, TintTruth, Tint, MeanColour> {
  readonly head: nn.Linear;

  constructor(
    { width }: UnitDecoderSizes,
    readonly strength: number,
  ) {
    super();
    this.head = new nn.Linear(width, 3);
  }

  override perceive(pictures: readonly FramedPicture[]): MeanColour[] {
    return pictures.map((picture) => new MeanColour(picture));
  }

  forward({ content, memory }: DecoderContext<MeanColour>): Tensor {
    const means = stack(memory.map(({ colour }) => colour)).unsqueeze(1); // [B, 1, 3]
    return this.head.forward(content).mul(this.strength).add(means); // [B, Q, 3]
  }

  truth(instances: LabelledInstances): TintTruth {
    const labels = instances.labels("tint");
    const values = labels.map((tint) => (tint ?? [0, 0, 0]).map((value) => value / 255));
    return { colours: tensor(values, { device: instances.device }), known: labels.map((tint) => tint !== undefined) };
  }

  where(): null {
    return null;
  }

  cost(colours: Tensor, truth: TintTruth, slots: Tensor, rows: Tensor): Tensor {
    const at = (x: Tensor, index: Tensor) => x.indexSelect(0, index.flatten()).reshape([...index.shape, 3]);
    return at(colours.flatten(0, 1), slots).unsqueeze(2).sub(at(truth.colours, rows).unsqueeze(1)).abs().sum(-1);
  }

  loss(colours: Tensor, _: DecoderContext, truth: TintTruth, matching: Matching) {
    const { pairs, slots, targets } = matching.among(truth.known);
    if (pairs === 0) return { total: zeros([]), parts: {} };
    const apart = colours.flatten(0, 1).indexSelect(0, slots).sub(truth.colours.indexSelect(0, targets));
    return { total: apart.square().mean(), parts: {} };
  }

  predictions(colours: Tensor, { queries }: DecoderContext): Prediction<Tint>[] {
    const values = colours.toTypedArray() as Float32Array;
    const quality = zeros(colours.shape.slice(0, 2));
    return predictionsOf(queries, quality, (slot) => [...values.slice(3 * slot, 3 * slot + 3)] as unknown as Tint);
  }

  toPixels(value: Tint) {
    return { tint: value.map((share) => 255 * Math.min(Math.max(share, 0), 1)) as unknown as Tint };
  }
}

const settings = z.strictObject({ strength: z.number() });
const tint: UnitDecoderKind<typeof settings> = {
  unit: "tint",
  settings,
  build: (sizes, { strength }) => new TintDecoder(sizes, strength),
};
const units = { ...unitDecoders, tint };

const tiny = readModelFolder(fileURLToPath(new URL("./golden/tiny-run", import.meta.url)));
const picture: Picture = {
  ...{ width: 64, height: 64 },
  data: Uint8Array.from({ length: 64 * 64 * 3 }, (_, i) => [200, 100, (i * 31) % 256][i % 3]),
};
const body = [triplet("dog", { units: ["tint"], instances: [0, 1] })];
const sampleWith = (targets: object[]): Sample => ({
  picture,
  turns: [
    {
      task: "tint",
      user: [{ type: "text", text: "what colour is the dog?" }],
      answer: { plan: planOf(body), body },
      targets: [targets as Target[]],
    },
  ],
  independent: true,
});
const green: Tint = [20, 230, 40];

const folder = mkdtempSync(join(tmpdir(), "refvlm-own-unit-"));
let network: RefVlmNetwork;
beforeAll(() => {
  manualSeed(5);
  const { config } = tiny;
  network = new RefVlmNetwork(
    { ...config, decoder: { ...config.decoder, units: { tint: { strength: 0.5 } } } },
    { units },
  );
  // Small random weights would make all answers alike; larger ones make the model opinionated.
  noGrad(() => {
    for (const weight of network.languageModel.parameters()) if (weight.ndim === 2) weight.mul_(8);
  });
});
afterAll(() => {
  network.dispose();
  rmSync(folder, { recursive: true, force: true });
});

/** The first answer of several seeds that holds the unit. */
async function answerWithTint(session: PictureSession): Promise<GroundedAnswer> {
  for (let seed = 0; seed < 40; seed++) {
    const question = [{ type: "text" as const, text: "what colour is the dog?" }];
    const answer = await session.ask(question, { temperature: 1, seed, maxNewTokens: 120 });
    if (answer.instances.length > 0) return answer;
  }
  throw new Error("no seed gives a tint");
}

describe("a unit of one's own", () => {
  it("1. is a word that answers may use, and no new one can take", () => {
    const model = loadedModel({ network, codec: tiny.codec, textCodec: tiny.codec });
    const command = { task: "new", elements: ["unit" as const], units: ["tint"], newUnits: { tint: null } };
    const ask = () => encodePrompt(model, [{ type: "text", text: "what colour?" }], { command });
    expect(ask).toThrow('"tint" is a unit already');
  });

  it("2. learns from its labels, and an unknown label costs nothing", () => {
    const objective = new AnswersObjective(loadedModel({ network, codec: tiny.codec, textCodec: tiny.codec }));
    const decoder = network.visualDecoders.units.get("tint");
    const optimizer = new optim.AdamW(decoder.parameters(), { lr: 0.05 });
    const lossOf = (targets: object[], learn = false) =>
      scope(() => {
        const losses = objective.losses([sampleWith(targets)]);
        expect(Object.keys(losses)).toEqual(["text", "tint"]);
        if (learn) {
          losses.tint.backward();
          optimizer.step();
        }
        network.zeroGrad();
        return losses.tint.item();
      });
    const before = lossOf([{ tint: green }, { tint: green }]);
    for (let step = 0; step < 30; step++) lossOf([{ tint: green }, { tint: green }], true);
    expect(lossOf([{ tint: green }, { tint: green }])).toBeLessThan(before / 10);
    const boxOnly = { box: [0, 0, 32, 32] };
    expect(lossOf([boxOnly, boxOnly])).toBe(0);
    optimizer.dispose();
  });

  it("3. is saved with its network, and loaded where its decoder is known", () => {
    savePretrained(folder, network, tiny.tokenizer, { dtype: "float32" });
    const loaded = loadPretrained(folder, { units });
    const key = "visual_decoders.units.tint.head.weight";
    const [was, is] = [network, loaded.network].map((each) => each.stateDict().get(key)!.toArray());
    expect(is).toEqual(was);
    expect(loaded.network.config.decoder.units).toEqual({ tint: { strength: 0.5 } });
    loaded.network.dispose();
    expect(() => loadPretrained(folder)).toThrow(/config\.json: .*decoder\.units\.tint: unknown key; /);
  });

  it("4. answers in its own values, which become JSON and a drawing; what it kept of the picture is freed", async () => {
    const model = loadPretrained(folder, { units });
    const live = await settledTensors();
    const session = PictureSession.open(model, [picture]);
    const answer = await answerWithTint(session);
    const { instances: found } = answer;
    session.dispose();
    expect(liveTensors()).toBe(live);
    model.network.dispose();

    for (const { units: marks, tint: value, box, mask, score } of found) {
      expect([marks.map(({ unit }) => unit), box, mask]).toEqual([["tint"], undefined, undefined]);
      expect(value).toHaveLength(3);
      for (const share of value!) expect(0 <= share && share <= 255).toBe(true);
      expect(0 < score && score < 1).toBe(true);
    }
    const asked = { picture: "dog.png", question: "what colour is the dog?" };
    const { instances: written } = JSON.parse(JSON.stringify(answerToJson(answer, asked, shapes)));
    expect(written[0].tint).toEqual({ rgb: found[0].tint!.map(Math.round) });
    const back = answerFromJson(JSON.parse(JSON.stringify(answerToJson(answer, asked, shapes))), shapes);
    expect(back.instances[0].tint).toEqual(tintShape.fromJson(written[0].tint));
    const [own, ...others] = unitsOf(found[0], shapes);
    expect(others).toEqual([]);
    expect(own.shape.columns).toEqual(["colour"]);
    expect(own.shape.cells(tintShape.fromJson(written[0].tint))[0]).toBe(written[0].tint.rgb.join(" "));

    const overlay = await drawOverlay(picture, [{ label: "dog", ...found[0] }], { units: shapes, labels: false });
    const corner = [...overlay.data.subarray(0, 3)];
    for (const [i, value] of corner.entries()) expect(Math.abs(value - found[0].tint![i])).toBeLessThanOrEqual(1);
  });
});
