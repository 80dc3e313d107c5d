// `npm run test:slow`: what takes too long for every run of `npm test`, one line a part; the last line counts them all.
import { testAsan } from "./test/asan.mjs";
import { testKills } from "./test/kills.mjs";
import { testLargeModel } from "./test/large-model.mjs";
import { testLoad } from "./test/load.mjs";
import { testPacking } from "./test/packing.mjs";
import { runParts } from "./test/parts.mjs";
import { testStudio } from "./test/studio.mjs";

await runParts([
  ["engine under AddressSanitizer", testAsan],
  ["pack, install, run", testPacking],
  ["studio in chromium", testStudio],
  ["server under load", testLoad],
  ["ranks killed at random moments", testKills],
  ["memory of 7 billion weights", testLargeModel],
]);
