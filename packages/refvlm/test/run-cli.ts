// The command line with a tiny network as "nano": compiled in a process of its own, or right here, which starts sooner.
import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { vi } from "vitest";
import { commandLine } from "../src/command-line.js";

/** The folder of this package. */
export const root = fileURLToPath(new URL("..", import.meta.url));

export interface Run {
  code: number | null;
  out: string;
  errors: string;
}

/** @throws Error before the packages are compiled */
export function checkCompiled(): void {
  if (!existsSync(join(root, "dist/cli.js"))) throw new Error("the packages are not compiled: run `npx tsc -b` first");
}

/** @param shelf folder of models; set-up's own speed does not matter here */
export function startScript(
  script: string,
  args: readonly string[],
  { shelf, cwd, environment = {} }: { shelf: string; cwd: string; environment?: NodeJS.ProcessEnv },
): { child: ChildProcessWithoutNullStreams; ended: Promise<Run> } {
  const env = { ...process.env, REFVLM_MODELS: shelf, FORCE_COLOR: "", OMP_NUM_THREADS: "1", ...environment };
  const child = spawn(process.execPath, [join(root, "dist", script), ...args], { env, cwd });
  let [out, errors] = ["", ""];
  child.stdout.setEncoding("utf8").on("data", (text: string) => (out += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (errors += text));
  return { child, ended: new Promise((done) => child.on("close", (code) => done({ code, out, errors }))) };
}

/** Runs a command in this process, one at a time. @param cwd the folder that it runs in */
export async function runHere(args: readonly string[], { shelf, cwd }: { shelf: string; cwd: string }): Promise<Run> {
  const written = { out: "", errors: "" };
  const caught = (stream: NodeJS.WriteStream, name: keyof typeof written) =>
    vi.spyOn(stream, "write").mockImplementation((text) => {
      written[name] += text;
      return true;
    });
  const spies = [caught(process.stdout, "out"), caught(process.stderr, "errors")];
  vi.stubEnv("REFVLM_MODELS", shelf);
  const before = process.cwd();
  process.chdir(cwd);
  try {
    await commandLine(args);
    return { code: (process.exitCode as number | undefined) ?? 0, ...written };
  } finally {
    process.exitCode = undefined;
    process.chdir(before);
    vi.unstubAllEnvs();
    for (const spy of spies) spy.mockRestore();
  }
}
