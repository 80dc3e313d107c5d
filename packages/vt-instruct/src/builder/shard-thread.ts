// Entry of a thread of the builder: builds each shard whose number it is sent.
import { parentPort, workerData } from "node:worker_threads";
import { OutputFolder } from "./output-folder.js";
import { ShardBuilder } from "./shard.js";
import { Sources } from "./sources.js";
import type { ThreadData, ThreadMessage } from "./threads.js";

const { config, plan } = workerData as ThreadData;
const builder = new ShardBuilder(config, plan, new OutputFolder(config.output), new Sources(config));
const say = (message: ThreadMessage) => parentPort!.postMessage(message);

let last = Promise.resolve();
parentPort!.on("message", (shard: number) => {
  last = last.then(async () => {
    await builder.build(shard, (progress) => say({ progress }));
    say({ finished: shard });
  });
});
