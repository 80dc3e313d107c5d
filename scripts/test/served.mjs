// `refvlm serve` as a process of its own, and what it says of itself in its metrics.
import { spawn } from "node:child_process";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";

const program = fileURLToPath(new URL("../../packages/refvlm/bin/refvlm.mjs", import.meta.url));

/** @param {string[]} options of `refvlm serve` */
export async function startServed(options) {
  const child = spawn(process.execPath, [program, "serve", "--port", "0", ...options], {
    stdio: ["ignore", "ignore", "pipe"],
  });
  const ended = new Promise((done) => child.on("exit", done));
  let said = "";
  child.stderr.on("data", (data) => {
    said += data;
  });
  while (!/answers at/.test(said)) {
    if (child.exitCode !== null) throw new Error(`the server did not start: ${said.trim()}`);
    await delay(50);
  }
  const [address] = /http:\/\/[\d.]+:\d+/.exec(said);
  const metric = async (...names) => {
    const text = await (await fetch(`${address}/metrics`)).text();
    return names.map((name) => Number(new RegExp(`^${name} (\\S+)$`, "m").exec(text)?.[1]));
  };
  return {
    address,
    /** Resident memory in MiB, live tensors and bytes of kept pictures, as of the last look at the engine. */
    async state() {
      const names = ["process_resident_memory_bytes", "refvlm_live_tensors", "refvlm_picture_bytes"];
      const [resident, liveTensors, pictureBytes] = await metric(...names);
      return { mebibytes: resident / 2 ** 20, liveTensors, pictureBytes };
    },
    /** The state once nothing is under way and garbage has had its time. */
    async rest() {
      const names = ["refvlm_waiting", "refvlm_writing", "refvlm_encoding"];
      do
        await delay(2500); // two looks at the engine
      while ((await metric(...names)).some((count) => count > 0));
      return this.state();
    },
    async close() {
      child.kill("SIGTERM");
      await ended;
    },
  };
}
