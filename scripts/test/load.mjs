// A server under load: clients that ask about mixed pictures for a while, a tenth of which hang up; nothing may be left behind.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { setup } from "../setup.mjs";

const assets = fileURLToPath(new URL("../../packages/refvlm/assets", import.meta.url));
const questions = ["detect all objects.", "how many objects are there?", "segment all objects.", "is there a dog?"];

/**
 * @param {{ clients: number, seconds: number }} options
 * @returns what was answered, what failed, times in milliseconds, tensors and memory before and after
 */
export async function load({ clients, seconds }) {
  const { Server } = await import("../../packages/server/dist/index.js");
  const server = await Server.start({ folder: `${assets}/nano`, port: 0, limits: { waiting: 2 * clients } });
  const pictures = readdirSync(`${assets}/pictures`)
    .filter((name) => name.endsWith(".png"))
    .map((name) => `data:image/png;base64,${readFileSync(`${assets}/pictures/${name}`, "base64")}`);
  const told = { answers: 0, tokens: 0, hungUp: 0, failures: [], firstUnits: [] };
  try {
    for (const picture of pictures) await ask(server, picture, questions[0], { ...told, firstUnits: [] }, false);
    const before = await rest(server);
    const end = Date.now() + seconds * 1000;
    const start = performance.now();
    const client = async (number) => {
      for (let turn = 0; Date.now() < end; turn++) {
        const picture = pictures[(number + turn) % pictures.length];
        const hangsUp = (number + turn) % 10 === 0;
        await ask(server, picture, questions[(number * 3 + turn) % questions.length], told, hangsUp);
      }
    };
    await Promise.all(Array.from({ length: clients }, (_, number) => client(number)));
    const took = (performance.now() - start) / 1000;
    return { ...told, seconds: took, before, after: await rest(server) };
  } finally {
    await server.close();
  }
}

/** One streamed answer, or its beginning. */
async function ask({ address }, url, text, told, hangsUp) {
  const control = new AbortController();
  const content = [
    { type: "text", text },
    { type: "image_url", image_url: { url } },
  ];
  const body = { model: "nano", stream: true, stream_options: { include_usage: true }, max_completion_tokens: 400 };
  const start = performance.now();
  try {
    const response = await fetch(`${address}/v1/chat/completions`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ ...body, messages: [{ role: "user", content }] }),
      signal: control.signal,
    });
    if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
    let [rest, first] = ["", false];
    for await (const piece of response.body.pipeThrough(new TextDecoderStream())) {
      const lines = (rest + piece).split("\n\n");
      rest = lines.pop();
      for (const line of lines) {
        if (line === "data: [DONE]" || line.startsWith(":")) continue;
        const event = JSON.parse(line.slice("data: ".length));
        if (event.error) throw new Error(event.error.message);
        if (event.choices[0]?.delta.refvlm?.instances?.length > 0 && !first) {
          first = true;
          told.firstUnits.push(performance.now() - start);
        }
        if (event.usage) told.tokens += event.usage.completion_tokens;
      }
      if (hangsUp) {
        told.hungUp++;
        control.abort();
        return;
      }
    }
    told.answers++;
  } catch (error) {
    told.failures.push(error.message);
  }
}

/** Tensors and memory once nothing is under way and garbage has had its time. */
async function rest(server) {
  const { service } = server;
  while (service.open > 0 || service.engine.open > 0) await delay(20);
  await delay(2500); // two looks at the engine
  return { liveTensors: service.engine.state.liveTensors, mebibytes: process.memoryUsage.rss() / 2 ** 20 };
}

/** The short form, as a part of the slow tests. @returns {Promise<{ passed: number, failed: number }>} */
export async function testLoad() {
  await setup({ quiet: true });
  const { answers, hungUp, failures, before, after } = await load({ clients: 8, seconds: 10 });
  assert.deepEqual(failures, []);
  assert(answers > 0 && hungUp > 0, `${answers} answers, ${hungUp} hung up`);
  assert.equal(after.liveTensors, before.liveTensors);
  return { passed: 1, failed: 0 };
}
