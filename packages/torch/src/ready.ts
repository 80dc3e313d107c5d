// Making the engine ready: loaded, and built before that where needed.
import { addonPath, isLoaded, loadEngine } from "./loader.js";
import { type BuildOptions, type BuiltEngine, buildEngine } from "./setup/build.js";
import { EngineNotBuiltError } from "./setup/engine-not-built-error.js";

/**
 * Loads the engine, at its very first load after building it, which takes a minute or two with progress on stderr.
 * Without this, the first tensor loads it, but builds nothing.
 * @throws EngineNotBuiltError that says what is missing and how to get it
 */
export async function readyEngine(): Promise<void> {
  if (isLoaded()) return;
  if (addonPath() === undefined) await buildEngine();
  loadEngine();
}

/**
 * What `refvlm setup` does: searches for libtorch anew, builds where that has not been done, and once more where what was
 * built does not load.
 * @throws EngineNotBuiltError that says what is missing and how to get it
 */
export async function setUpEngine(options: Pick<BuildOptions, "mayInstall"> = {}): Promise<BuiltEngine> {
  const built = await buildEngine(options);
  try {
    loadEngine();
    return built;
  } catch (error) {
    if (!(error instanceof EngineNotBuiltError) || built.fresh || process.env.REFVLM_TORCH_ADDON) throw error;
  }
  const again = await buildEngine({ ...options, again: true });
  loadEngine();
  return again;
}
