// Finds libtorch: LIBTORCH, then the active Python's torch, then the system's.
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { EngineNotBuiltError } from "./engine-not-built-error.js";

/** A libtorch to build against. */
export interface Libtorch {
  /** Where it comes from, for people. */
  source: string;
  /** The directory with include/ and lib/. */
  root: string;
  version: string;
  includes: string[];
  /** The directory with libtorch.so. */
  library: string;
  /** `_GLIBCXX_USE_CXX11_ABI`: which of GCC's two string types it was built with. */
  abi: string;
  /** The C++ standard that its headers need. */
  standard: number;
}

const LIBRARY_DIRS = ["lib", "lib64", "lib/x86_64-linux-gnu", "lib/aarch64-linux-gnu"];
const VERSION_FILES = ["torch/headeronly/version.h", "torch/csrc/api/include/torch/version.h"];

/** The variables that decide which libtorch is found. */
export const LIBTORCH_VARIABLES = ["LIBTORCH", "PYTHON", "VIRTUAL_ENV", "CONDA_PREFIX"];

function versionOf(include: string): string | undefined {
  for (const file of VERSION_FILES) {
    const path = join(include, file);
    if (!existsSync(path)) continue;
    const text = readFileSync(path, "utf8");
    const part = (name: string) => text.match(new RegExp(`#define TORCH_VERSION_${name} (\\d+)`))?.[1];
    if (part("MAJOR") !== undefined) return `${part("MAJOR")}.${part("MINOR")}.${part("PATCH")}`;
  }
  return undefined;
}

/** What libtorch's own CMake file says it was built with. */
function buildSettings(root: string): Pick<Libtorch, "abi" | "standard"> {
  const config = join(root, "share/cmake/Torch/TorchConfig.cmake");
  const text = existsSync(config) ? readFileSync(config, "utf8") : "";
  const standard = Number(text.match(/CXX_STANDARD (\d+)/)?.[1] ?? 17);
  return { abi: text.match(/_GLIBCXX_USE_CXX11_ABI=(\d)/)?.[1] ?? "1", standard: Math.max(17, standard) };
}

/** A directory with include/ and lib/, as pip, the official archive and /usr have them; undefined where it is none. */
export function inspectLibtorch(root: string, source: string): Libtorch | undefined {
  const include = join(root, "include");
  const library = LIBRARY_DIRS.map((dir) => join(root, dir)).find((dir) => existsSync(join(dir, "libtorch.so")));
  const version = versionOf(include);
  if (library === undefined || version === undefined) return undefined;
  const includes = [include, join(include, "torch/csrc/api/include")];
  return { source, root, version, includes, library, ...buildSettings(root) };
}

function pythonTorch(): Libtorch | undefined {
  // find_spec does not import torch, which would take seconds.
  const code = "import importlib.util as u; s = u.find_spec('torch'); print(s.origin if s else '')";
  const answer = spawnSync(process.env.PYTHON || "python3", ["-c", code], { encoding: "utf8" });
  const origin = answer.status === 0 ? answer.stdout.trim() : "";
  // Debian's python3-torch has no headers of its own: then the system's libtorch is the one it uses.
  return origin === "" ? undefined : inspectLibtorch(dirname(origin), `Python's torch (${dirname(origin)})`);
}

/**
 * The libtorch of this machine, undefined where it has none.
 * @throws EngineNotBuiltError where LIBTORCH names something else
 */
export function findLibtorch(): Libtorch | undefined {
  const named = process.env.LIBTORCH;
  if (!named)
    return pythonTorch() ?? inspectLibtorch("/usr", "the system") ?? inspectLibtorch("/usr/local", "/usr/local");
  const found = inspectLibtorch(named, `LIBTORCH (${named})`);
  if (found) return found;
  throw new EngineNotBuiltError(
    `LIBTORCH is ${named}, but there is no include/ and lib/libtorch.so of a libtorch in it: set it to one, or unset it`,
  );
}
