// Finds libtorch: LIBTORCH, then the active Python's torch, then the system's; or installs it, or says how to.
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { run, SetupError, say } from "./progress.mjs";

const LIBRARY_DIRS = ["lib", "lib64", "lib/x86_64-linux-gnu", "lib/aarch64-linux-gnu"];
const VERSION_FILES = ["torch/headeronly/version.h", "torch/csrc/api/include/torch/version.h"];

function versionOf(include) {
  for (const file of VERSION_FILES) {
    const path = join(include, file);
    if (!existsSync(path)) continue;
    const text = readFileSync(path, "utf8");
    const part = (name) => text.match(new RegExp(`#define TORCH_VERSION_${name} (\\d+)`))?.[1];
    if (part("MAJOR") !== undefined) return `${part("MAJOR")}.${part("MINOR")}.${part("PATCH")}`;
  }
  return undefined;
}

/** What libtorch's own CMake file says it was built with: which of GCC's two string types, which C++ standard. */
function buildSettings(root) {
  const config = join(root, "share/cmake/Torch/TorchConfig.cmake");
  const text = existsSync(config) ? readFileSync(config, "utf8") : "";
  const standard = Number(text.match(/CXX_STANDARD (\d+)/)?.[1] ?? 17);
  return { abi: text.match(/_GLIBCXX_USE_CXX11_ABI=(\d)/)?.[1] ?? "1", standard: Math.max(17, standard) };
}

/** A directory with include/ and lib/, as pip, the official archive and /usr have them; undefined when it is none. */
function inspect(root, source) {
  const include = join(root, "include");
  const library = LIBRARY_DIRS.map((dir) => join(root, dir)).find((dir) => existsSync(join(dir, "libtorch.so")));
  const version = versionOf(include);
  if (library === undefined || version === undefined) return undefined;
  const includes = [include, join(include, "torch/csrc/api/include")];
  return { source, root, version, includes, library, ...buildSettings(root) };
}

function pythonTorch() {
  // find_spec does not import torch, which would take seconds.
  const code = "import importlib.util as u; s = u.find_spec('torch'); print(s.origin if s else '')";
  const python = process.env.PYTHON ?? "python3";
  const answer = spawnSync(python, ["-c", code], { encoding: "utf8" });
  const origin = answer.status === 0 ? answer.stdout.trim() : "";
  // Debian's python3-torch has no headers of its own: then the system's libtorch is the one it uses.
  return origin === "" ? undefined : inspect(dirname(origin), `Python's torch (${dirname(origin)})`);
}

/** { source, root, version, includes, library, abi, standard } or undefined. Throws when LIBTORCH names something else. */
export function findLibtorch() {
  const named = process.env.LIBTORCH;
  if (named) {
    const found = inspect(named, `LIBTORCH (${named})`);
    if (found === undefined) {
      throw new SetupError(`LIBTORCH is ${named}, but there is no include/ and lib/libtorch.so of a libtorch in it`);
    }
    return found;
  }
  return pythonTorch() ?? inspect("/usr", "the system") ?? inspect("/usr/local", "/usr/local");
}

const works = (command) => spawnSync(command, ["--version"], { stdio: "ignore" }).status === 0;

function missingTools() {
  const tools = [
    ["cmake", "cmake"],
    [process.env.CXX ?? "c++", "g++"],
    ["make", "make"],
  ];
  return tools.filter(([command]) => !works(command)).map(([, name]) => name);
}

function instructions(missing) {
  const what = missing.join(", ");
  return `Set-up needs ${what}, which this machine does not have. One of these ways, then run the command again:

  Debian or Ubuntu:   sudo apt-get update && sudo apt-get install -y libtorch-dev libopenblas0-pthread g++ cmake make
  pip:                pip install torch --index-url https://download.pytorch.org/whl/cpu   (and g++, cmake, make)
  official archive:   unpack the C++ distribution from https://pytorch.org/get-started/locally and set LIBTORCH to it`;
}

/** Finds libtorch and the tools to build against it, installing them where we are root on Debian or Ubuntu. */
export async function needLibtorch() {
  let libtorch = findLibtorch();
  let tools = missingTools();
  if (libtorch !== undefined && tools.length === 0) return libtorch;

  const missing = [...(libtorch === undefined ? ["libtorch"] : []), ...tools];
  const mayInstall = process.getuid?.() === 0 && existsSync("/etc/debian_version") && works("apt-get");
  if (!mayInstall) throw new SetupError(instructions(missing));

  const packages = [...(libtorch === undefined ? ["libtorch-dev", "libopenblas0-pthread"] : []), ...tools];
  const env = { DEBIAN_FRONTEND: "noninteractive" };
  say(`installing ${packages.join(" ")} with apt-get`);
  await run("apt-get", ["update"], { env });
  const onLine = (line) => /^(Fetched|Need to get)/.test(line) && say(`apt-get: ${line}`);
  await run("apt-get", ["install", "-y", "--no-install-recommends", ...packages], { env, onLine });

  libtorch = findLibtorch();
  tools = missingTools();
  if (libtorch === undefined || tools.length > 0) throw new SetupError(instructions(missing));
  return libtorch;
}
