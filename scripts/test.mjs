// `npm test`: set-up, build, lint, floors and every test; the last line counts them all.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setup } from "./setup.mjs";

let passed = 0;
let failed = 0;

/** Runs one command as one check. */
function check(title, command, args) {
  console.log(`\n== ${title}`);
  const { status } = spawnSync(command, args, { stdio: "inherit" });
  if (status === 0) passed++;
  else failed++;
}

/** Runs vitest and adds its counts; a run that reports no test is a failure, not a success. */
function runVitest() {
  console.log("\n== tests");
  const folder = mkdtempSync(join(tmpdir(), "refvlm-test-"));
  const report = join(folder, "report.json");
  try {
    const args = ["vitest", "run", "--reporter=default", "--reporter=json", `--outputFile.json=${report}`];
    const { status } = spawnSync("npx", args, { stdio: "inherit" });
    const counts = JSON.parse(readFileSync(report, "utf8"));
    passed += counts.numPassedTests;
    failed += counts.numFailedTests + counts.numPendingTests;
    const broken = counts.testResults.filter((file) => file.status === "failed" && file.assertionResults.length === 0);
    failed += broken.length;
    if (counts.numTotalTests === 0 || (status !== 0 && counts.numFailedTests === 0 && broken.length === 0)) failed++;
  } catch (error) {
    console.error(`vitest left no report: ${error.message}`);
    failed++;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

try {
  await setup();
  passed++;
  check("lint", "npx", ["biome", "check", "."]);
  check("import floors", "node", ["scripts/check-floors.mjs"]);
  runVitest();
} catch (error) {
  console.error(error.message);
  failed++;
}
console.log(`\n${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
