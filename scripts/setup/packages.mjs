// The JavaScript side of set-up: installed dependencies and compiled TypeScript, each only when stale.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Runs a command, whose output is only shown when it fails. */
function step(title, command, args, cwd) {
  process.stderr.write(`${title}\n`);
  const { status, error, stdout, stderr } = spawnSync(command, args, { cwd, encoding: "utf8", maxBuffer: 2 ** 26 });
  if (status === 0) return;
  const tail = `${stdout}${stderr}`.trimEnd().split("\n").slice(-25).join("\n");
  throw new Error(error ? error.message : `\`${[command, ...args].join(" ")}\` failed:\n${tail}`);
}

/** Whether node_modules has what package-lock.json asks for (npm keeps its own lock file inside). */
function isInstalled(root) {
  const inside = join(root, "node_modules/.package-lock.json");
  if (!existsSync(inside)) return false;
  const wanted = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8")).packages;
  const present = JSON.parse(readFileSync(inside, "utf8")).packages;
  return Object.entries(wanted).every(([path, { version, link, optional }]) => {
    if (!path.startsWith("node_modules/") || link || optional) return true;
    return present[path]?.version === version && existsSync(join(root, path));
  });
}

/** `npm ci` when a dependency is missing or of another version. Returns whether it ran. */
export function installPackages(root) {
  if (isInstalled(root)) return false;
  step("installing the JavaScript dependencies with npm ci", "npm", ["ci", "--no-audit", "--no-fund"], root);
  return true;
}

function* sources(directory) {
  for (const entry of readdirSync(directory, { withFileTypes: true })) {
    const path = join(directory, entry.name);
    if (entry.isDirectory()) yield* sources(path);
    else if (/\.(ts|tsx|json|css|html|svg)$/.test(entry.name)) yield path;
  }
}

/** Looks at sizes and times only, so that asking costs milliseconds. */
function sourceKey(root, packages) {
  const hash = createHash("sha256");
  const files = packages.flatMap((dir) => [
    join(dir, "tsconfig.json"),
    join(dir, "package.json"),
    ...sources(existsSync(join(dir, "src")) ? join(dir, "src") : dir),
  ]);
  for (const path of [join(root, "tsconfig.base.json"), join(root, "tsconfig.json"), ...files.sort()]) {
    if (!existsSync(path)) continue;
    const { size, mtimeMs } = statSync(path);
    hash.update(`${path}\0${size}\0${mtimeMs}\n`);
  }
  for (const dir of packages)
    for (const made of ["dist/index.js", "dist/page/index.html"]) hash.update(String(existsSync(join(dir, made))));
  return hash.digest("hex");
}

/** `tsc -b` and the studio's page when a source changed. Returns whether anything ran. */
export function compileTypeScript(root) {
  const { references } = JSON.parse(readFileSync(join(root, "tsconfig.json"), "utf8"));
  const packages = references.map(({ path }) => join(root, path));
  const studio = join(root, "apps/studio");
  const stamp = join(root, "node_modules/.cache/refvlm-tsc.txt");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === sourceKey(root, packages)) return false;
  const compiler = join(root, "node_modules/typescript/bin/tsc");
  step("compiling the TypeScript packages", process.execPath, [compiler, "-b"], root);
  const bundler = join(root, "node_modules/vite/bin/vite.js");
  step("building the studio's page", process.execPath, [bundler, "build", "--logLevel", "warn"], studio);
  mkdirSync(join(root, "node_modules/.cache"), { recursive: true });
  writeFileSync(stamp, sourceKey(root, packages));
  return true;
}
