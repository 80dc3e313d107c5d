// Answers that are drawn while a network learns: they are on the page of the run, and the run learns what it would have learnt.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { loadPicture } from "@refvlm/vision/node";
import { afterAll, expect, test } from "vitest";
import { trainRecipe } from "../src/loop/run.js";
import { weights } from "./ranks.js";
import { Folders, stages, tinyRecipe } from "./tiny-recipe.js";

const folders = new Folders();
afterAll(() => folders.remove());

const recipe = (name: string) =>
  tinyRecipe(folders.path(name), [stages.projector({ steps: 2 }), stages.all({ steps: 4, warmup: 0 })]);

test("every so many steps of a stage that teaches to answer, told with their cost; nothing is learnt otherwise", async () => {
  const [plain, shown] = [recipe("plain"), { ...recipe("shown"), answersEvery: 2 }];
  await trainRecipe(plain);
  const notes: string[] = [];
  await trainRecipe(shown, { onNote: (note) => notes.push(note) });
  expect(weights(shown).equals(weights(plain))).toBe(true);

  const sheets = ["step-00000004.png", "step-00000006.png"];
  expect(readdirSync(join(shown.output, "answers")).sort()).toEqual(sheets);
  const { width, height } = await loadPicture(join(shown.output, "answers", sheets[1]));
  expect(Math.min(width, height)).toBeGreaterThan(400); // two tiles each way, with the questions and answers below
  expect(
    notes.filter((note) => /^stage all, step [46]: 4 answers drawn in \d+\.\d s: .*\.png$/.test(note)),
  ).toHaveLength(2);

  const page = readFileSync(join(shown.output, "index.html"), "utf8");
  expect(page).toContain("answers after step 6</h2>");
  expect(page).toContain('<img src="answers/step-00000006.png"');
  expect(page).toContain('<a href="answers/step-00000004.png">4</a>');
  expect(readFileSync(join(plain.output, "index.html"), "utf8")).not.toContain("<img");
});
