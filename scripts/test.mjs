// `npm test`: set-up, build, lint, floors and every test; the last line counts them all.
import { spawnSync } from "node:child_process";
import { setup } from "./setup.mjs";
import { runVitest } from "./test/vitest.mjs";

let passed = 0;
let failed = 0;

/** Runs one command as one check. */
function check(title, command, args) {
  console.log(`\n== ${title}`);
  const { status } = spawnSync(command, args, { stdio: "inherit" });
  if (status === 0) passed++;
  else failed++;
}

try {
  await setup();
  passed++;
  check("lint", "npm", ["run", "--silent", "lint"]);
  check("import floors", "node", ["scripts/check-floors.mjs"]);
  console.log("\n== tests");
  const counts = runVitest();
  passed += counts.passed;
  failed += counts.failed;
} catch (error) {
  console.error(error.message);
  failed++;
}
console.log(`\n${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
