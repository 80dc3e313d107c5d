// A bench as a process that answers requests: each line of stdin is one in JSON, each answer a line of stdout.
import { createInterface } from "node:readline";

/** @param {(request: Record<string, any>) => unknown} answer */
export async function answerRequests(answer) {
  for await (const line of createInterface({ input: process.stdin }))
    process.stdout.write(`${JSON.stringify(await answer(JSON.parse(line)))}\n`);
}

/** Most memory that this process has held, in MiB. */
export function peakMegabytes() {
  return process.resourceUsage().maxRSS / 1024;
}
