// `npm start`: all set-up, then the first answers (`refvlm start`).
import { spawnSync } from "node:child_process";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { setup } from "./setup.mjs";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
try {
  await setup({ quiet: true });
  const cli = join(root, "packages/refvlm/dist/cli.js");
  // npm runs scripts in the repository: paths on the command line count from where the user stands.
  const cwd = process.env.INIT_CWD ?? process.cwd();
  process.exitCode =
    spawnSync(process.execPath, [cli, "start", ...process.argv.slice(2)], { stdio: "inherit", cwd }).status ?? 1;
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
