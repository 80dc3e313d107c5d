// Progress lines with the time since the start, and commands whose output is only shown when they fail.
import { spawn } from "node:child_process";

/** Set-up cannot go on; the message says what to do. */
export class SetupError extends Error {
  name = "SetupError";
}

const started = Date.now();

export function say(line) {
  const seconds = ((Date.now() - started) / 1000).toFixed(1).padStart(6);
  process.stderr.write(`[${seconds} s] ${line}\n`);
}

/**
 * Runs a command. `onLine` sees each line as it comes. Rejects with the last lines of output when it fails.
 * @returns {Promise<string>} everything it printed
 */
export function run(command, args, { onLine = () => {}, cwd, env } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, env: { ...process.env, ...env }, stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    let rest = "";
    const read = (chunk) => {
      output += chunk;
      const lines = (rest + chunk).split(/\r?\n/);
      rest = lines.pop() ?? "";
      for (const line of lines) onLine(line);
    };
    child.stdout.setEncoding("utf8").on("data", read);
    child.stderr.setEncoding("utf8").on("data", read);
    child.on("error", (error) => reject(new SetupError(`${command} does not start: ${error.message}`)));
    child.on("close", (code) => {
      if (code === 0) return resolve(output);
      const tail = output.trimEnd().split("\n").slice(-25).join("\n");
      reject(new SetupError(`\`${[command, ...args].join(" ")}\` failed with exit code ${code}:\n${tail}`));
    });
  });
}
