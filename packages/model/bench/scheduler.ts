// What joining and leaving costs: the same questions in fixed batches, side by side with rows that join as others leave, and
// one by one. Usage: scheduler.ts FOLDER PICTURE... Request {"way": "fixed" | "joining" | "single", "rows": N, "questions": M}.
import { loadPicture } from "@refvlm/vision/node";
import { answerRequests } from "../../../scripts/bench/answering.mjs";
import {
  type AnswerRequest,
  answer,
  answerTogether,
  EncodedPictures,
  loadPretrained,
  Scheduler,
} from "../src/index.js";

const [folder, ...paths] = process.argv.slice(2);
const model = loadPretrained(folder);
const pictures = await Promise.all(paths.map((path) => loadPicture(path)));
const encodings: number[] = [];
const encoded = pictures.map((picture) => {
  const start = process.cpuUsage();
  const own = EncodedPictures.encode(model, [picture]);
  encodings.push(milliseconds(start));
  return own;
});

/** Of unlike lengths, as they come. */
const questions = [
  "detect all objects.",
  "how many objects are there?",
  "describe the picture, with boxes.",
  "is there a dog?",
  "segment all objects.",
];

function asked(i: number): AnswerRequest {
  const text = questions[i % questions.length];
  return { picture: encoded[i % encoded.length].handle(0), parts: [{ type: "text", text }] };
}

/** @returns tokens written */
async function written(requests: readonly AnswerRequest[], scheduler: Scheduler): Promise<number> {
  let tokens = 0;
  for await (const { event } of answerTogether(model, requests, { unitsAtOnce: false, scheduler }))
    if (event.type === "end") tokens += event.answer.tokens;
  return tokens;
}

const ways = {
  async fixed(requests: readonly AnswerRequest[], rows: number) {
    const scheduler = new Scheduler(model);
    let tokens = 0;
    for (let first = 0; first < requests.length; first += rows)
      tokens += await written(requests.slice(first, first + rows), scheduler);
    return tokens;
  },
  joining: (requests: readonly AnswerRequest[], rows: number) => written(requests, new Scheduler(model, { rows })),
  async single(requests: readonly AnswerRequest[]) {
    let tokens = 0;
    for (const request of requests)
      for await (const event of answer(model, request)) if (event.type === "end") tokens += event.answer.tokens;
    return tokens;
  },
};

function milliseconds(start: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1000;
}

await answerRequests(async ({ way, rows, questions: count }) => {
  const requests = Array.from({ length: Number(count) }, (_, i) => asked(i));
  const start = process.cpuUsage();
  const tokens = await ways[way as keyof typeof ways](requests, Number(rows));
  return { tokens, perSecond: (tokens * 1000) / milliseconds(start), encodingMs: encodings };
});
