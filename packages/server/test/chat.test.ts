// Chat completions: the official client, streamed and not; units; conversations; what goes wrong.
import { setTimeout as delay } from "node:timers/promises";
import { answerFromJson, unitsOfAnswer } from "@refvlm/model";
import OpenAI from "openai";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Server } from "../src/index.js";
import { dataUrl, model, post, question, shortest, startServer } from "./tiny-server.js";

let server: Server;
let client: OpenAI;
let url: string;
beforeAll(async () => {
  server = await startServer();
  client = new OpenAI({ baseURL: `${server.address}/v1`, apiKey: "none", maxRetries: 0 });
  url = await dataUrl();
});
afterAll(async () => {
  await server.close();
  model.network.dispose();
});

// biome-ignore lint/suspicious/noExplicitAny: the client's types know nothing of what we add
const ask = (more: object = {}): any => question(url, more);
/** Seeds whose answers have units. */
const seeds = [1, 2, 3, 4, 5, 6, 7, 8];

describe("the official client", () => {
  it("1. gets an answer in its shape, whose data is the answer of `predict --json`", async () => {
    let units = 0;
    for (const seed of seeds) {
      const completion = await client.chat.completions.create(ask({ seed }));
      const [choice] = completion.choices;
      expect(completion).toMatchObject({ object: "chat.completion", model: "tiny" });
      expect(completion.id).toMatch(/^chatcmpl-/);
      const answer = answerFromJson((choice.message as unknown as { refvlm: unknown }).refvlm);
      expect(choice.message.content).toBe(answer.text);
      expect(choice.finish_reason).toBe(answer.ended === "length" ? "length" : "stop");
      expect(answer.image).toEqual({ width: 60, height: 40 });
      const { usage } = completion;
      expect(usage?.completion_tokens).toBe(answer.tokens);
      expect(usage?.total_tokens).toBe(usage!.prompt_tokens + answer.tokens);
      expect(usage?.prompt_tokens).toBeGreaterThan(model.network.imageTokens);
      units += unitsOfAnswer(answer).length;
    }
    expect(units).toBeGreaterThan(0);
  });

  it("2. streams the same, each unit in the chunk after its phrase, usage last", async () => {
    for (const seed of seeds) {
      const whole = await client.chat.completions.create(ask({ seed }));
      const streamed: OpenAI.ChatCompletionCreateParamsStreaming = ask({
        seed,
        stream: true,
        stream_options: { include_usage: true },
      });
      // biome-ignore lint/suspicious/noExplicitAny: as above
      const chunks: any[] = [];
      for await (const chunk of await client.chat.completions.create(streamed)) chunks.push(chunk);
      const deltas = chunks.flatMap(({ choices }) => choices.map(({ delta }: { delta: object }) => delta));
      expect(deltas[0].role).toBe("assistant");
      expect(deltas.map(({ content = "" }) => content).join("")).toBe(whole.choices[0].message.content);
      const told = deltas.flatMap(({ refvlm }) => (refvlm && !("text" in refvlm) ? refvlm.instances : []));
      const answer = deltas.findLast(({ refvlm }) => refvlm).refvlm;
      expect(answer).toEqual((whole.choices[0].message as unknown as { refvlm: unknown }).refvlm);
      expect(told.flatMap(({ units }: { units: object[] }) => units)).toHaveLength(
        unitsOfAnswer(answerFromJson(answer)).length,
      );
      const finishes = chunks.flatMap(({ choices }) =>
        choices.map((choice: { finish_reason: string }) => choice.finish_reason),
      );
      expect(finishes.filter(Boolean)).toEqual([whole.choices[0].finish_reason]);
      expect(chunks.at(-1)).toMatchObject({
        choices: [],
        usage: { completion_tokens: whole.usage?.completion_tokens },
      });
      expect(new Set(chunks.map(({ id }) => id)).size).toBe(1);
      expect(chunks.slice(0, -1).every(({ usage }) => usage === null)).toBe(true);
    }
  });

  it("3. is told what is wrong by its own errors", async () => {
    const wrong = client.chat.completions.create(ask({ model: "gpt-5" }));
    await expect(wrong).rejects.toBeInstanceOf(OpenAI.NotFoundError);
    const long = ask({
      stream: true,
      messages: [
        {
          role: "user",
          content: [
            { type: "text", text: "dog ".repeat(4000) },
            { type: "image_url", image_url: { url } },
          ],
        },
      ],
    });
    await expect(client.chat.completions.create(long)).rejects.toMatchObject({
      status: 400,
      code: "context_length_exceeded",
      param: "messages",
    });
    expect((await client.models.list()).data.map(({ id }) => id)).toEqual(["tiny"]);
  });
});

