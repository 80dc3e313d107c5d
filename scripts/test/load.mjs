// A server under load: clients of another process ask about mixed pictures for a while, a tenth hang up; nothing may be left behind.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { setup } from "../setup.mjs";
import { startServed } from "./served.mjs";

const pictureFolder = fileURLToPath(new URL("../../packages/refvlm/assets/pictures", import.meta.url));
const questions = ["detect all objects.", "how many objects are there?", "segment all objects.", "is there a dog?"];

/** How often the server's memory is looked at. */
const LOOKS = 12;

/**
 * @param {{ model: string, clients: number, seconds: number }} options
 * @returns what was answered, what failed, times in milliseconds, and what the server holds before, meanwhile and after
 */
export async function load({ model, clients, seconds }) {
  const server = await startServed(["--model", model, "--waiting", String(2 * clients)]);
  const pictures = readdirSync(pictureFolder)
    .filter((name) => name.endsWith(".png"))
    .map((name) => `data:image/png;base64,${readFileSync(`${pictureFolder}/${name}`, "base64")}`);
  const told = { answers: 0, tokens: 0, hungUp: 0, failures: [], firstUnits: [] };
  try {
    const { data } = await (await fetch(`${server.address}/v1/models`)).json();
    const ask = (...rest) => askOnce(`${server.address}/v1/chat/completions`, data[0].id, ...rest);
    for (const picture of pictures) await ask(picture, questions[0], { ...told, firstUnits: [] }, false);
    const before = await server.rest();
    const start = performance.now();
    const lasts = () => performance.now() - start < seconds * 1000;
    const client = async (number) => {
      for (let turn = 0; lasts(); turn++) {
        const picture = pictures[(number + turn) % pictures.length];
        const hangsUp = (number + turn) % 10 === 0;
        await ask(picture, questions[(number * 3 + turn) % questions.length], told, hangsUp);
      }
    };
    const meanwhile = [];
    const look = async () => {
      for (; lasts(); await delay((seconds * 1000) / LOOKS)) meanwhile.push((await server.state()).mebibytes);
    };
    await Promise.all([look(), ...Array.from({ length: clients }, (_, number) => client(number))]);
    const took = (performance.now() - start) / 1000;
    return { ...told, seconds: took, before, meanwhile, after: await server.rest() };
  } finally {
    await server.close();
  }
}

/** One streamed answer, or its beginning. */
async function askOnce(address, model, url, text, told, hangsUp) {
  const control = new AbortController();
  const content = [
    { type: "text", text },
    { type: "image_url", image_url: { url } },
  ];
  const body = { model, stream: true, stream_options: { include_usage: true }, max_completion_tokens: 400 };
  const start = performance.now();
  try {
    const response = await fetch(address, {
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

/** The short form, as a part of the slow tests. @returns {Promise<{ passed: number, failed: number }>} */
export async function testLoad() {
  await setup({ quiet: true });
  const { answers, hungUp, failures, before, after } = await load({ model: "nano", clients: 8, seconds: 10 });
  assert.deepEqual(failures, []);
  assert(answers > 0 && hungUp > 0, `${answers} answers, ${hungUp} hung up`);
  assert.equal(after.liveTensors, before.liveTensors);
  return { passed: 1, failed: 0 };
}
