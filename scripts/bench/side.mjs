// One side of a comparison: a child process that measures when asked. Each line in is a JSON request, each line out its answer.
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** Starts one of our benches (TypeScript) or a peer (Python) with as many threads as given; both sides get one environment. */
export class Side {
  #child;
  #lines;
  #errors = "";

  constructor(script, args, { python, threads, kernel }) {
    const command = script.endsWith(".py") ? [python, script] : [process.execPath, "--import", "tsx", script];
    const env = { ...process.env, OMP_NUM_THREADS: String(threads), OPENBLAS_NUM_THREADS: String(threads) };
    Object.assign(env, { OMP_WAIT_POLICY: env.OMP_WAIT_POLICY ?? "passive", PYTHONDONTWRITEBYTECODE: "1" });
    if (kernel) env.OPENBLAS_CORETYPE = kernel;
    this.script = script;
    this.#child = spawn(command[0], [...command.slice(1), ...args], { cwd: root, env });
    this.#child.stdin.on("error", () => {}); // a child that died says why on stderr
    this.#child.stderr.on("data", (data) => {
      this.#errors = (this.#errors + data).slice(-4000);
    });
    this.#lines = createInterface({ input: this.#child.stdout })[Symbol.asyncIterator]();
  }

  /** @throws Error with what the child wrote to stderr when it ends instead of answering */
  async ask(request = {}) {
    this.#child.stdin.write(`${JSON.stringify(request)}\n`);
    const { value, done } = await this.#lines.next();
    if (done) throw new Error(`${this.script} ended without an answer: ${why(this.#errors)}`);
    return JSON.parse(value);
  }

  close() {
    this.#child.stdin.end();
    this.#child.kill();
  }
}

/** The message in what a process wrote before it died, without the stack around it. */
function why(errors) {
  return errors.split("\n").findLast((line) => /Error\b.*:/.test(line)) ?? errors.trim();
}

/**
 * Asks the sides in turn, A B B A A B ..., so that other work on the machine, and its coming and going, falls on all
 * alike. One list of answers a round, in the sides' order.
 */
export async function inTurns(rounds, sides, request) {
  const answers = [];
  for (let round = 0; round < rounds; round++) {
    const order = [...sides.keys()];
    if (round % 2 === 1) order.reverse();
    const given = new Array(sides.length);
    for (const side of order) given[side] = await sides[side].ask(request);
    answers.push(given);
  }
  return answers;
}

export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
