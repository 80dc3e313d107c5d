// Time from a picture in memory to the first generated token of an answer, to that of a second question about the same
// picture, and tokens a second, of a model in a folder.
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
  const { firstMs, tokens } = await ask(session, "How many objects are there?", start);
  const seconds = (performance.now() - start) / 1000;
  const again = await ask(session, "Is there a dog?", performance.now());
  session.dispose();
  const perSecond = tokens / seconds;
  return { loadSeconds, firstMs, againMs: again.firstMs, tokensPerSecond: perSecond, peakMegabytes: peakMegabytes() };
});

/** Nothing is denied, so that no word is held back until the plan is whole. @param start from which the first token is timed */
async function ask(session, text, start) {
  let firstMs = 0;
  for await (const event of session.stream([{ type: "text", text }], { deny: 0 })) {
    firstMs ||= performance.now() - start; // the first step writes what is forced and generates behind it
    if (event.type === "end") return { firstMs, tokens: event.answer.tokens };
  }
  throw new Error("the answer has no end");
}
