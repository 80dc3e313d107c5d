// The structure of the paper's network, small, with everything off that the paper has not: it trains, its loss falls, it
// is saved and answers; so does it where the ablations choose otherwise.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { loadPretrained, PictureSession, readModelFolder } from "@refvlm/model";
import { parseAnswer } from "@refvlm/trp";
import { prepareAtlas, renderScene } from "@refvlm/vt-instruct";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Recipe, recipeSchema } from "../src/config/schema.js";
import { readLog } from "../src/log/training-log.js";
import { trainRecipe } from "../src/loop/run.js";
import { writePaperShape } from "./paper-shape.js";
import { Folders } from "./tiny-recipe.js";

const folders = new Folders();
const start = folders.path("start");
beforeAll(async () => {
  writePaperShape(start);
  await prepareAtlas();
});
afterAll(() => folders.remove());

const all = ["visionTower", "pyramidTower", "projector", "languageModel", "visualDecoders"];

function recipe(output: string, steps: number, change: Partial<Recipe> = {}): Recipe {
  const stage = { name: "all", objective: "answers", train: all, steps, batch: 4, turnsPerPicture: 2 };
  return recipeSchema.parse({
    model: start,
    output,
    seed: 3,
    sources: [{ kind: "scenes", seed: 5 }],
    stages: [{ ...stage, lr: 3e-3, warmup: 0, tasks: { rec: 1, res: 1 } }],
    logEvery: 1,
    threads: 1,
    ...change,
  });
}

const totals = (output: string) => readLog(join(output, "log.jsonl")).map(({ losses }) => losses.total);
const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

describe("a network of the paper's structure", () => {
  const output = folders.path("run");

  it("1. trains twenty steps, and its loss falls", async () => {
    expect(await trainRecipe(recipe(output, 20))).toBe("finished");
    const losses = totals(output);
    expect(losses).toHaveLength(20);
    expect(mean(losses.slice(-5))).toBeLessThan(0.9 * mean(losses.slice(0, 5)));
    const last = readLog(join(output, "log.jsonl")).at(-1)!.losses;
    expect(Object.keys(last)).toEqual(expect.arrayContaining(["text"]));
    expect(Object.keys(last).filter((name) => ["dense", "regions"].includes(name))).toEqual([]);
  });

  it("2. is saved with its tokenizer, as it started", () => {
    const saved = join(output, "model");
    for (const name of ["config.json", "tokenizer.json"])
      expect(readFileSync(join(saved, name), "utf8"), name).toBe(readFileSync(join(start, name), "utf8"));
    expect(readModelFolder(saved).textCodec).toBeNull();
  });

  it("3. answers in bfloat16 and float32: every whole answer parses", async () => {
    const { picture } = renderScene(1, 0, { split: "eval", size: 64 });
    for (const dtype of ["auto", "float32"] as const) {
      const model = loadPretrained(join(output, "model"), { dtype });
      const session = PictureSession.open(model, [picture]);
      for (const question of ["where is the dog?", "segment the cat."]) {
        const answer = await session.ask([{ type: "text", text: question }], { maxNewTokens: 200 });
        expect(answer.ended).toBe("end");
        expect(() => parseAnswer(answer.trp)).not.toThrow();
        expect(answer.problems).toEqual([]);
      }
      session.dispose();
      model.network.dispose();
    }
  });

  it("4. trains in bfloat16 where the recipe says so", async () => {
    const narrow = folders.path("narrow");
    expect(await trainRecipe(recipe(narrow, 4, { dtype: "bfloat16" }))).toBe("finished");
    for (const total of totals(narrow)) expect(Number.isFinite(total)).toBe(true);
  });
});

describe("a network of the paper's structure that an ablation changes", () => {
  const question = [{ type: "text" as const, text: "where is the dog?" }];

  it("5. learns answers without a plan, in the order of the text, of the ConvNeXt alone, and answers so", async () => {
    const [from, output] = [folders.path("unplanned-start"), folders.path("unplanned")];
    const { decoder } = readModelFolder(start).config;
    const levels = [0, 1, 2, 3];
    writePaperShape(from, {
      plan: false,
      matching: "order",
      vit: null,
      prompts: { cells: 9, strategy: "aggregation" },
      decoder: { ...decoder, levels },
    });
    const stages = recipe(output, 12).stages.map((stage) => ({ ...stage, train: all.slice(1) }));
    expect(await trainRecipe(recipe(output, 12, { model: from, stages }))).toBe("finished");
    const losses = totals(output);
    expect(mean(losses.slice(-4))).toBeLessThan(0.9 * mean(losses.slice(0, 4)));
    const model = loadPretrained(join(output, "model"));
    expect(model.template.systemPrefix).not.toContain("plans");
    const session = PictureSession.open(model, [renderScene(1, 0, { split: "eval", size: 64 }).picture]);
    const answer = await session.ask(question, { maxNewTokens: 60, temperature: 1, seed: 2 });
    expect(answer.plan).toBeNull();
    expect(parseAnswer(answer.trp).answer.plan).toBeNull();
    expect(answer.problems).toEqual([]);
    session.dispose();
    model.network.dispose();
  });

  it("6. cannot be taught names for proposals that it has not", async () => {
    const stages = [{ ...recipe("x", 1).stages[0], objective: "contrastive" as const }];
    await expect(trainRecipe(recipe(folders.path("refused"), 1, { stages }))).rejects.toThrow(
      "decoder.querySelection off; leave the stage out",
    );
  });
});
