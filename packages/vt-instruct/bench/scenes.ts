// Scenes a second on one core, exact masks included: npx tsx packages/vt-instruct/bench/scenes.ts [COUNT] [SIZE]
import { prepareAtlas, renderScene } from "../src/index.js";

const count = Number(process.argv[2] ?? 1000);
const size = Number(process.argv[3] ?? 128);
const start = performance.now();
await prepareAtlas();
console.log(`atlas ready in ${(performance.now() - start).toFixed(0)} ms`);
for (let index = 0; index < 100; index++) renderScene(1, index, { size });
const before = performance.now();
const cpuBefore = process.cpuUsage();
let objects = 0;
for (let index = 0; index < count; index++) objects += renderScene(2, index, { size }).objects.length;
const seconds = (performance.now() - before) / 1000;
// On a busy machine the clock counts other programs' time, too; the processor's own count does not.
const cpu = process.cpuUsage(cpuBefore);
const cpuSeconds = (cpu.user + cpu.system) / 1e6;
console.log(`${(count / cpuSeconds).toFixed(0)} scenes per processor second`);
console.log(`${(count / seconds).toFixed(0)} scenes/s at ${size} px, ${(objects / count).toFixed(2)} objects each`);
