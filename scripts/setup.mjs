// Set-up: dependencies, libtorch, the native addon, the compiled packages. Needs nothing but Node; repeats cost nothing.
import { fileURLToPath } from "node:url";
import { buildAddon } from "./setup/addon.mjs";
import { needLibtorch } from "./setup/libtorch.mjs";
import { compileTypeScript, installPackages } from "./setup/packages.mjs";
import { SetupError, say } from "./setup/progress.mjs";

export { SetupError };

const root = fileURLToPath(new URL("..", import.meta.url));

/**
 * Makes the repository ready to run. Progress goes to stderr; with `quiet` only steps that do some work are shown.
 * Throws a SetupError whose message says what to install when it cannot.
 * @returns {Promise<{ libtorch: { version: string, source: string }, changed: boolean }>}
 */
export async function setup({ quiet = false } = {}) {
  const installed = await installPackages(root);
  const libtorch = await needLibtorch();
  const built = await buildAddon(root, libtorch);
  const compiled = await compileTypeScript(root);
  const changed = installed || built || compiled;
  if (changed || !quiet) say(`ready: libtorch ${libtorch.version} from ${libtorch.source}`);
  return { libtorch, changed };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    await setup();
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  }
}
