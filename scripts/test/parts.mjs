// Runs parts of a test command one after the other and ends with the line that counts them all.
import { inspect } from "node:util";

/**
 * Sets the exit code: 0 only when nothing failed. A part that throws counts as one failure.
 * @param {[title: string, run: () => Promise<{ passed: number, failed: number }>][]} parts
 */
export async function runParts(parts) {
  let [passed, failed] = [0, 0];
  for (const [title, run] of parts) {
    console.log(`\n== ${title}`);
    try {
      const counts = await run();
      passed += counts.passed;
      failed += counts.failed;
    } catch (error) {
      console.log(inspect(error));
      failed++;
    }
  }
  console.log(`\n${passed} passed, ${failed} failed`);
  process.exitCode = failed === 0 ? 0 : 1;
}
