// Builds the native addon with CMake, once for each combination of sources, libtorch and Node-API headers.
import { createHash } from "node:crypto";
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { availableParallelism } from "node:os";
import { dirname, join } from "node:path";
import { run, SetupError, say } from "./progress.mjs";

function keyOf(packageDir, libtorch, headers) {
  const hash = createHash("sha256");
  const native = join(packageDir, "native");
  for (const file of readdirSync(native).sort()) hash.update(file).update(readFileSync(join(native, file)));
  hash.update(readFileSync(join(packageDir, "CMakeLists.txt")));
  hash.update(readFileSync(join(headers, "package.json")));
  const { version, abi, standard, library, includes } = libtorch;
  hash.update(JSON.stringify([version, abi, standard, library, includes, process.arch, process.env.CXX ?? ""]));
  return hash.digest("hex");
}

/** Where the addon lies; the one for AddressSanitizer has a folder of its own. */
export function addonPath(root, { addressSanitizer = false } = {}) {
  return join(root, "packages/torch", addressSanitizer ? "build-asan" : "build", "refvlm_torch.node");
}

/** Builds where needed. Returns whether it did. */
export async function buildAddon(root, libtorch, { addressSanitizer = false } = {}) {
  const packageDir = join(root, "packages/torch");
  const headers = join(root, "node_modules/node-api-headers");
  const addon = addonPath(root, { addressSanitizer });
  const build = dirname(addon);
  const stamp = join(build, "stamp.txt");
  const key = keyOf(packageDir, libtorch, headers);
  if (existsSync(addon) && existsSync(stamp) && readFileSync(stamp, "utf8") === key) return false;

  say(`building the engine against libtorch ${libtorch.version} from ${libtorch.source}`);
  const work = join(build, "cmake");
  rmSync(work, { recursive: true, force: true });
  mkdirSync(work, { recursive: true });
  await run("cmake", [
    ...["-S", packageDir, "-B", work, "-DCMAKE_BUILD_TYPE=Release"],
    `-DTORCH_INCLUDE_DIRS=${libtorch.includes.join(";")}`,
    `-DTORCH_LIB_DIR=${libtorch.library}`,
    `-DTORCH_CXX11_ABI=${libtorch.abi}`,
    `-DTORCH_CXX_STANDARD=${libtorch.standard}`,
    `-DNODE_API_INCLUDE_DIR=${join(headers, "include")}`,
    `-DADDRESS_SANITIZER=${addressSanitizer ? "ON" : "OFF"}`,
  ]);
  const jobs = String(Math.min(8, availableParallelism()));
  const onLine = (line) => {
    const step = line.match(/^\[\s*(\d+)%\] (Building|Linking)/);
    if (step) say(`building the engine: ${step[1]} %`);
  };
  await run("cmake", ["--build", work, "--parallel", jobs], { onLine });

  // Renamed into place: a process that has the old addon mapped keeps it.
  const built = join(work, "refvlm_torch.node");
  if (!existsSync(built)) throw new SetupError(`the build finished without ${built}`);
  copyFileSync(built, `${addon}.new`);
  renameSync(`${addon}.new`, addon);
  writeFileSync(stamp, key);
  rmSync(work, { recursive: true, force: true });
  return true;
}
