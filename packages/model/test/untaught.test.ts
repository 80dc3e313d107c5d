// Networks that nobody has taught units: words as any language model answers, units behind shown examples, and always parsing.
import { parseAnswer, type TaskCommand } from "@refvlm/trp";
import { afterAll, describe, expect, it } from "vitest";
import { withExamples } from "../src/answering/untaught.js";
import { answerAutomaton, encodePrompt, type LoadedModel, PictureSession, type QuestionContext } from "../src/index.js";
import { speckledPicture, tinyModel } from "./tiny-model.js";

const taught = tinyModel();
const untaught = tinyModel();
untaught.network.config.untaught = true;
const picture = speckledPicture(60, 40);
const sessions = new Map([taught, untaught].map((model) => [model, PictureSession.open(model, [picture])]));
afterAll(() => {
  for (const [{ network }, session] of sessions) {
    session.dispose();
    network.dispose();
  }
});

const parts = [{ type: "text" as const, text: "where is the dog?" }];
const asking = (...units: string[]): TaskCommand => ({ task: "detection", elements: ["phrase", "unit"], units });
const ask = (model: LoadedModel, options: object = {}) =>
  sessions.get(model)!.ask(parts, { temperature: 1, maxNewTokens: 400, ...options });

describe("a network that has been taught no units", () => {
  it.each([1, 2, 3])("1. answers a plain question in words alone (seed %i)", async (seed) => {
    const answer = await ask(untaught, { seed, maxNewTokens: 40 });
    expect(answer.plan).toBeNull();
    expect(answer.instances).toEqual([]);
    expect(answer.trp).not.toMatch(/<\/?(Task|Phrase|Unit|REF)>/);
    expect(answer.trp.trim()).toBe(answer.text);
    expect((await ask(taught, { seed })).plan).not.toBeNull();
  });

  it("2. goes on behind its own words", async () => {
    const first = await ask(untaught, { seed: 1, maxNewTokens: 20 });
    const second = await ask(untaught, { seed: 2, maxNewTokens: 20, history: [{ user: parts, answer: first.trp }] });
    expect(second.plan).toBeNull();
  });

  it.each([1, 2, 3, 4])(
    "3. answers one that asks for units with plan and triplets that parse (seed %i)",
    async (seed) => {
      const answer = await ask(untaught, { seed, command: asking("box", "mask") });
      expect(answer.problems).toEqual([]);
      const { plan } = parseAnswer(answer.trp, { mode: "strict" }).answer;
      expect(plan!.lines.flatMap(({ units }) => units).every((unit) => ["box", "mask"].includes(unit))).toBe(true);
      expect(plan!.decode).toBe(plan!.lines.length > 0);
    },
  );

  it("4. is shown one, several and no instances of what is asked for, before anything else", () => {
    const history = [{ user: parts, answer: "no" }];
    const { history: shown } = withExamples({ untaught: true }, { command: asking("box"), history });
    expect(shown!.at(-1)).toBe(history[0]);
    const plans = shown!
      .slice(0, -1)
      .map(({ answer }) => parseAnswer(answer as string, { mode: "strict" }).answer.plan!);
    expect(plans.map(({ lines }) => lines.map(({ units, count }) => [units, count]))).toEqual([
      [[["box"], 1]],
      [[["box"], 2]],
      [],
    ]);
    const depth = withExamples<QuestionContext>({ untaught: true }, { command: asking("depth") }).history!;
    expect(
      depth.map(({ answer }) => parseAnswer(answer as string, { mode: "strict" }).answer.plan!.lines.length),
    ).toEqual([1, 0]);
  });

  it("5. shows nothing to one that has been taught, and nothing where words are asked for", () => {
    for (const [config, command] of [
      [{}, asking("box")],
      [{ untaught: true as const }, asking()],
      [{ untaught: true as const }, undefined],
    ] as const)
      expect(withExamples(config, { command })).toEqual({ command });
  });

  it("6. has room for its words up to the end of its context", () => {
    const { room } = encodePrompt(untaught, parts);
    expect(answerAutomaton(untaught).shortest).toBe(0);
    expect(room).toBeGreaterThan(encodePrompt(taught, parts).room - 1);
  });
});
