// How the tests run: packages are read from their TypeScript sources, so no build is needed while developing.
import { defineConfig } from "vitest/config";

const packages = ["trp", "vision", "torch", "vt-instruct", "model", "train"];
const alias = Object.fromEntries(
  packages.map((name) => [`@refvlm/${name}`, new URL(`./packages/${name}/src/index.ts`, import.meta.url).pathname]),
);

export default defineConfig({
  resolve: { alias: { ...alias, refvlm: new URL("./packages/refvlm/src/index.ts", import.meta.url).pathname } },
  test: {
    include: ["packages/*/test/**/*.test.ts"],
    // A native addon lives in each process once; forks keep one test file's tensors out of another's counts.
    pool: "forks",
    maxWorkers: 2,
    testTimeout: 120_000,
  },
});