describe("a conversation", () => {
  it("4. sees earlier turns, in words and with their units, and a picture by the id that an answer named", async () => {
    const first = await client.chat.completions.create(ask());
    const message = first.choices[0].message as unknown as { refvlm: { picture: string } };
    const again = { type: "image_id", image_id: message.refvlm.picture };
    const messages = (answer: object) => [
      { role: "user", content: [{ type: "text", text: "where is the dog?" }, again] },
      answer,
      { role: "user", content: "segment the cup" },
    ];
    const kept = await client.chat.completions.create(ask({ messages: messages(message) }));
    expect(kept.usage?.prompt_tokens_details?.cached_tokens).toBe(model.network.imageTokens);
    const inWords = await client.chat.completions.create(
      ask({ messages: messages({ role: "assistant", content: "there <REF>" }) }),
    );
    expect(kept.usage!.prompt_tokens).toBeGreaterThan(first.usage!.prompt_tokens);
    expect(inWords.usage!.prompt_tokens).toBeGreaterThan(first.usage!.prompt_tokens);
    const gone = ask({
      messages: [
        {
          role: "user",
          content: [
            { ...again, image_id: "0".repeat(64) },
            { type: "text", text: "?" },
          ],
        },
      ],
    });
    await expect(client.chat.completions.create(gone)).rejects.toMatchObject({ status: 404, code: "image_not_found" });
  });

  it("5. takes visual prompts where they stand, and markers of the language as text", async () => {
    const image = { type: "image_url", image_url: { url } };
    const prompted = (box: number[]) => {
      const content = [
        { type: "text", text: "what is" },
        { type: "visual_prompt", visual_prompt: { kind: "box", box } },
        { type: "text", text: "?" },
        image,
      ];
      return post(server, "/v1/chat/completions", ask({ messages: [{ role: "user", content }] }));
    };
    expect((await prompted([5, 5, 30, 20])).status).toBe(200);
    expect(await prompted([500, 500, 600, 600])).toMatchObject({ status: 400, body: { error: { param: "messages" } } });
    const typed = [{ type: "text", text: "<REF> </Task> [VPT] <image> <Unit>box</Unit> where?" }, image];
    expect(
      (await post(server, "/v1/chat/completions", ask({ messages: [{ role: "user", content: typed }] }))).status,
    ).toBe(200);
  });

  it("6. ends content at a stop sequence and keeps to the length, tagged where that is asked for", async () => {
    const { choices } = await client.chat.completions.create(ask({ refvlm: { tags: true } }));
    expect(choices[0].message.content).toMatch(/^<Task>/);
    const stopped = await client.chat.completions.create(ask({ refvlm: { tags: true }, stop: ["decode"] }));
    expect(stopped.choices[0].message.content).toBe("<Task>\nUnit");
    // All that is behind it in the longest answer is not written: the plan of nothing is closed at once.
    const [long, cut] = [{}, { stop: ["decode"] }].map((more) =>
      client.chat.completions.create(ask({ refvlm: { tags: true }, max_completion_tokens: 400, ...more })),
    );
    expect((await cut).usage!.completion_tokens).toBeLessThan((await long).usage!.completion_tokens);
    expect((await cut).choices[0].finish_reason).toBe("stop");
    const short = await client.chat.completions.create(ask({ max_completion_tokens: shortest }));
    expect(short.usage?.completion_tokens).toBe(shortest);
  });
});

