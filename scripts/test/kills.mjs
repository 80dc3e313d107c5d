// Runs whose ranks are killed at many random moments; each goes on as one that was never disturbed.
import { setup } from "../setup.mjs";
import { runVitest } from "./vitest.mjs";

export async function testKills() {
  await setup();
  return runVitest(["packages/train/test/processes.test.ts"], { REFVLM_KILLS: "20" });
}
