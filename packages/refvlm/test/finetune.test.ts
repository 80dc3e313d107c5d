// `refvlm finetune` as a process of its own: three photographs with boxes in, a model that answers out.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { checkCompiled, type Run, root, startScript } from "./run-cli.js";
import { tinyShelf } from "./tiny-model.js";

const models = tinyShelf();
afterAll(() => models.remove());
const pictures = join(root, "assets/pictures");
const labels = join(root, "test/data/three-photos.json");

const run = (args: readonly string[]): Promise<Run> =>
  startScript("cli.js", args, { shelf: models.shelf, cwd: models.shelf }).ended;
const finetune = (...more: string[]) =>
  run(["finetune", "nano", "--data", labels, "--images", pictures, "--epochs", "2", ...more]);

beforeAll(checkCompiled);

describe("refvlm finetune", () => {
  let done: Run;
  beforeAll(async () => {
    done = await finetune("--output", "tuned", "--replicas", "2");
  });

  it("1. ends well, with figures before and after side by side and the place of the model", () => {
    expect([done.code, done.errors]).toEqual([0, expect.stringContaining("measuring the model on held-out pictures")]);
    expect(done.out).toMatch(/before .* after .* change/);
    expect(done.out).toContain("the model is in tuned/model");
    expect(done.errors).toMatch(/held-out loss \d+\.\d+/);
  });

  it("2. leaves a model that answers, and a recipe that goes on", async () => {
    const photo = join(pictures, "skier-and-dog.jpg");
    const asked = await run(["predict", photo, "where is the dog?", "--model", "tuned/model", "--json"]);
    expect([asked.code, asked.errors]).toEqual([0, ""]);
    expect(JSON.parse(asked.out)).toMatchObject({ image: { width: 225, height: 336 } });
    const again = await run(["train", "tuned/recipe.yaml", "--resume", "--replicas", "2"]);
    expect([again.code, again.errors]).toEqual([0, expect.any(String)]);
  });

  it("3. leaves adapters where they are asked for, which become one model on request", async () => {
    const { code, errors } = await finetune("--output", "adapted", "--lora-rank", "2", "--replicas", "2");
    expect([code, errors]).toEqual([0, expect.any(String)]);
    const adapter = JSON.parse(readFileSync(join(models.shelf, "adapted/model/adapter.json"), "utf8"));
    expect(adapter).toMatchObject({ base: models.folder, lora: { rank: 2 } });
    const merged = await run(["merge-lora", "adapted/model", "--output", "merged"]);
    expect([merged.code, existsSync(join(models.shelf, "merged/model.safetensors"))]).toEqual([0, true]);
  });

  it("4. refuses a folder in which a run lies, and names pictures that are not there", async () => {
    const twice = await finetune("--output", "tuned");
    expect([twice.code, twice.errors]).toEqual([1, expect.stringContaining("tuned: a run is already there")]);
    const lost = await run(["finetune", "nano", "--data", labels, "--images", models.shelf, "--output", "lost"]);
    expect([lost.code, lost.errors]).toEqual([
      1,
      expect.stringMatching(/3 of 3 cannot be used; the first: .*there is no .*\.jpg in/),
    ]);
    expect(existsSync(join(models.shelf, "lost"))).toBe(false);
  });
});
