// Moondream's routes: what they ask of the engine, and its answer in shares of the picture.
import { afterEach, describe, expect, it } from "vitest";
import { dataUrl, post } from "./tiny-server.js";
import { answer, HEIGHT, startTold, type Told, WIDTH } from "./told-engine.js";

let told: Told;
afterEach(() => told?.server.close());
const image_url = await dataUrl(WIDTH, HEIGHT);
const ask = (path: string, body: object) => post(told.server, path, { image_url, ...body });
const textOf = (told: Told) => told.asked.at(-1)!.turns[0].user;

describe("detect, point, segment", () => {
  it("1. find what is named, the surest first, and hold the answer's plan to the name and the unit", async () => {
    told = await startTold(["box", "mask"]);
    const { status, body } = await ask("/v1/detect", { object: "dog" });
    expect(status).toBe(200);
    expect(body.request_id).toMatch(/^[0-9a-f-]{36}$/);
    expect(body.objects).toEqual([
      { x_min: 0.1, y_min: 0.25, x_max: 26 / 60, y_max: 0.5, label: "dog", score: 0.9 },
      { x_min: 0.5, y_min: 0.5, x_max: 0.75, y_max: 1, label: "cup", score: 0.5 },
    ]);
    expect(textOf(told)).toEqual([{ type: "text", text: "detect: dog." }]);
    expect(told.asked[0]).toMatchObject({ only: { units: ["box"], names: ["dog"] }, command: { task: "detection" } });
    const { body: one } = await ask("/v1/detect", { labels: ["dog", "cup"], settings: { max_objects: 1 } });
    expect(one.objects).toHaveLength(1);
    expect(told.asked[1].only).toEqual({ units: ["box"], names: ["dog", "cup"] });
  });

  it("2. point with points, and with the middles of boxes where the network has no points", async () => {
    told = await startTold(["box"]);
    const { body } = await ask("/v1/point", { object: "dog" });
    expect(body).toMatchObject({ count: 2, points: [{ x: 16 / 60, y: 15 / 40, label: "dog" }, { label: "cup" }] });
    await told.server.close();
    const instances = [{ ...answer.instances[1], point: [15, 10] }];
    told = await startTold(["box", "point"], (tell) => tell({ type: "end", answer: { ...answer, instances } }));
    expect((await ask("/v1/point", { object: "dog" })).body.points).toMatchObject([{ x: 0.25, y: 0.25 }]);
    expect(told.asked[0].only).toEqual({ units: ["point"], names: ["dog"] });
  });

  it("3. segment as a path in shares of the box, holes included, with places pointed at in shares of the picture", async () => {
    const polygons = [[6, 10, 26, 10, 26, 20, 6, 20, 6, 10, 11, 15, 11, 17.5, 16, 17.5, 16, 15, 11, 15]];
    const instances = [{ ...answer.instances[1], mask: { size: [HEIGHT, WIDTH], polygons } }];
    told = await startTold(["box", "mask"], (tell) => tell({ type: "end", answer: { ...answer, instances } }));
    const { body } = await ask("/v1/segment", {
      object: "dog",
      spatial_refs: [
        [0.5, 0.5],
        [0, 0, 1, 0.5],
      ],
    });
    expect(body.path).toBe("M0 0 L1 0 L1 1 L0 1 L0 0 L0.25 0.5 L0.25 0.75 L0.5 0.75 L0.5 0.5 L0.25 0.5 Z");
    expect(body.bbox).toMatchObject({ x_min: 0.1, y_max: 0.5 });
    expect(told.asked[0].polygons).toBe(true);
    expect(told.asked[0].turns[0]).toMatchObject({
      inShares: true,
      prompts: [
        { kind: "point", points: [[0.5, 0.5]] },
        { kind: "box", box: [0, 0, 1, 0.5] },
      ],
    });
    expect(textOf(told).filter(({ type }) => type === "prompt")).toHaveLength(2);
  });

  it("4. find nothing as nothing, and say what this network cannot and what a request lacks", async () => {
    told = await startTold(["box", "mask"], (tell) => tell({ type: "end", answer: { ...answer, instances: [] } }));
    expect((await ask("/v1/detect", { object: "dog" })).body.objects).toEqual([]);
    expect((await ask("/v1/segment", { object: "dog" })).body).toMatchObject({ path: "", bbox: null, segments: [] });
    await told.server.close();
    told = await startTold(["box"]);
    const cases: [string, object, string | null, RegExp][] = [
      ["/v1/segment", { object: "dog" }, null, /has no mask: it answers with box/],
      ["/v1/detect", {}, "object", /as `object` or as `labels`/],
      ["/v1/detect", { object: "dog", labels: ["cat"] }, "object", /as `object` or as `labels`/],
      ["/v1/detect", { object: "dog\ncat" }, "object", /one line/],
      ["/v1/detect", { labels: Array.from({ length: 101 }, (_, i) => `thing ${i}`) }, "labels", /at most 100/],
      ["/v1/detect", { object: "dog", image_url: "https://example.com/a.png" }, "image_url", /not fetched/],
      ["/v1/query", { question: "" }, "question", /question/],
    ];
    for (const [path, body, param, message] of cases) {
      const reply = await ask(path, body);
      expect(reply.status).toBe(400);
      expect(reply.body.error).toMatchObject({ param, message: expect.stringMatching(message) });
    }
  });
});

describe("query and caption", () => {
  it("5. answer in words, at once and as they come", async () => {
    told = await startTold(["box"], (tell) => {
      for (const text of [" a dog", " and a", " cup. "]) tell({ type: "text", text });
      tell({ type: "end", answer, probability: 1 });
    });
    const { body } = await ask("/v1/query", { question: "what is there?" });
    expect(body).toMatchObject({ answer: answer.text, finish_reason: "stop" });
    expect(textOf(told)).toEqual([{ type: "text", text: "what is there?" }]);
    expect((await ask("/v1/caption", { length: "short" })).body.caption).toBe(answer.text);
    const streamed = await fetch(`${told.server.address}/v1/caption`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ image_url, stream: true }),
    });
    expect(streamed.headers.get("content-type")).toMatch(/text\/event-stream/);
    const events = (await streamed.text())
      .trim()
      .split("\n\n")
      .map((line) => JSON.parse(line.slice(6)));
    expect(events.slice(0, -1)).toEqual([{ text: "a dog" }, { text: " and a" }, { text: " cup." }]);
    expect(events.at(-1)).toMatchObject({ completed: true });
  });

  it("6. tells errors of the engine by the field of the request", async () => {
    const failure = { status: 400, message: "too long", param: "messages", code: "context_length_exceeded" };
    told = await startTold(["box"], (tell) => tell({ type: "failure", failure }));
    const { status, body } = await ask("/v1/query", { question: "what?" });
    expect(status).toBe(400);
    expect(body.error).toMatchObject({ param: "question", code: "context_length_exceeded" });
  });
});
