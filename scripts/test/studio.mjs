// The studio in Debian's chromium: asked, pointed in, read by keys alone, reloaded, and shown what is hostile.
import { setup } from "../setup.mjs";
import { askingChecks } from "./studio/asking.mjs";
import { launch } from "./studio/browser.mjs";
import { folderChecks } from "./studio/labelling.mjs";
import { promptChecks } from "./studio/pointing.mjs";
import { reachChecks } from "./studio/reaching.mjs";
import { speedChecks } from "./studio/speed.mjs";

/** @returns {Promise<{ passed: number, failed: number }>} */
export async function testStudio() {
  await setup({ quiet: true });
  return checkStudio();
}

/** @param only which titles; all by default */
export async function checkStudio(only = /^/) {
  const parts = [askingChecks, promptChecks, reachChecks, folderChecks, speedChecks];
  const checks = parts.flatMap((part) => Object.entries(part)).filter(([title]) => only.test(title));
  const browser = await launch();
  const counts = { passed: 0, failed: 0 };
  try {
    for (const [title, check] of checks) {
      try {
        await check(browser);
        console.log(`ok      ${title}`);
        counts.passed++;
      } catch (error) {
        console.log(`FAILED  ${title}\n${error.stack}`);
        counts.failed++;
      }
    }
  } finally {
    await browser.close();
  }
  return counts;
}
