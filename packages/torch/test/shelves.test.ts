// Built addons: found again by what was asked for, forgotten when their libtorch changes, never taken when half written.
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeEach, expect, it, vi } from "vitest";
import { inspectLibtorch, type Libtorch } from "../src/setup/libtorch.js";
import { addonName, addonNamed, findAddon, keepAddon } from "../src/setup/shelves.js";

const directory = mkdtempSync(join(tmpdir(), "refvlm-shelves-"));
afterAll(() => rmSync(directory, { recursive: true }));
afterEach(() => vi.unstubAllEnvs());

const root = join(directory, "libtorch");
const version = join(root, "include/torch/csrc/api/include/torch/version.h");

function writeLibtorch(patch: number): Libtorch {
  mkdirSync(join(version, ".."), { recursive: true });
  mkdirSync(join(root, "lib"), { recursive: true });
  writeFileSync(join(root, "lib/libtorch.so"), "");
  const defines = [`MAJOR 2`, `MINOR 5`, `PATCH ${patch}`].map((part) => `#define TORCH_VERSION_${part}`);
  writeFileSync(version, defines.join("\n"));
  return inspectLibtorch(root, "a test")!;
}

beforeEach(() => {
  vi.stubEnv("LIBTORCH", root);
  vi.stubEnv("XDG_CACHE_HOME", mkdtempSync(join(directory, "cache-")));
});

/** Keeps an addon in the cache alone: the package's own folder belongs to the real one. */
function keep(libtorch: Libtorch): string {
  const built = join(directory, "built.node");
  writeFileSync(built, "");
  const name = addonName(libtorch, false);
  keepAddon(built, name, libtorch, [join(process.env.XDG_CACHE_HOME!, "refvlm")]);
  return name;
}

it("finds an addon for the variables that it was searched under, and for no others", () => {
  expect(findAddon()).toBeUndefined();
  const name = keep(writeLibtorch(1));
  expect(findAddon()).toBe(join(process.env.XDG_CACHE_HOME!, "refvlm", name));
  vi.stubEnv("LIBTORCH", "/elsewhere");
  expect(findAddon()).toBeUndefined();
});

it("forgets it when libtorch becomes another one in the same place, and when it goes", () => {
  const before = keep(writeLibtorch(1));
  const after = writeLibtorch(2);
  expect(findAddon()).toBeUndefined();
  expect(addonName(after, false)).not.toBe(before);
  expect(addonName(after, true)).not.toBe(addonName(after, false));
  writeLibtorch(1);
  expect(findAddon()).toBeDefined();
  rmSync(version);
  expect(findAddon()).toBeUndefined();
});

it("takes nothing that a killed process left unfinished", () => {
  const name = addonName(writeLibtorch(1), false);
  const shelf = join(process.env.XDG_CACHE_HOME!, "refvlm");
  mkdirSync(join(shelf, `${name}.build`), { recursive: true });
  writeFileSync(join(shelf, `${name}.build/refvlm_torch.node`), "half");
  writeFileSync(join(shelf, `${name}.123`), "half");
  expect(addonNamed(name)).toBeUndefined();
  keep(writeLibtorch(1));
  expect(readdirSync(shelf)).toContain(name);
});
