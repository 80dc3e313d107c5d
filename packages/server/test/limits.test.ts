// What a server must withstand (advisories of others, by class): one test each; it answers before and after.
import { connect } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { isPrivate, publicAddress } from "../src/fetch-picture.js";
import type { Server } from "../src/index.js";
import { dataUrl, model, post, question, startServer, urlOf } from "./tiny-server.js";
import { answer, startTold } from "./told-engine.js";

let server: Server;
let url: string;
const limits = {
  bodyBytes: 2 ** 20,
  pixels: 1e6,
  side: 2000,
  parts: 4,
  headerSeconds: 1,
  rows: 1,
  waiting: 1,
  points: 10,
};
beforeAll(async () => {
  server = await startServer({ limits });
  url = await dataUrl();
});
afterAll(async () => {
  await server.close();
  model.network.dispose();
});

const chat = (body: unknown, at = server) => post(at, "/v1/chat/completions", body);
const answers = async () => expect((await chat(question(url))).status).toBe(200);
const leaks = /\/work|\/tmp|\/home|node_modules|0x[0-9a-f]{6,}|\bat .*:\d+:\d+/;
const blank = (width: number, height: number, channels: 1 | 2 | 3 | 4 = 3) =>
  sharp({ create: { width, height, channels: channels as 3, background: { r: 90, g: 9, b: 200, alpha: 0.5 } } });

describe("pictures", () => {
  it("1. that are broken are refused without a path, a pointer or a stack", async () => {
    const good = Buffer.from(url.split(",")[1], "base64");
    const broken = [
      Buffer.alloc(0),
      Buffer.from("<svg/>"),
      Buffer.from("GIF89a"),
      good.subarray(0, 60),
      Buffer.alloc(5000, 7),
    ];
    const damaged = Buffer.from(good);
    damaged.fill(255, 60, 400);
    for (const file of [...broken, damaged]) {
      const { status, body } = await chat(question(urlOf(file)));
      expect(status).toBe(400);
      expect(body.error).toMatchObject({ code: "invalid_image", param: "messages.0.content.1" });
      expect(body.error.message).not.toMatch(leaks);
    }
    for (const bad of [
      "data:image/png;base64",
      "data:image/png;base64,%%%",
      "file:///etc/passwd",
      "/etc/passwd",
      "http://localhost/a.png",
    ])
      expect((await chat(question(bad))).status).toBe(400);
    await answers();
  });

  it("2. that are tiny or odd are answered in their own pixels: 1 x 1, strips, grey, palette, 16 bits, CMYK", async () => {
    const files = [
      ...[
        [1, 1],
        [1, 50],
        [50, 1],
        [3, 3],
      ].map(([width, height]) => blank(width, height).png().toBuffer()),
      blank(20, 30).greyscale().png().toBuffer(),
      blank(20, 30).png({ palette: true }).toBuffer(),
      blank(20, 30).toColourspace("rgb16").png().toBuffer(),
      blank(20, 30).toColourspace("cmyk").jpeg().toBuffer(),
      blank(20, 30, 4).png().toBuffer(),
    ];
    for (const file of await Promise.all(files)) {
      const { width, height } = await sharp(file).metadata();
      const { status, body } = await chat(question(urlOf(file)));
      expect(status).toBe(200);
      expect(body.choices[0].message.refvlm.image).toEqual({ width, height });
    }
  });

  it("3. that are bombs are refused before they are decoded: pixels, sides, parts, points, masks", async () => {
    for (const [width, height] of [
      [1500, 1500],
      [1, 3000],
    ]) {
      const bomb = await blank(width, height).png({ compressionLevel: 9 }).toBuffer();
      const { status, body } = await chat(question(urlOf(bomb)));
      expect(status).toBe(400);
      expect(body.error.message).toMatch(/the limit/);
    }
    const image = { type: "image_url", image_url: { url } };
    const told = async (content: object[], message: RegExp) => {
      const { status, body } = await chat(question(url, { messages: [{ role: "user", content }] }));
      expect(status).toBe(400);
      expect(body.error.message).toMatch(message);
    };
    await told(
      Array.from({ length: 5 }, () => ({ type: "text", text: "?" })),
      /at most 4 parts/,
    );
    const prompt = (visual_prompt: object) => [{ type: "visual_prompt", visual_prompt }, image];
    await told(
      prompt({ kind: "scribble", width: 2, points: Array.from({ length: 11 }, () => [1, 1]) }),
      /at most 10 points/,
    );
    await told(
      prompt({ kind: "mask", mask: { size: [1e9, 1e9], counts: [1e18] } }),
      /mask is not of the picture's size|mask/,
    );
    await told([image, { type: "image_url", image_url: { url: await dataUrl(20, 20) } }], /one picture/);
    await answers();
  });

  it("4. that are animations are their first frame, however many there are", async () => {
    const frames = await blank(20, 20 * 90)
      .raw()
      .toBuffer();
    const raw = { width: 20, height: 20 * 90, channels: 3 as const, pageHeight: 20 };
    for (const type of ["gif", "webp"] as const) {
      const file = await sharp(frames, { raw })[type]({ delay: 10, loop: 0 }).toBuffer();
      const { status, body } = await chat(question(urlOf(file, `image/${type}`)));
      expect(status).toBe(200);
      expect(body.choices[0].message.refvlm.image).toEqual({ width: 20, height: 20 });
    }
  });

  it("5. are not fetched unless a host is named, and then never from a private address", async () => {
    const fetching = await startServer({ fetchFrom: ["localhost"] });
    try {
      for (const address of ["https://example.com/a.png", "http://localhost/a.png", "file:///etc/passwd"])
        expect((await chat(question(address), fetching)).body.error.message).toMatch(/data URL/);
      const inside = await chat(question("https://localhost/a.png"), fetching);
      expect(inside).toMatchObject({ status: 400, body: { error: { code: "invalid_image_url" } } });
      expect(inside.body.error.message).not.toMatch(/ECONN|127|private/);
    } finally {
      await fetching.close();
    }
    for (const address of [
      "127.0.0.1",
      "10.1.2.3",
      "172.20.0.1",
      "192.168.0.1",
      "169.254.169.254",
      "0.0.0.0",
      "100.64.1.1",
    ])
      expect(isPrivate(address, 4)).toBe(true);
    for (const address of ["::1", "fe80::1", "fd00::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1"])
      expect(isPrivate(address, 6)).toBe(true);
    expect(isPrivate("93.184.215.14", 4)).toBe(false);
    expect(isPrivate("2606:2800:21f:cb07::1", 6)).toBe(false);
    const refused = await new Promise((done) =>
      publicAddress("localhost", { all: true }, (error) => done(error?.message)),
    );
    expect(refused).toBe("a private address");
  });
});

