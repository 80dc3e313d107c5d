// Where built addons lie: named by what they were built from, and found again by what was asked for.
import { createHash } from "node:crypto";
import {
  accessSync,
  constants,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { inspectLibtorch, LIBTORCH_VARIABLES, type Libtorch } from "./libtorch.js";

/** The package's folder, with native/ and CMakeLists.txt. */
export const packageFolder = fileURLToPath(new URL("../..", import.meta.url));
/** Inside the package, for whoever gets the folder; in the user's cache, which outlives an installation. */
function shelves(): string[] {
  const cache = process.env.XDG_CACHE_HOME || join(homedir(), ".cache");
  return [join(packageFolder, "build"), join(cache, "refvlm")];
}

/** The shelves that can be written to, made where they are missing. */
export function writableShelves(): string[] {
  return shelves().filter((shelf) => {
    try {
      mkdirSync(shelf, { recursive: true });
      accessSync(shelf, constants.W_OK);
      return true;
    } catch {
      return false;
    }
  });
}

/** Sixteen digits for the sources of the addon, the kind of machine, and `more`. Node-API is the same in every Node. */
function keyOf(...more: unknown[]): string {
  const hash = createHash("sha256");
  const native = join(packageFolder, "native");
  for (const file of readdirSync(native).sort()) hash.update(file).update(readFileSync(join(native, file)));
  hash.update(readFileSync(join(packageFolder, "CMakeLists.txt")));
  hash.update(JSON.stringify([process.platform, process.arch, process.env.CXX ?? "", ...more]));
  return hash.digest("hex").slice(0, 16);
}

/** File name of the addon for a libtorch; the one for AddressSanitizer is another. */
export function addonName(libtorch: Libtorch, addressSanitizer: boolean): string {
  const { version, library, includes, abi, standard } = libtorch;
  const key = keyOf(version, library, includes, abi, standard, addressSanitizer);
  return `refvlm_torch-${key}${addressSanitizer ? "-asan" : ""}.node`;
}

/** A built addon by its file name. */
export function addonNamed(name: string): string | undefined {
  return shelves()
    .map((shelf) => join(shelf, name))
    .find((path) => existsSync(path));
}

/** What a search found under the variables that it depends on, so that not every start has to ask Python. */
interface Finding {
  addon: string;
  libtorch: Libtorch;
}

function findingName(): string {
  return `found-${keyOf(LIBTORCH_VARIABLES.map((name) => process.env[name] ?? ""))}.json`;
}

/** The addon that set-up built for what is asked for now; undefined where there is none or its libtorch has changed. */
export function findAddon(): string | undefined {
  const name = findingName();
  for (const shelf of shelves()) {
    const path = join(shelf, name);
    if (!existsSync(path)) continue;
    const { addon, libtorch } = JSON.parse(readFileSync(path, "utf8")) as Finding;
    const now = inspectLibtorch(libtorch.root, libtorch.source);
    if (JSON.stringify(now) === JSON.stringify(libtorch)) return addonNamed(addon);
  }
  return undefined;
}

/**
 * Puts a built addon on shelves. Files appear whole or not at all.
 * @param libtorch what the search under the present variables found, to find this addon by; none leaves it unfound
 */
export function keepAddon(built: string, addon: string, libtorch?: Libtorch, on = writableShelves()): void {
  for (const shelf of on) {
    mkdirSync(shelf, { recursive: true });
    const place = (name: string, write: (path: string) => void) => {
      const fresh = join(shelf, `${name}.${process.pid}`);
      write(fresh);
      // Renamed into place: a process that has the old addon mapped keeps it.
      renameSync(fresh, join(shelf, name));
    };
    if (built !== join(shelf, addon)) place(addon, (path) => copyFileSync(built, path));
    if (!libtorch) continue;
    const finding: Finding = { addon, libtorch };
    place(findingName(), (path) => writeFileSync(path, JSON.stringify(finding)));
  }
}
