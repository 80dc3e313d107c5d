// Samples a second of the builder, pictures by path, and its memory, over made-up labels as dense as COCO's. Run by `npm run bench`.
// Usage: build.ts FOLDER. Request {"pictures": N} makes the labels, {"samples": N, "workers": W} builds.
import { rmSync } from "node:fs";
import { join } from "node:path";
import { buildDataset, parseBuildConfig } from "@refvlm/vt-instruct";
import { answerRequests, peakMegabytes } from "../../../scripts/bench/answering.mjs";
import { madeCocoConfig, makeCoco } from "./made-coco.js";

const folder = process.argv[2]!;

/**
 * Every worker has two shards or more, small ones: at the end each waits for the others' last. The clock starts with the
 * first samples: opening the data set is paid once, by each worker, whatever the build gives.
 */
async function measure(samples: number, workers: number) {
  const shardSize = Math.min(2500, Math.ceil(samples / (2 * workers)));
  const config = parseBuildConfig(madeCocoConfig(folder, samples, shardSize), join(folder, "config.yaml"));
  let [start, processor, early] = [0, process.cpuUsage(), 0];
  const { tally } = await buildDataset(config, {
    workers,
    onProgress: (done) => {
      if (early === 0) [start, processor, early] = [performance.now(), process.cpuUsage(), done];
    },
  });
  const seconds = (performance.now() - start) / 1000;
  const { user, system } = process.cpuUsage(processor);
  rmSync(config.output, { recursive: true });
  return {
    perSecond: (samples - early) / seconds,
    perProcessorSecond: ((samples - early) * 1e6) / (user + system),
    turns: Object.values(tally.tasks).reduce((sum, turns) => sum + turns, 0),
    peakMegabytes: peakMegabytes(),
  };
}

await answerRequests(({ pictures, samples, workers }) => {
  if (pictures === undefined) return measure(Number(samples), Number(workers));
  makeCoco(folder, Number(pictures));
  return {};
});
