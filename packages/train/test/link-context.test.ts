// Training with new unit words: their states learn from the targets of the units that they stand for.
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { loadedModel, RefVlmNetwork, readModelFolder } from "@refvlm/model";
import { manualSeed, scope } from "@refvlm/torch";
import { encodeConversation, groups, type Node, planOf, triplet, withPicture } from "@refvlm/trp";
import { Mask } from "@refvlm/vision";
import { prepareAtlas, Random, type Sample, type SampleTurn, withNewUnits } from "@refvlm/vt-instruct";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Mixture } from "../src/data/mixture.js";
import { readLog } from "../src/log/training-log.js";
import { trainRecipe } from "../src/loop/run.js";
import { AnswersObjective } from "../src/objectives/answers.js";
import { Folders, stages, tinyRecipe } from "./tiny-recipe.js";

const { config, codec, textCodec } = readModelFolder(fileURLToPath(new URL("./golden/tiny-run", import.meta.url)));
manualSeed(3);
const network = new RefVlmNetwork(config);
const model = loadedModel({ network, codec, textCodec });
const objective = new AnswersObjective(model);
const folders = new Folders();
beforeAll(async () => {
  await prepareAtlas();
});
afterAll(() => {
  folders.remove();
  network.dispose();
});

const mask = new Mask(
  64,
  64,
  Uint8Array.from({ length: 64 * 64 }, (_, i) => (i % 64 < 32 && i < 32 * 64 ? 1 : 0)),
);
const turn = (question: string, unit: string): SampleTurn => {
  const body: Node[] = [triplet("dog", { units: [unit], instances: [0] })];
  return {
    task: unit === "box" ? "rec" : "res",
    user: [{ type: "text", text: question }],
    answer: { plan: planOf(body), body },
    targets: [[{ box: [0, 0, 32, 32], mask }]],
  };
};
const sample: Sample = {
  picture: { width: 64, height: 64, data: Uint8Array.from({ length: 64 * 64 * 3 }, (_, i) => (i * 31) % 256) },
  turns: [turn("where is the dog?", "box"), turn("segment the dog.", "mask"), turn("where?", "box")],
  independent: true,
};

/** Names of the losses of one sample, after a backward pass through all of them. */
function termsOf(given: Sample): string[] {
  return scope(() => {
    const losses = objective.losses([given]);
    const terms = Object.values(losses);
    for (const loss of terms) expect(Number.isFinite(loss.item())).toBe(true);
    terms.reduce((sum, loss) => sum.add(loss)).backward();
    return Object.keys(losses);
  });
}

describe("a sample with new unit words", () => {
  it("1. has the losses of the units that they stand for, and reaches their decoders", () => {
    const renamed = withNewUnits(sample, Random.of(1), { fewShotRate: 0 });
    expect(
      renamed.turns.flatMap(({ answer }) => groups(answer.body)).map(({ group }) => group.units),
    ).not.toContainEqual(["box"]);
    expect(termsOf(sample)).toEqual(["text", "box", "mask"]);
    network.zeroGrad();
    expect(termsOf(renamed)).toEqual(["text", "box", "mask"]);
    for (const unit of ["box", "mask"])
      expect(
        network.visualDecoders.units
          .get(unit)
          .parameters()
          .some(({ grad }) => grad !== null),
      ).toBe(true);
  });

  it("2. trains with few-shot turns, too", () => {
    const chat = withNewUnits(sample, Random.of(2), { fewShotRate: 1 });
    expect(chat.independent).toBe(false);
    expect(termsOf(chat).filter((term) => term !== "text")).toHaveLength(1);
  });

  it("3. tells its words in what the model reads", () => {
    const renamed = withNewUnits(sample, Random.of(4), { fewShotRate: 0 });
    const { turns } = encodeConversation(withPicture(renamed.turns), codec, model.template, renamed);
    for (const [i, { ids, answerStart }] of turns.entries()) {
      const [word] = Object.keys(renamed.turns[i].command!.newUnits!);
      const question = codec.decode(ids.slice(0, answerStart));
      expect(question).toContain(`You are performing a new task, the unit of the task is ${word}.`);
      expect(codec.decode(ids.slice(answerStart))).toContain(`Unit: ${word} Num: 1`);
    }
  });

  it("4. teaches words alone where no decoder serves the new unit, and needs no geometry for it", () => {
    const heat = turn("how warm is the dog?", "heat");
    const command = {
      task: "heat",
      elements: ["phrase" as const, "unit" as const],
      units: ["heat"],
      newUnits: { heat: null },
    };
    expect(termsOf({ ...sample, turns: [{ ...heat, targets: [[{}]], command }] })).toEqual(["text"]);
  });
});

