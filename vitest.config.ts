// How the tests run: packages are read from their TypeScript sources, so no build is needed while developing.
import { defineConfig } from "vitest/config";

const packages = ["config", "trp", "vision", "torch", "vt-instruct", "metrics", "model", "train", "server"];
/** Further entries of packages; before the main ones, which are their prefixes. */
const furtherEntries = ["metrics/node", "vision/node", "torch/pickle", "trp/automaton"];
const source = (path: string) => new URL(`./packages/${path}`, import.meta.url).pathname;
const alias = Object.fromEntries([
  ...furtherEntries.map((entry) => [`@refvlm/${entry}`, source(`${entry.replace("/", "/src/")}/index.ts`)]),
  ...packages.map((name) => [`@refvlm/${name}`, source(`${name}/src/index.ts`)]),
]);

export default defineConfig({
  resolve: { alias: { ...alias, refvlm: source("refvlm/src/index.ts") } },
  test: {
    include: ["{packages,apps}/*/test/**/*.test.ts"],
    // A native addon lives in each process once; forks keep one test file's tensors out of another's counts.
    pool: "forks",
    maxWorkers: 2,
    // Two files at once, each on one core: pools of two threads in both would only wait for each other.
    env: { OMP_NUM_THREADS: "1", OPENBLAS_NUM_THREADS: "1" },
    // Generous: nothing here may fail because a machine is busy.
    testTimeout: 600_000,
    hookTimeout: 600_000,
  },
});
