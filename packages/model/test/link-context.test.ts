// Link-context learning at inference: a word that the prompt introduces is written, routed and decoded (appendix A).

import { noGrad } from "@refvlm/torch";
import { type TaskCommand, triplet } from "@refvlm/trp";
import { Frame } from "@refvlm/vision";
import { afterAll, describe, expect, it } from "vitest";
import {
  type AskOptions,
  answerAutomaton,
  answerBatch,
  decodeReferences,
  encodePrompt,
  type GroundedAnswer,
  PictureSession,
  pixelBatch,
  unitsOfAnswer,
} from "../src/index.js";
import { speckledPicture, tinyModel, turnOf } from "./tiny-model.js";

const model = tinyModel();
const picture = speckledPicture(60, 40);
const session = PictureSession.open(model, [picture]);
afterAll(() => {
  session.dispose();
  model.network.dispose();
});

const parts = [{ type: "text" as const, text: "where is the dog?" }];
const told = (newUnits: TaskCommand["newUnits"], units = Object.keys(newUnits!)): TaskCommand => ({
  task: "new",
  elements: ["phrase", "unit"],
  units,
  newUnits,
});
const examples = [turnOf("where is the cup?", [triplet("cup", { units: ["landmark"], instances: [0, 1] })])];

/** The first answer of several seeds that has a unit of this kind. */
async function answerWith(kind: string, options: AskOptions): Promise<{ answer: GroundedAnswer; seed: number }> {
  for (let seed = 0; seed < 40; seed++) {
    const answer = await session.ask(parts, { temperature: 1, seed, maxNewTokens: 300, ...options });
    if (unitsOfAnswer(answer).some(({ unit, word = unit }) => word === kind)) return { answer, seed };
  }
  throw new Error(`no seed gives a ${kind}`);
}

describe("a new unit word", () => {
  it("1. is answered under its own name with the box of the decoder that it stands for", async () => {
    const command = told({ landmark: "box" });
    const { answer, seed } = await answerWith("landmark", { command, history: examples });
    const planned = answer.plan!.lines.flatMap(({ units }) => units);
    expect(planned).toContain("landmark");
    expect(["box", "mask", "landmark"]).toEqual(expect.arrayContaining(planned));
    for (const { unit, box, mask, score } of unitsOfAnswer(answer).filter(({ word }) => word === "landmark")) {
      expect(unit).toBe("box");
      expect(mask).toBeUndefined();
      const [x1, y1, x2, y2] = box!;
      expect(0 <= x1 && x1 < x2 && x2 <= 60 && 0 <= y1 && y1 < y2 && y2 <= 40).toBe(true);
      expect(score).toBeLessThan(1);
    }
    const options = { temperature: 1, seed, maxNewTokens: 300 };
    const [batched] = await answerBatch(model, [{ picture, parts, command, history: examples }], options);
    expect(batched.trp).toBe(answer.trp);
    const marks = (given: GroundedAnswer) => unitsOfAnswer(given).map(({ unit, word }) => [unit, word]);
    expect(marks(batched)).toEqual(marks(answer));
  });

  it("2. comes back by name alone where no decoder serves it", async () => {
    const { answer } = await answerWith("heat", { command: told({ heat: null }) });
    for (const unit of unitsOfAnswer(answer).filter(({ unit }) => unit === "heat")) {
      expect(Object.keys(unit).sort()).toEqual(["evidence", "index", "phrase", "score", "triplet", "unit"]);
      expect(unit.score > 0 && unit.score <= 1).toBe(true);
    }
  });

  it("3. gets what its unit gets: the same state, the same geometry and score", () => {
    const { network } = model;
    const width = network.config.languageModel.hiddenSize;
    const state = Float32Array.from({ length: width }, (_, i) => Math.sin(i));
    const ref = (units: string[]) => ({
      units,
      phrase: "dog",
      triplet: 0,
      list: 0,
      group: 0,
      index: 0,
      instance: 0,
      probability: 0.5,
      state,
    });
    const memory = noGrad(() => network.encodePictures(pixelBatch([picture], network.config, network)).memory);
    const decode = (units: string[], newUnits = {}) =>
      decodeReferences(model, memory, [{ refs: [ref(units)], picture: 0, newUnits }], [Frame.letterbox(60, 40)])[0];
    const [known] = decode(["box"]);
    expect(known.box).toBeDefined();
    expect(decode(["landmark"], { landmark: "box" })).toEqual([{ ...known, unit: "box", word: "landmark" }]);
    const composite = decode(["landmark", "box", "outline", "heat"], { landmark: "box", outline: "mask", heat: null });
    expect(composite.map(({ unit, word = unit }) => word)).toEqual(["landmark", "box", "outline", "heat"]);
    expect(composite.map(({ unit }) => unit)).toEqual(["box", "box", "mask", "heat"]);
    expect(composite[0].box).toEqual(known.box);
    expect(composite[1].box).toEqual(known.box);
    expect(composite[2].mask).toBeDefined();
    const evidence = { words: 0.5 };
    expect(composite[3]).toEqual({ unit: "heat", phrase: "dog", triplet: 0, index: 0, score: 0.5, evidence });
  });

  it("4. belongs to its conversation only: the grammar of other questions does not know it", () => {
    const { newUnits } = encodePrompt(model, parts, { command: told({ landmark: "box" }) });
    const own = answerAutomaton(model, newUnits);
    expect(answerAutomaton(model, { landmark: "box" })).toBe(own);
    const plain = answerAutomaton(model);
    expect(plain).not.toBe(own);
    for (let i = 0; i < 20; i++) answerAutomaton(model, { [`word${i}`]: null });
    expect(answerAutomaton(model, newUnits)).not.toBe(own); // only those used last are kept
    const reached = encodePrompt(model, parts, { history: [{ ...examples[0], command: told({ landmark: "box" }) }] });
    expect(reached.newUnits).toEqual({ landmark: "box" });
    expect(encodePrompt(model, parts).newUnits).toEqual({});
  });

  it.each<[TaskCommand, string]>([
    [
      told({ landmark: "depth" }),
      'command.newUnits.landmark: no decoder for unit "depth" is loaded; choose one of box, mask',
    ],
    [told({ box: "mask" }), 'turn 0: command.newUnits.box: "box" is a unit already: choose another word'],
    [told({ "land mark": null }), "turn 0: command.newUnits.land mark: a unit must be one word"],
    [told({ landmark: null }, []), 'turn 0: command.newUnits.landmark: command.units must ask for "landmark", too'],
  ])("5. that cannot be is refused with its field (%#)", async (command, message) => {
    await expect(session.ask(parts, { command })).rejects.toThrow(message);
    await expect(answerBatch(model, [{ picture, parts, command }])).rejects.toThrow(message);
  });
});
