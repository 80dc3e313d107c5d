// The engine's tests on an addon in which AddressSanitizer watches every access to memory.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { isAbsolute } from "node:path";
import { setup } from "../setup.mjs";
import { runVitest } from "./vitest.mjs";

/** The sanitizer's library that this compiler links against, undefined where it has none. */
function sanitizerLibrary() {
  const answer = spawnSync(process.env.CXX ?? "c++", ["-print-file-name=libasan.so"], { encoding: "utf8" });
  const path = answer.status === 0 ? answer.stdout.trim() : "";
  return isAbsolute(path) && existsSync(path) ? path : undefined;
}

/** @returns {Promise<{ passed: number, failed: number }>} nothing of either where the compiler has no sanitizer */
export async function testAsan() {
  await setup({ quiet: true });
  const library = sanitizerLibrary();
  if (library === undefined) {
    console.log("skipped: the C++ compiler has no AddressSanitizer (libasan); GCC has one");
    return { passed: 0, failed: 0 };
  }
  const { buildEngine } = await import("@refvlm/torch");
  const { addon } = await buildEngine({ addressSanitizer: true });
  return runVitest(["packages/torch/test/"], {
    REFVLM_TORCH_ADDON: addon,
    // Node is not built with the sanitizer, so its library must come before everything else.
    LD_PRELOAD: library,
    // V8 and libtorch never give back what they hold to the end of the process.
    ASAN_OPTIONS: "detect_leaks=0",
  });
}