describe("a closed set", () => {
  it("7. is all that answers name, in the units asked for; what no plan can hold is refused", async () => {
    const seen = new Set<string>();
    for (const seed of seeds) {
      const refvlm = { labels: ["dog", "a red cup"], units: ["mask"] };
      const { choices } = await client.chat.completions.create(ask({ seed, refvlm }));
      const { instances } = answerFromJson((choices[0].message as unknown as { refvlm: unknown }).refvlm);
      for (const { phrase, units } of instances) {
        expect(units.map(({ unit }) => unit)).toEqual(["mask"]);
        seen.add(phrase);
      }
    }
    expect(["a red cup", "dog"]).toEqual(expect.arrayContaining([...seen]));
    expect(seen.size).toBeGreaterThan(0);
    for (const [refvlm, message] of [
      [{ labels: ["<REF>"] }, /cannot stand in a plan/],
      [{ units: ["depth"] }, /has no "depth"; it answers with box, mask/],
    ] as const)
      await expect(client.chat.completions.create(ask({ refvlm }))).rejects.toMatchObject({
        status: 400,
        message: expect.stringMatching(message),
      });
  });
});

describe("who hangs up", () => {
  it("8. frees what the answer held, streamed or not", async () => {
    for (const stream of [true, false]) {
      const control = new AbortController();
      const body = JSON.stringify(ask({ stream, max_completion_tokens: 500 }));
      const headers = { "content-type": "application/json" };
      const asked = fetch(`${server.address}/v1/chat/completions`, {
        method: "POST",
        headers,
        body,
        signal: control.signal,
      });
      if (stream) await (await asked).body!.getReader().read();
      else while (server.service.open === 0) await delay(1);
      control.abort();
      await asked.catch(() => {});
      while (server.service.open > 0 || server.service.engine.open > 0) await delay(5);
      expect(server.service.engine.open).toBe(0);
    }
  });
});

describe("an error", () => {
  const text = (words: string) => ({ role: "user", content: [{ type: "text", text: words }] });
  it.each<[string, object, number, string | null, RegExp]>([
    ["no messages", { messages: [] }, 400, "messages", /messages/],
    ["no picture", { messages: [text("where?")] }, 400, "messages", /there is no picture/],
    [
      "a system message",
      { messages: [{ role: "system", content: "be kind" }, text("where?")] },
      400,
      "messages.0.role",
      /`user` and `assistant`/,
    ],
    ["several answers", { n: 2 }, 400, "n", /one answer a request/],
    ["tools", { tools: [{ type: "function" }] }, 400, "tools", /no tools/],
    ["a misspelt key", { temprature: 0 }, 400, "temprature", /did you mean "temperature"/],
    ["heat", { temperature: 3 }, 400, "temperature", /temperature/],
    ["too short an answer", { max_completion_tokens: 2 }, 400, "max_completion_tokens", /the shortest has/],
    [
      "an answer without question",
      { messages: [{ role: "assistant", content: "there" }] },
      400,
      "messages.0",
      /behind a question/,
    ],
    [
      "junk as history",
      { messages: [text("where?"), { role: "assistant", content: "x", refvlm: { trp: "<REF>" } }, text("?")] },
      400,
      "messages",
      /picture/,
    ],
  ])("9. %s is told with its place and all four keys", async (_, more, status, param, message) => {
    const { status: got, body } = await post(server, "/v1/chat/completions", ask(more));
    expect(got).toBe(status);
    expect(Object.keys(body.error).sort()).toEqual(["code", "message", "param", "type"]);
    expect(body.error).toMatchObject({ type: "invalid_request_error", param });
    expect(body.error.message).toMatch(message);
  });
});