describe("connections", () => {
  it("6. with a body of 64 MiB are refused before it is read", async () => {
    const body = JSON.stringify({ model: "tiny", messages: "x".repeat(64 * 2 ** 20) });
    const status = await chat(body).then(
      (reply) => reply.status,
      () => "closed",
    );
    expect([413, "closed"]).toContain(status);
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

  it("7. with headers that never end, 200 at once, stop nobody and are closed; so are headers that are too long", async () => {
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

  it("8. that read nothing hold up nobody else, and are hung up on when the time of an answer is over", async () => {
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

  it("9. with bodies that would not fit together wait outside, unread", async () => {
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
  it("10. that ask for more than is granted are capped, and what is no setting is refused", async () => {
    const told = await startTold(["box"], undefined, { limits: { answerTokens: 50 } });
    const ask = (more: object) => chat({ ...question(url), model: "told", ...more }, told.server);
    expect((await ask({ max_completion_tokens: 1e9 })).status).toBe(200);
    expect((await ask({ max_completion_tokens: null })).status).toBe(200);
    expect(told.asked.map(({ options }) => options?.maxNewTokens)).toEqual([50, 50]);
    const image = { type: "image_url", image_url: { url } };
    const wrong = [
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

describe("many requests", () => {
  it("11. beyond the places and the queue are told to come back", async () => {
    while (server.service.open > 0) await delay(5);
    const asked = Array.from({ length: 6 }, () => chat(question(url, { max_completion_tokens: 300 })));
    const replies = await Promise.all(asked);
    const refused = replies.filter(({ status }) => status === 429);
    expect(refused.length).toBeGreaterThan(0);
    expect(refused[0].headers.get("retry-after")).toBe("1");
    expect(refused[0].body.error).toMatchObject({ type: "rate_limit_error", code: "queue_full" });
    expect(replies.filter(({ status }) => status === 200).length).toBeGreaterThan(1);
  });

  it("12. end in time, and a server that closes lets them end and takes no further one", async () => {
    const hasty = await startServer({ limits: { answerSeconds: 0.001 } });
    const late = await chat(question(url), hasty);
    expect(late).toMatchObject({ status: 503, body: { error: { code: "timeout", type: "server_error" } } });
    await hasty.close();
    const closing = await startServer();
    const last = chat(question(url), closing);
    while (closing.service.open === 0) await delay(1);
    const closed = closing.close();
    expect(await chat(question(url), closing)).toMatchObject({
      status: 503,
      body: { error: { code: "shutting_down" } },
    });
    expect((await last).status).toBe(200);
    await closed;
  });
});

describe("who may ask", () => {
  it("13. is whoever has a key; pages of named origins only; health is everybody's", async () => {
    const guarded = await startServer({ keys: ["one", "two"], origins: ["https://studio.example"] });
    try {
      for (const authorization of ["", "Bearer three", "Bearer "]) {
        const { status, body } = await post(guarded, "/v1/chat/completions", question(url), { authorization });
        expect(status).toBe(401);
        expect(body.error).toMatchObject({ type: "authentication_error", code: "invalid_api_key" });
      }
      expect((await post(guarded, "/v1/chat/completions", question(url), { authorization: "Bearer two" })).status).toBe(
        200,
      );
      expect((await fetch(`${guarded.address}/metrics`)).status).toBe(401);
      expect((await fetch(`${guarded.address}/health`)).status).toBe(200);
      const from = (origin: string) => fetch(`${guarded.address}/health`, { headers: { origin } });
      expect((await from("https://studio.example")).headers.get("access-control-allow-origin")).toBe(
        "https://studio.example",
      );
      expect((await from("https://evil.example")).headers.get("access-control-allow-origin")).toBeNull();
    } finally {
      await guarded.close();
    }
    expect(
      (await fetch(`${server.address}/health`, { headers: { origin: "https://studio.example" } })).headers.get(
        "access-control-allow-origin",
      ),
    ).toBeNull();
    expect(new URL(server.address).hostname).toBe("127.0.0.1");
  });

  it("14. can read what there is: interface, model, numbers; all else is told as not there", async () => {
    const get = async (path: string) => fetch(server.address + path);
    const api = (await (await get("/openapi.json")).json()) as { paths: object };
    expect(Object.keys(api.paths)).toContain("/v1/chat/completions");
    const text = await (await get("/metrics")).text();
    expect(text).toMatch(/refvlm_requests_total\{route="\/v1\/chat\/completions",status="200"\} \d+/);
    expect(text).toMatch(/refvlm_live_tensors \d+/);
    expect(await (await get("/v1/nothing")).json()).toMatchObject({ error: { code: "not_found" } });
    expect((await get("/v1/models/other")).status).toBe(404);
  });
});
