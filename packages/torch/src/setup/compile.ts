// Compiles the addon with CMake.
import { existsSync, mkdirSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { availableParallelism } from "node:os";
import { dirname, join } from "node:path";
import { run, say } from "./command.js";
import { EngineNotBuiltError } from "./engine-not-built-error.js";
import type { Libtorch } from "./libtorch.js";
import { packageFolder } from "./shelves.js";

/**
 * @param work a folder for this build alone; what an earlier one left there is thrown away
 * @returns the addon's path inside it
 * @throws EngineNotBuiltError with the compiler's last words
 */
export async function compileAddon(libtorch: Libtorch, work: string, addressSanitizer: boolean): Promise<string> {
  rmSync(work, { recursive: true, force: true });
  mkdirSync(work, { recursive: true });
  say(`building the engine against libtorch ${libtorch.version} from ${libtorch.source}`);
  const headers = dirname(createRequire(import.meta.url).resolve("node-api-headers/package.json"));
  await run("cmake", [
    ...["-S", packageFolder, "-B", work, "-DCMAKE_BUILD_TYPE=Release"],
    `-DTORCH_INCLUDE_DIRS=${libtorch.includes.join(";")}`,
    `-DTORCH_LIB_DIR=${libtorch.library}`,
    `-DTORCH_CXX11_ABI=${libtorch.abi}`,
    `-DTORCH_CXX_STANDARD=${libtorch.standard}`,
    `-DNODE_API_INCLUDE_DIR=${join(headers, "include")}`,
    `-DADDRESS_SANITIZER=${addressSanitizer ? "ON" : "OFF"}`,
  ]);
  const onLine = (line: string) => {
    const step = line.match(/^\[\s*(\d+)%\] (Building|Linking)/);
    if (step) say(`building the engine: ${step[1]} %`);
  };
  const jobs = String(Math.min(8, availableParallelism()));
  await run("cmake", ["--build", work, "--parallel", jobs], { onLine });
  const built = join(work, "refvlm_torch.node");
  if (!existsSync(built)) throw new EngineNotBuiltError(`the build finished without ${built}`);
  return built;
}
