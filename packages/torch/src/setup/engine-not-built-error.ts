// The engine is not there or does not load, and the command that mends it.
import { existsSync } from "node:fs";

/** Builds the engine: in the repository, whose packages have their sources, the set-up that also compiles them. */
export const SETUP_COMMAND = existsSync(new URL("../../src", import.meta.url)) ? "npm run setup" : "npx refvlm setup";

/** The engine cannot be had on this machine as it is; the message says what to do. */
export class EngineNotBuiltError extends Error {
  override name = "EngineNotBuiltError";
}
