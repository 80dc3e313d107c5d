// The engine's thread dies in every way that it can: whoever waits is told, and the next is answered.
import { setTimeout as delay } from "node:timers/promises";
import { Worker } from "node:worker_threads";
import { afterEach, describe, expect, it } from "vitest";
import { Engine, type EngineThread } from "../src/engine/engine.js";
import type { Ask } from "../src/index.js";

let engine: Engine;
const logged: string[] = [];
afterEach(() => engine?.close());

const start = (file = "fake-engine.mjs") =>
  Engine.start({
    start: () =>
      new Worker(new URL(file, import.meta.url), { resourceLimits: { maxOldGenerationSizeMb: 64 } }) as EngineThread,
    hangSeconds: 1.5,
    log: (message) => logged.push(message),
  });

async function ask(words: string, signal = new AbortController().signal): Promise<string> {
  const asked = { turns: [{ user: [{ type: "text", text: words }], prompts: [] }] } as unknown as Ask;
  for await (const news of engine.ask(asked, signal)) if (news.type === "end") return news.answer.text;
  throw new Error("no end");
}

describe("the engine", () => {
  it.each(["throw", "hang", "eat"])(
    "1. is replaced where its thread does this: %s; all who wait are told",
    async (fault) => {
      engine = await start();
      expect(await ask("hello")).toBe("hello");
      const waiting = ask("wait");
      const both = [waiting, ask(fault)].map((each) =>
        expect(each).rejects.toMatchObject({
          status: 503,
          code: "engine_restarted",
          message: expect.not.stringMatching(/secret/),
        }),
      );
      await Promise.all(both);
      await expect(ask("hello")).rejects.toMatchObject({ status: 503, code: "engine_starting", retryAfter: 1 });
      while (!engine.about) await delay(20);
      expect(await ask("hello again")).toBe("hello again");
      expect(engine.restarts).toBe(1);
    },
  );

  it("2. forgets a question whose client has gone, and tells all when it closes", async () => {
    engine = await start();
    const control = new AbortController();
    const gone = ask("wait", control.signal);
    control.abort(new Error("gone"));
    await expect(gone).rejects.toThrow("gone");
    expect(engine.open).toBe(0);
    const told = expect(ask("wait")).rejects.toMatchObject({ status: 503, code: "shutting_down" });
    engine.close();
    await told;
  });

  it("3. does not start where its model cannot be loaded", async () => {
    await expect(start("no-such-engine.mjs")).rejects.toThrow(/no-such-engine/);
  });
});
