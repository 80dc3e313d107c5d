// Questions with visual prompts, side by side and one by one: whether the answers are the same, and what it takes.
// Usage: batch.ts FOLDER QUESTIONS; FOLDER holds a model that takes prompts. Request {"batchSize": N}.
import { answerBatch, type BatchQuestion, loadPretrained } from "@refvlm/model";
import type { Picture } from "@refvlm/vision";
import { prepareAtlas, SceneSource, type TaskWeights } from "@refvlm/vt-instruct";
import { answerRequests, peakMegabytes } from "../../../scripts/bench/answering.mjs";

const [folder, count] = process.argv.slice(2);
const model = loadPretrained(folder);
await prepareAtlas();
/** By prompts of all four kinds, in words, boxes and masks. */
const tasks: TaskWeights = Object.fromEntries(
  ["point", "box", "scribble", "mask"]
    .flatMap((kind) => [`reg-${kind}`, `ig-box-${kind}`, `ig-mask-${kind}`])
    .map((task) => [task, 1]),
);
const source = new SceneSource({ seed: 8, split: "bench", size: model.network.pictureSize, tasks, turns: [2, 2] });
const questions: BatchQuestion[] = [];
for (let i = 0; questions.length < Number(count); i++) {
  const { picture, turns } = source.sample(i);
  for (const { user, prompts } of turns) questions.push({ picture: picture as Picture, parts: user, prompts });
}

await answerRequests(async ({ batchSize }) => {
  const processor = process.cpuUsage();
  const answers = await answerBatch(model, questions, { batchSize: Number(batchSize), maxNewTokens: 160 });
  const { user, system } = process.cpuUsage(processor);
  return {
    questions: questions.length,
    prompts: questions.reduce((sum, { prompts = [] }) => sum + prompts.length, 0),
    processorSeconds: (user + system) / 1e6,
    answers: answers.map((answer) => JSON.stringify(answer)),
    peakMegabytes: peakMegabytes(),
  };
});