describe("a sample that disagrees with itself", () => {
  it("5. is an error that names it, never left out", () => {
    const [first] = sample.turns;
    const losses = (changed: Partial<SampleTurn>) => () =>
      scope(() => objective.losses([{ ...sample, id: "train-7", turns: [first, { ...first, ...changed }] }]));
    expect(losses({ targets: [] })).toThrow(
      "train-7: turns.1 (rec): the answer refers to [1] instances a group, targets has []",
    );
    expect(losses({ targets: [[{ box: [0, 0, 1, 1] }, { box: [0, 0, 1, 1] }]] })).toThrow("targets has [2]");
    expect(losses({ answer: { ...first.answer, plan: { decode: false, lines: [] } } })).toThrow(
      "answer of turn 1: plan and body disagree",
    );
    const body = [triplet("dog", { units: ["landmark"], instances: [0] })];
    expect(losses({ answer: { plan: planOf(body), body } })).toThrow(
      'no decoder for unit "landmark"; loaded: box, mask',
    );
    expect(losses({ targets: [[{}]] })).toThrow("train-7: a target needs a box, a mask that is not empty, or ");
  });
});

describe("a stage's linkContextRate", () => {
  const recipe = (linkContextRate?: number) =>
    tinyRecipe(folders.path(`rate-${linkContextRate}`), [
      stages.all({ steps: 4, tasks: { rec: 1, res: 1 }, ...(linkContextRate !== undefined && { linkContextRate }) }),
    ]);
  const fits = { size: 64, units: ["box", "mask"] };
  const renamed = async (rate?: number) => {
    const chosen = recipe(rate);
    const mixture = await Mixture.open(chosen, chosen.stages[0], fits);
    const samples = await Promise.all(Array.from({ length: 40 }, (_, position) => mixture.at(position)));
    return samples.filter(({ turns }) => turns.some(({ command }) => command?.newUnits)).length;
  };

  it("6. renames the units of that share of conversations, none by default", async () => {
    expect(await renamed()).toBe(0);
    const half = await renamed(0.5);
    expect(half).toBeGreaterThan(8);
    expect(half).toBeLessThan(32);
    expect(await renamed(1)).toBeGreaterThan(35);
  });

  it("7. leaves the questions alone that a stage makes a conversation of", async () => {
    const drawn = [0, 1].map(async (conversationRate) => {
      const chosen = tinyRecipe(folders.path("turns"), [stages.all({ steps: 1, conversationRate })]);
      return (await Mixture.open(chosen, chosen.stages[0], fits)).at(3);
    });
    const [alone, joined] = await Promise.all(drawn);
    expect([alone.independent, joined.independent]).toEqual([true, false]);
    expect(joined.turns).toEqual(alone.turns);
  });

  it("8. trains: the log has the losses of the same units", async () => {
    const { output } = recipe(1);
    await trainRecipe(recipe(1));
    const logged = readLog(join(output, "log.jsonl")).flatMap(({ losses }) => Object.keys(losses));
    expect(logged).toEqual(expect.arrayContaining(["text", "box", "mask"]));
  });
});
