// What a build needs of the machine: libtorch, a C++ compiler, CMake and make; installed where we may, or told.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { run, say } from "./command.js";
import { EngineNotBuiltError, SETUP_COMMAND } from "./engine-not-built-error.js";
import { findLibtorch, type Libtorch } from "./libtorch.js";

const works = (command: string) => spawnSync(command, ["--version"], { stdio: "ignore" }).status === 0;

/** Debian's names of what is missing. */
function missingTools(): string[] {
  const tools = [
    ["cmake", "cmake"],
    [process.env.CXX || "c++", "g++"],
    ["make", "make"],
  ];
  return tools.filter(([command]) => !works(command)).map(([, name]) => name);
}

function instructions(libtorch: Libtorch | undefined, tools: readonly string[]): string {
  const what = [...(libtorch ? [] : ["libtorch"]), ...tools].join(", ");
  const debian = [...(libtorch ? [] : ["libtorch-dev", "libopenblas0-pthread"]), ...tools].join(" ");
  const pip = ["pip install", ...(libtorch ? [] : ["torch"]), ...tools.filter((tool) => tool === "cmake")].join(" ");
  const elsewhere = libtorch ? "" : ` (elsewhere: ${pip}, or set LIBTORCH to an unpacked libtorch of pytorch.org)`;
  return `the engine is not built: this machine has no ${what}
  Debian, Ubuntu: apt-get install ${debian}${elsewhere}
  then: ${SETUP_COMMAND}`;
}

/**
 * Finds libtorch and the tools to build against it.
 * @param mayInstall install what is missing where we are root on Debian or Ubuntu
 * @throws EngineNotBuiltError that says what to install
 */
export async function needLibtorch(mayInstall: boolean): Promise<Libtorch> {
  let libtorch = findLibtorch();
  let tools = missingTools();
  const missing = libtorch === undefined || tools.length > 0;
  if (missing && mayInstall && process.getuid?.() === 0 && existsSync("/etc/debian_version") && works("apt-get")) {
    await installWithApt([...(libtorch ? [] : ["libtorch-dev", "libopenblas0-pthread"]), ...tools]);
    libtorch = findLibtorch();
    tools = missingTools();
  }
  if (libtorch === undefined || tools.length > 0) throw new EngineNotBuiltError(instructions(libtorch, tools));
  return libtorch;
}

async function installWithApt(packages: readonly string[]): Promise<void> {
  const env = { DEBIAN_FRONTEND: "noninteractive" };
  say(`installing ${packages.join(" ")} with apt-get`);
  await run("apt-get", ["update"], { env });
  const onLine = (line: string) => {
    if (/^(Fetched|Need to get)/.test(line)) say(`apt-get: ${line}`);
  };
  await run("apt-get", ["install", "-y", "--no-install-recommends", ...packages], { env, onLine });
}
