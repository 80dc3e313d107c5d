// What a server must withstand (advisories of others, by class), one test each: slow and silent clients, bodies, knobs.
import { connect } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Server } from "../src/index.js";
import { dataUrl, model, post, question, startServer } from "./tiny-server.js";
import { answer, startTold } from "./told-engine.js";

let server: Server;
let url: string;
beforeAll(async () => {
  server = await startServer({ limits: { bodyBytes: 2 ** 20, headerSeconds: 1, rows: 1, waiting: 1 } });
  url = await dataUrl();
});
afterAll(async () => {
  await server.close();
  model.network.dispose();
});

const chat = (body: unknown, at = server) => post(at, "/v1/chat/completions", body);
const answers = async () => expect((await chat(question(url))).status).toBe(200);

describe("connections", () => {
  it("1. with a body of 64 MiB are refused before it is read", async () => {
    const body = JSON.stringify({ model: "tiny", messages: "x".repeat(64 * 2 ** 20) });
    const status = await chat(body).then(
      (reply) => reply.status,
      () => "closed",
    );
    // 408 where this process, which is client and server, took a second to send the headers.
    expect([413, 408, "closed"]).toContain(status);
    expect((await post(server, "/v1/chat/completions", "{", {})).body.error.message).toMatch(/not valid JSON/);
    expect(
      (
        await post(server, "/v1/chat/completions", "x", { "content-type": "text/\tplain" }).catch(() => ({
          status: 415,
        }))
      ).status,
    ).toBe(415);
    await answers();
  });

  it("2. with headers that never end, 200 at once, stop nobody and are closed; so are headers that are too long", async () => {
    const { port } = new URL(server.address);
    const slow = Array.from({ length: 200 }, () => {
      const socket = connect(Number(port), "127.0.0.1").resume(); // who does not read is not told of the end
      socket.on("error", () => {});
      socket.write("GET /health HTTP/1.1\r\nHost: x\r\nX-Slow: ");
      return { socket, closed: new Promise<void>((done) => socket.on("close", () => done())) };
    });
    await answers();
    await Promise.all(slow.map(({ closed }) => closed));
    expect((await fetch(`${server.address}/health`, { headers: { "x-long": "a".repeat(20_000) } })).status).toBe(431);
  });

  it("3. that read nothing hold up nobody else, and are hung up on when the time of an answer is over", async () => {
    const flood = "word ".repeat(2 ** 18); // more than a socket takes without a reader
    const told = await startTold(
      ["box"],
      (tell, { turns }) => {
        const { user } = turns[0];
        if (user[0].type === "text" && user[0].text === "much")
          for (let i = 0; i < 30; i++) tell({ type: "text", text: flood });
        tell({ type: "end", answer });
      },
      { limits: { answerSeconds: 2, rows: 2, waiting: 0 } },
    );
    const { server: at } = told;
    const { port } = new URL(at.address);
    const content = [
      { type: "text", text: "much" },
      { type: "image_url", image_url: { url } },
    ];
    const body = JSON.stringify({ model: "told", stream: true, messages: [{ role: "user", content }] });
    const socket = connect(Number(port), "127.0.0.1").pause();
    socket.on("error", () => {});
    socket.write(
      `POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
    );
    while (at.service.open === 0) await delay(1);
    const other = { ...question(url), model: "told" };
    for (let i = 0; i < 3; i++) expect((await chat(other, at)).status).toBe(200);
    while (at.service.open > 0) await delay(20); // its socket is never read and never closed by its client
    expect(at.service.engine.open).toBe(0);
    expect((await chat(other, at)).status).toBe(200);
    socket.destroy();
    await at.close();
  });

  it("4. with bodies that would not fit together wait outside, unread", async () => {
    const told = await startTold(["box"], undefined, { limits: { bodyBytes: 2 ** 20, bodiesBytes: 2 ** 20 } });
    const { port } = new URL(told.server.address);
    const slow = connect(Number(port), "127.0.0.1").resume();
    slow.on("error", () => {});
    const head = `POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n`;
    slow.write(`${head}Content-Length: ${2 ** 20 - 100}\r\n\r\n{`);
    const other = { ...question(url), model: "told" };
    let reply = await chat(other, told.server);
    for (; reply.status === 200; reply = await chat(other, told.server)) await delay(5); // until the slow one has come in
    expect(reply).toMatchObject({ status: 429, body: { error: { code: "queue_full" } } });
    slow.destroy();
    while ((await chat(other, told.server)).status !== 200) await delay(5);
    await told.server.close();
  });
});

describe("knobs", () => {
  it("5. that ask for more than is granted are capped, and what is no setting is refused", async () => {
    const told = await startTold(["box"], undefined, { limits: { answerTokens: 50 } });
    const ask = (more: object) => chat({ ...question(url), model: "told", ...more }, told.server);
    expect((await ask({ max_completion_tokens: 1e9 })).status).toBe(200);
    expect((await ask({ max_completion_tokens: null })).status).toBe(200);
    expect(told.asked.map(({ options }) => options?.maxNewTokens)).toEqual([50, 50]);
    const image = { type: "image_url", image_url: { url } };
    const wrong: object[] = [
      { max_completion_tokens: 1.5 },
      { temperature: -1 },
      { top_p: 0 },
      { seed: 1e300 },
      { stop: ["a", "b", "c", "d", "e"] },
      { stop: "" },
      { n: 100 },
      { logprobs: true },
      { refvlm: { min_score: 2 } },
      { refvlm: { labels: Array.from({ length: 101 }, (_, i) => `${i}`) } },
      { refvlm: { labels: ["a\nb"] } },
      { __proto__: null, constructor: {} },
    ];
    for (const more of wrong) expect([more, (await ask(more)).status]).toEqual([more, 400]);
    expect(
      (await ask({ messages: [{ role: "user", content: [{ type: "text", text: "a".repeat(100_001) }, image] }] })).body
        .error,
    ).toMatchObject({
      code: "context_length_exceeded",
    });
    // Many values, many faults and deep nesting are refused in few words, and without looking at each.
    const many = Object.fromEntries(Array.from({ length: 50_000 }, (_, i) => [`key ${i} ${"x".repeat(99)}`, 1]));
    const deep = `{"model":${"[".repeat(90_000)}${"]".repeat(90_000)}}`;
    const values = { model: Array.from({ length: 100_001 }, () => 1) };
    for (const body of [{ ...question(url), ...many }, deep, values]) {
      const reply = await post(told.server, "/v1/chat/completions", body);
      expect(reply.status).toBe(400);
      expect(reply.body.error.message.length).toBeLessThanOrEqual(1000);
    }
    expect((await post(told.server, "/v1/chat/completions", `{"__proto__": {"model": "told"}}`)).status).toBe(400);
    await told.server.close();
  });
});
