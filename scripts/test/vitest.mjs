// Runs vitest and counts its tests.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const program = fileURLToPath(new URL("../../node_modules/vitest/vitest.mjs", import.meta.url));

/**
 * Runs the test files whose paths contain one of `filters` (all without). A run that reports no test, a file that does not
 * load and a test that is passed over are failures, not successes.
 * @returns {{ passed: number, failed: number }}
 */
export function runVitest(filters = [], env = {}) {
  const folder = mkdtempSync(join(tmpdir(), "refvlm-test-"));
  const report = join(folder, "report.json");
  try {
    const args = ["run", ...filters, "--reporter=default", "--reporter=json", `--outputFile.json=${report}`];
    const { status } = spawnSync(process.execPath, [program, ...args], {
      stdio: "inherit",
      env: { ...process.env, ...env },
    });
    const counts = JSON.parse(readFileSync(report, "utf8"));
    const broken = counts.testResults.filter((file) => file.status === "failed" && file.assertionResults.length === 0);
    const failed = counts.numFailedTests + counts.numPendingTests + broken.length;
    const silent = counts.numTotalTests === 0 || (status !== 0 && failed === 0);
    return { passed: counts.numPassedTests, failed: failed + (silent ? 1 : 0) };
  } catch (error) {
    console.error(`vitest left no report: ${error.message}`);
    return { passed: 0, failed: 1 };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
