// Runs the golden training run of a folder and gives what it logged.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readRecipe } from "../src/config/read-recipe.js";
import { readLog } from "../src/log/training-log.js";
import { trainRecipe } from "../src/loop/run.js";

/** The losses of one step, by name. */
export interface GoldenStep {
  step: number;
  stage: string;
  losses: Record<string, number>;
}

/**
 * Trains `FOLDER/recipe.yaml` on one thread, from config.json and tokenizer.json beside it.
 * One thread, because sums over several are cut differently.
 */
export async function goldenLosses(folder: string): Promise<GoldenStep[]> {
  const output = mkdtempSync(join(tmpdir(), "refvlm-golden-"));
  try {
    await trainRecipe({ ...readRecipe(join(folder, "recipe.yaml")), model: folder, output, threads: 1 });
    return readLog(join(output, "log.jsonl")).map(({ step, stage, losses }) => ({ step, stage, losses }));
  } finally {
    rmSync(output, { recursive: true, force: true });
  }
}
