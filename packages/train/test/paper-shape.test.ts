// The structure of the paper's network, small: it trains, its loss falls, it is saved with both tokenizers, and answers.
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

const all = ["visionTower", "pyramidTower", "textTower", "projector", "languageModel", "visualDecoders"];

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
    expect(mean(losses.slice(-5))).toBeLessThan(0.8 * mean(losses.slice(0, 5)));
    const last = readLog(join(output, "log.jsonl")).at(-1)!.losses;
    expect(Object.keys(last)).toEqual(expect.arrayContaining(["text", "dense", "regions"]));
  });

  it("2. is saved with both tokenizers, as it started", () => {
    const saved = join(output, "model");
    for (const name of ["config.json", "tokenizer.json", "text-tokenizer.json"])
      expect(readFileSync(join(saved, name), "utf8"), name).toBe(readFileSync(join(start, name), "utf8"));
    expect(readModelFolder(saved).config.text.tokenizer).toBe("own");
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
