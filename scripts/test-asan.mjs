// `npm run test:asan`: the engine's tests under AddressSanitizer; the last line counts them.

import { testAsan } from "./test/asan.mjs";
import { runParts } from "./test/parts.mjs";

await runParts([["engine under AddressSanitizer", testAsan]]);
