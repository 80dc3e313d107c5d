// The packages as npm delivers them: packed, installed in an empty project outside the repository, imported, checked, run.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { setup } from "../setup.mjs";

const root = fileURLToPath(new URL("../..", import.meta.url));
const compiler = join(root, "node_modules/typescript/bin/tsc");
const typeRoots = join(root, "node_modules/@types");

const question = ["assets/pictures/street.png", "where is the dog?"];
const consumer = `
import { RefVlm, type GroundedAnswer, EngineNotBuiltError } from "refvlm";
import { parseAnswer } from "@refvlm/trp";
import { loadPicture } from "@refvlm/vision/node";
import { readyEngine } from "@refvlm/torch";
export async function boxes(path: string): Promise<(readonly number[] | undefined)[]> {
  await readyEngine();
  const vlm = await RefVlm.load("nano");
  const answer: GroundedAnswer = await vlm.ask(await loadPicture(path), "where is the dog?");
  return answer.instances.map(({ box }) => box);
}
// @ts-expect-error: a picture's path is no number
export const wrong = boxes(1);
export const right: number = parseAnswer("a dog").problems.length + Number(new EngineNotBuiltError("") instanceof Error);
`;
const firstLoads = {
  "esm.mjs": `import { RefVlm } from "refvlm"; const vlm = await RefVlm.load(); console.log(vlm.name); await vlm.dispose();`,
  "cjs.cjs": `const { RefVlm } = require("refvlm"); RefVlm.load().then((vlm) => { console.log(vlm.name); return vlm.dispose(); });`,
};

/** @returns {Promise<{ passed: number, failed: number }>} */
export async function testPacking() {
  await setup({ quiet: true });
  const folder = mkdtempSync(join(tmpdir(), "refvlm-packing-"));
  const project = join(folder, "project");
  mkdirSync(project);
  // Nothing that is built already may be found.
  const env = { ...process.env, XDG_CACHE_HOME: join(folder, "cache"), INIT_CWD: "", REFVLM_MODELS: "" };
  const run = (command, args, more = {}) =>
    promisify(execFile)(command, args, { cwd: project, maxBuffer: 2 ** 26, ...more, env: { ...env, ...more.env } });
  const bin = join(project, "node_modules/refvlm/bin/refvlm.mjs");
  const ask = (program, base) => run(process.execPath, [program, "predict", join(base, question[0]), question[1]]);

  const checks = {
    "packs what is needed and nothing else": async () => {
      const pack = ["pack", "--workspaces", "--json", "--pack-destination", folder];
      const packed = JSON.parse((await run("npm", pack, { cwd: root })).stdout);
      // npm before 12 lists packages, later ones name them.
      for (const { name, files } of Object.values(packed)) {
        const paths = files.map(({ path }) => path);
        for (const path of ["LICENSE", "README.md", "package.json", "dist/index.js", "dist/index.d.ts"])
          assert(paths.includes(path), `${name} has no ${path}`);
        if (name === "@refvlm/studio") assert(paths.includes("dist/page/index.html"), "the studio has no page");
        assert.deepEqual(
          paths.filter((path) => /\.map$|tsbuildinfo|(^|\/)test\/|\.node$/.test(path)),
          [],
          name,
        );
      }
    },
    "installs in an empty project": async () => {
      writeFileSync(join(project, "package.json"), JSON.stringify({ private: true, type: "module" }));
      const packages = readdirSync(folder).filter((name) => name.endsWith(".tgz"));
      const install = ["install", "--prefer-offline", "--ignore-scripts", "--no-audit", "--no-fund"];
      await run("npm", [...install, ...packages.map((name) => join(folder, name))]);
    },
    "says what to do at installation where there is no libtorch, and installs all the same": async () => {
      const rebuild = ["rebuild", "@refvlm/torch", "--foreground-scripts"];
      const { stderr } = await run("npm", rebuild, { env: { LIBTORCH: folder } });
      assert.match(stderr, /LIBTORCH is .* set it to one, or unset it/);
    },
    "imports as ES module and as CommonJS at the same first time, and builds the engine once": async () => {
      for (const [name, text] of Object.entries(firstLoads)) writeFileSync(join(project, name), text);
      const loads = await Promise.all(Object.keys(firstLoads).map((name) => run(process.execPath, [name])));
      assert.deepEqual(
        loads.map(({ stdout }) => stdout),
        ["photo\n", "photo\n"],
      );
      const builds = loads.filter(({ stderr }) => /building the engine against/.test(stderr));
      assert.equal(builds.length, 1);
    },
    "builds nothing again at installation": async () => {
      const { stderr } = await run("npm", ["rebuild", "@refvlm/torch", "--foreground-scripts"]);
      assert.doesNotMatch(stderr, /building/);
    },
    ...Object.fromEntries(
      [
        ["node16", "node16"],
        ["esnext", "bundler"],
      ].map(([module, resolution]) => [
        `type-checks under ${resolution}`,
        async () => {
          writeFileSync(join(project, "consumer.ts"), consumer);
          const options = ["--noEmit", "--strict", "--target", "es2022", "--lib", "es2023,esnext.disposable,dom"];
          const types = ["--types", "node", "--typeRoots", typeRoots, "--skipLibCheck"];
          const modules = ["--module", module, "--moduleResolution", resolution];
          await run(process.execPath, [compiler, ...options, ...types, ...modules, "consumer.ts"]);
        },
      ]),
    ),
    "runs as a command": async () => {
      const { version } = JSON.parse(readFileSync(join(root, "packages/refvlm/package.json"), "utf8"));
      assert.equal((await run("npx", ["refvlm", "--version"])).stdout, `${version}\n`);
      const picture = join("node_modules/refvlm", question[0]);
      assert.match(
        (await run("npx", ["refvlm", "predict", picture, question[1], "--model", "nano"])).stdout,
        /dog +box/,
      );
    },
    "is as quick as in the repository": async () => {
      const ratios = [];
      for (let turn = 0; turn < 5; turn++) {
        const [installed, here] = [
          await seconds(() => ask(bin, join(project, "node_modules/refvlm"))),
          await seconds(() => ask(join(root, "packages/refvlm/bin/refvlm.mjs"), join(root, "packages/refvlm"))),
        ];
        ratios.push(installed / here);
      }
      const middle = ratios.sort((a, b) => a - b)[2];
      console.log(`first answer, installed to repository, median of five: ${middle.toFixed(2)} (target 1.25)`);
    },
  };
  try {
    return await count(checks);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function seconds(work) {
  const start = performance.now();
  await work();
  return (performance.now() - start) / 1000;
}

/** Runs checks one after the other; each needs what the ones before it left. */
async function count(checks) {
  let passed = 0;
  for (const [title, check] of Object.entries(checks)) {
    try {
      await check();
      console.log(`ok      ${title}`);
      passed++;
    } catch (error) {
      console.log(`FAILED  ${title}\n${error.message}\n${error.stderr ?? ""}`);
      return { passed, failed: Object.keys(checks).length - passed };
    }
  }
  return { passed, failed: 0 };
}
