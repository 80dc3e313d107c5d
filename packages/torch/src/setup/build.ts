// Builds the engine where it is not built yet: once for each libtorch, however many processes want it at the same time.
import { rmSync } from "node:fs";
import { join } from "node:path";
import { say } from "./command.js";
import { compileAddon } from "./compile.js";
import { EngineNotBuiltError } from "./engine-not-built-error.js";
import type { Libtorch } from "./libtorch.js";
import { needLibtorch } from "./needs.js";
import { addonName, addonNamed, keepAddon, writableShelves } from "./shelves.js";

export interface BuildOptions {
  /** Install what is missing where we are root on Debian or Ubuntu. */
  mayInstall?: boolean;
  /** Build also what is there. */
  again?: boolean;
  /** The engine in which AddressSanitizer watches every access to memory. */
  addressSanitizer?: boolean;
}

export interface BuiltEngine {
  libtorch: Libtorch;
  /** The addon's path. */
  addon: string;
  /** Whether it was built by this call. */
  fresh: boolean;
}

/**
 * Finds libtorch and builds the engine against it where that has not been done. Progress goes to stderr.
 * @throws EngineNotBuiltError that says what is missing and how to get it
 */
export async function buildEngine(options: BuildOptions = {}): Promise<BuiltEngine> {
  const { mayInstall = false, again = false, addressSanitizer = false } = options;
  const libtorch = await needLibtorch(mayInstall);
  const [shelf] = writableShelves();
  if (shelf === undefined)
    throw new EngineNotBuiltError(
      "the engine has no place: neither its package nor the user's cache can be written to",
    );
  const name = addonName(libtorch, addressSanitizer);
  const unlock = await lockBuild(join(shelf, name));
  const work = join(shelf, `${name}.build`);
  try {
    const there = again ? undefined : addonNamed(name);
    const built = there ?? (await compileAddon(libtorch, work, addressSanitizer));
    keepAddon(built, name, addressSanitizer ? undefined : libtorch);
    return { libtorch, addon: join(shelf, name), fresh: there === undefined };
  } finally {
    rmSync(work, { recursive: true, force: true });
    await unlock();
  }
}

/** Waits for whoever builds this addon. The lock of a process that was killed is taken over after half a minute. */
async function lockBuild(addon: string): Promise<() => Promise<void>> {
  // Loaded when it is needed: it listens to every signal, and one that says that a file is too large would end the process.
  const { lock } = await import("proper-lockfile");
  const options = { realpath: false, stale: 30_000 };
  try {
    return await lock(addon, options);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ELOCKED") throw error;
    say("another process is building the engine; waiting for it");
    return lock(addon, { ...options, retries: { forever: true, minTimeout: 250, maxTimeout: 250 } });
  }
}
