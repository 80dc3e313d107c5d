// Scenes a second on one core, exact masks included. Run by `npm run bench`. Request {"count": N, ...scene options}.
import { answerRequests } from "../../../scripts/bench/answering.mjs";
import { prepareAtlas, renderScene } from "../src/index.js";

await prepareAtlas();
for (let index = 0; index < 100; index++) renderScene(1, index); // the compiler's warming up

await answerRequests(({ count, ...options }) => {
  const start = performance.now();
  // On a busy machine the clock counts other programs' time, too; the processor's own count does not.
  const processor = process.cpuUsage();
  let objects = 0;
  for (let index = 0; index < count; index++) objects += renderScene(2, index, options).objects.length;
  const seconds = (performance.now() - start) / 1000;
  const { user, system } = process.cpuUsage(processor);
  return { perSecond: count / seconds, perProcessorSecond: (count * 1e6) / (user + system), objects: objects / count };
});
