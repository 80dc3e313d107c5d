// Progress lines with the time since the start, and commands whose output is only shown when they fail.
import { type SpawnOptions, spawn } from "node:child_process";
import { EngineNotBuiltError } from "./engine-not-built-error.js";

let started: number | undefined;

/** Writes a line of progress to stderr. */
export function say(line: string): void {
  started ??= Date.now();
  const seconds = ((Date.now() - started) / 1000).toFixed(1).padStart(6);
  process.stderr.write(`[${seconds} s] ${line}\n`);
}

interface CommandOptions {
  /** Sees each line as it comes. */
  onLine?: (line: string) => void;
  /** Variables beside this process's own. */
  env?: Record<string, string>;
}

/**
 * Runs a command to its end.
 * @throws EngineNotBuiltError with the last lines of its output where it fails
 */
export function run(command: string, args: readonly string[], { onLine, env }: CommandOptions = {}): Promise<void> {
  const options: SpawnOptions = { env: { ...process.env, ...env }, stdio: ["ignore", "pipe", "pipe"] };
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, options);
    let output = "";
    let rest = "";
    const read = (chunk: string) => {
      output += chunk;
      const lines = (rest + chunk).split(/\r?\n/);
      rest = lines.pop() ?? "";
      for (const line of lines) onLine?.(line);
    };
    for (const stream of [child.stdout, child.stderr]) stream?.setEncoding("utf8").on("data", read);
    child.on("error", (error) => reject(new EngineNotBuiltError(`${command} does not start: ${error.message}`)));
    child.on("close", (code, signal) => {
      if (code === 0) return resolve();
      const tail = output.trimEnd().split("\n").slice(-25).join("\n");
      const end = code === null ? `was ended by ${signal}` : `failed with exit code ${code}`;
      reject(new EngineNotBuiltError(`\`${[command, ...args].join(" ")}\` ${end}:\n${tail}`));
    });
  });
}
