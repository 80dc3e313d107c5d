// The golden training run: forty steps over all three objectives give the recorded losses.
// After a change that is meant to change them: npx tsx packages/train/scripts/record-golden.ts
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { type GoldenStep, goldenLosses } from "./golden-run.js";

/** The run is this repository's own: another set of golden data need not hold one. */
const own = fileURLToPath(new URL("./golden", import.meta.url));
const folder = [process.env.REFVLM_GOLDEN, own]
  .flatMap((golden) => (golden ? [join(golden, "tiny-run")] : []))
  .find((run) => existsSync(join(run, "losses.json")))!;

test("forty steps from a fixed seed give the recorded losses within 1e-3", async () => {
  const recorded = JSON.parse(readFileSync(join(folder, "losses.json"), "utf8")) as GoldenStep[];
  const losses = await goldenLosses(folder);
  expect(losses.map(({ step, stage }) => [step, stage])).toEqual(recorded.map(({ step, stage }) => [step, stage]));
  expect(losses).toHaveLength(40);
  const apart = recorded.flatMap(({ step, losses: expected }, i) =>
    [...new Set([...Object.keys(expected), ...Object.keys(losses[i].losses)])].flatMap((name) => {
      const [was, is] = [expected[name] ?? Number.NaN, losses[i].losses[name] ?? Number.NaN];
      return Math.abs(is - was) <= 1e-3 ? [] : [`step ${step}: ${name} is ${is}, was ${was}`];
    }),
  );
  expect(apart).toEqual([]);
}, 600_000);
