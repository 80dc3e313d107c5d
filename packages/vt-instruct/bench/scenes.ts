// Scenes a second on one core, exact masks included. Run by `npm run bench`. Request {"count": N, "size": pixels}.
import { answerRequests } from "../../../scripts/bench/answering.mjs";
import { prepareAtlas, renderScene } from "../src/index.js";

await prepareAtlas();
for (let index = 0; index < 100; index++) renderScene(1, index); // the compiler's warming up

await answerRequests(({ count, size }) => {
  const start = performance.now();
  // On a busy machine the clock counts other programs' time, too; the processor's own count does not.
  const processor = process.cpuUsage();
  let objects = 0;
  for (let index = 0; index < count; index++) objects += renderScene(2, index, { size }).objects.length;
  const seconds = (performance.now() - start) / 1000;
  const { user, system } = process.cpuUsage(processor);
  return { perSecond: count / seconds, perProcessorSecond: (count * 1e6) / (user + system), objects: objects / count };
});
