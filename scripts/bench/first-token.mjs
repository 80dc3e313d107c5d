// Time from a picture in memory to the first token of an answer, and tokens a second, of a model in a folder.
// Usage: first-token.mjs FOLDER PICTURE. Request {}.
import { loadPretrained, PictureSession } from "@refvlm/model";
import { loadPicture } from "@refvlm/vision/node";
import { answerRequests, peakMegabytes } from "./answering.mjs";

const [folder, path] = process.argv.slice(2);
const started = performance.now();
const model = loadPretrained(folder);
const picture = await loadPicture(path);
const loadSeconds = (performance.now() - started) / 1000;

await answerRequests(async () => {
  const start = performance.now();
  const session = PictureSession.open(model, [picture]);
  let first = 0;
  let tokens = 0;
  for await (const event of session.stream([{ type: "text", text: "How many objects are there?" }])) {
    first ||= performance.now() - start;
    if (event.type === "end") tokens = event.answer.tokens;
  }
  session.dispose();
  const seconds = (performance.now() - start) / 1000;
  return { loadSeconds, firstMs: first, tokensPerSecond: tokens / seconds, tokens, peakMegabytes: peakMegabytes() };
});
