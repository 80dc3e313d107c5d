// Set-up: dependencies, the compiled packages, libtorch, the native addon. Needs nothing but Node; repeats cost nothing.
import { fileURLToPath } from "node:url";
import { compileTypeScript, installPackages } from "./setup/packages.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));

/**
 * Makes the repository ready to run. Progress goes to stderr; with `quiet` only steps that do some work are shown.
 * Throws an error whose message says what to install when it cannot.
 */
export async function setup({ quiet = false } = {}) {
  const installed = installPackages(root);
  const compiled = compileTypeScript(root);
  const { setUpEngine } = await import("../packages/torch/dist/ready.js");
  const { libtorch, fresh } = await setUpEngine({ mayInstall: true });
  if (installed || compiled || fresh || !quiet)
    process.stderr.write(`ready: libtorch ${libtorch.version} from ${libtorch.source}\n`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    await setup();
  } catch (error) {
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  }
}
