// `refvlm: { explain: true }`: how an answer came about stands beside it, streamed and not.
import { afterAll, beforeAll, expect, it } from "vitest";
import type { Server } from "../src/index.js";
import { dataUrl, model, post, question, startServer } from "./tiny-server.js";

let server: Server;
beforeAll(async () => {
  server = await startServer();
});
afterAll(async () => {
  await server.close();
  model.network.dispose();
});

it("comes with the whole answer where it is asked for, and nowhere else", async () => {
  const url = await dataUrl();
  const asked = question(url, { seed: 2, refvlm: { explain: true } });
  const plain = await post(server, "/v1/chat/completions", question(url, { seed: 2 }));
  const { body } = await post(server, "/v1/chat/completions", asked);
  const { explanation, ...answer } = body.choices[0].message.refvlm;
  expect(answer).toEqual(plain.body.choices[0].message.refvlm);
  expect(explanation.tokens.map(({ text }: { text: string }) => text).join("")).toBe(answer.trp);

  const streamed = await fetch(`${server.address}/v1/chat/completions`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ ...asked, stream: true }),
  });
  const events = (await streamed.text()).split("\n\n").filter((line) => line.startsWith("data: {"));
  const told = events.flatMap((line) => JSON.parse(line.slice(6)).choices[0].delta.refvlm?.explanation ?? []);
  expect(told).toEqual([explanation]);
});
