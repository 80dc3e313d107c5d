// How set-up finds a libtorch: the order, what it reads from it, and what it says when a named one is none.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, expect, it, vi } from "vitest";
import { findLibtorch } from "../src/setup/libtorch.js";
import { needLibtorch } from "../src/setup/needs.js";

const directory = mkdtempSync(join(tmpdir(), "refvlm-libtorch-"));
afterAll(() => rmSync(directory, { recursive: true }));
afterEach(() => vi.unstubAllEnvs());

function write(root: string, path: string, text: string): void {
  mkdirSync(join(root, path, ".."), { recursive: true });
  writeFileSync(join(root, path), text);
}

/** A directory laid out as pip and the official archive have it. */
function fakeLibtorch(name: string, version: string, cmake?: string): string {
  const root = join(directory, name);
  const [major, minor, patch] = version.split(".");
  const defines = `#define TORCH_VERSION_MAJOR ${major}\n#define TORCH_VERSION_MINOR ${minor}\n#define TORCH_VERSION_PATCH ${patch}\n`;
  write(root, "include/torch/csrc/api/include/torch/version.h", defines);
  write(root, "lib/libtorch.so", "");
  if (cmake !== undefined) write(root, "share/cmake/Torch/TorchConfig.cmake", cmake);
  return root;
}

it("takes LIBTORCH first, with the string type and C++ standard of its own settings", () => {
  const settings =
    'set(TORCH_CXX_FLAGS "-D_GLIBCXX_USE_CXX11_ABI=0")\nset_property(TARGET torch PROPERTY CXX_STANDARD 20)';
  const root = fakeLibtorch("named", "2.5.1", settings);
  vi.stubEnv("LIBTORCH", root);
  expect(findLibtorch()).toMatchObject({ version: "2.5.1", abi: "0", standard: 20, library: join(root, "lib") });
});

it("never goes below C++17, and takes GCC's present string type where nothing is said", () => {
  vi.stubEnv("LIBTORCH", fakeLibtorch("plain", "1.13.1", "set_property(TARGET torch PROPERTY CXX_STANDARD 14)"));
  expect(findLibtorch()).toMatchObject({ abi: "1", standard: 17 });
});

it("refuses a LIBTORCH that is none, by name", () => {
  vi.stubEnv("LIBTORCH", join(directory, "nothing"));
  expect(() => findLibtorch()).toThrow(/LIBTORCH is .*nothing, but there is no include\/ and lib\/libtorch.so/);
});

it("takes the active Python's torch next, and passes over one without headers", () => {
  vi.stubEnv("LIBTORCH", "");
  const root = fakeLibtorch("site/torch", "2.4.0");
  const python = join(directory, "python");
  writeFileSync(python, `#!/bin/sh\necho ${join(root, "__init__.py")}\n`, { mode: 0o755 });
  vi.stubEnv("PYTHON", python);
  expect(findLibtorch()).toMatchObject({ version: "2.4.0", root });

  writeFileSync(python, `#!/bin/sh\necho ${join(directory, "headless/torch/__init__.py")}\n`, { mode: 0o755 });
  expect(findLibtorch()?.root).not.toBe(join(directory, "headless/torch"));
});

it("says in three lines what to install where the tools are missing", async () => {
  vi.stubEnv("LIBTORCH", fakeLibtorch("toolless", "2.5.1"));
  vi.stubEnv("PATH", directory);
  await expect(needLibtorch(false)).rejects.toThrow(
    "the engine is not built: this machine has no cmake, g++, make\n" +
      "  Debian, Ubuntu: apt-get install cmake g++ make\n" +
      "  then: npm run setup",
  );
});
