// A conversation about one picture through the library's door: what is remembered, what is not, new units, limits.
import { liveTensors } from "@refvlm/torch";
import { parseAnswer, planOf, triplet } from "@refvlm/trp";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { settledTensors } from "../../torch/test/settled-tensors.js";
import { DisposedError, type Part, QuestionError, RefVlm, type TaskCommand, type Turn } from "../src/index.js";
import { bundled } from "./pictures.js";
import { shortestAnswer, tinyShelf } from "./tiny-model.js";

const street = bundled("street.png");
const models = tinyShelf();
let vlm: RefVlm;
let shortest: number;
beforeAll(async () => {
  vlm = await RefVlm.load(models.folder);
  shortest = await shortestAnswer(vlm);
});
afterAll(async () => {
  await vlm.dispose();
  models.remove();
});

const sampled = (seed: number) => ({ temperature: 1, seed, maxTokens: 60 });
const command: TaskCommand = {
  task: "landmarks",
  elements: ["phrase", "unit"],
  units: ["landmark"],
  newUnits: { landmark: "box" },
};

describe("a chat", () => {
  it("1. asks each question behind the ones before it, as ask with the same history does", async () => {
    const chat = await vlm.chat(street);
    const first = await chat.ask("where is the dog?", sampled(1));
    const before = [...chat.history];
    const second = await chat.ask("and segment it.", { ...sampled(2), command });
    expect(chat.history.map(({ user, command }) => [user, command])).toEqual([
      [[{ type: "text", text: "where is the dog?" }], undefined],
      [[{ type: "text", text: "and segment it." }], command],
    ]);
    expect(await vlm.ask(street, "where is the dog?", sampled(1))).toEqual(first);
    expect(await vlm.ask(street, "and segment it.", { ...sampled(2), command, history: before })).toEqual(second);
  });

  it("1b. remembers what was pointed at", async () => {
    const prompts = [{ kind: "box", box: [40, 40, 200, 200] }] as const;
    const chat = await vlm.chat(street);
    await chat.ask("what is this?", { ...sampled(1), prompts });
    const question = [
      { type: "text", text: "what is this?" },
      { type: "text", text: " " },
      { type: "prompt", index: 0 },
    ];
    expect(chat.history[0]).toMatchObject({ user: question, prompts });
    const before = [...chat.history];
    const second = await chat.ask("and this?", { ...sampled(2), prompts: [{ kind: "point", points: [[9, 9]] }] });
    const asked = { ...sampled(2), prompts: [{ kind: "point" as const, points: [[9, 9] as const] }], history: before };
    expect(await vlm.ask(street, [{ type: "text", text: "and this?" }, ...question.slice(1)] as Part[], asked)).toEqual(
      second,
    );
  });

  it("2. remembers whole answers as they were written", async () => {
    const chat = await vlm.chat(street);
    for (let seed = 0; seed < 20; seed++) {
      const { trp, ended } = await chat.ask("where is the dog?", { ...sampled(seed), maxTokens: 400 });
      if (ended !== "end") continue;
      expect(chat.history.at(-1)!.answer).toEqual(parseAnswer(trp).answer);
      return;
    }
    throw new Error("no seed gives a whole answer");
  });

  it("3. remembers an answer that its length ended, wherever that was", async () => {
    let full = 0;
    for (let maxTokens = shortest; maxTokens < shortest + 40; maxTokens += 3) {
      const chat = await vlm.chat(street);
      const { ended, tokens } = await chat.ask("where is the dog?", { temperature: 1, seed: 3, maxTokens });
      expect(ended).toBe(tokens === maxTokens ? "length" : "end");
      if (ended === "length") full++;
      const { plan, body } = chat.history[0].answer as Exclude<Turn["answer"], string | undefined>;
      expect(plan).toMatchObject(planOf(body));
      await chat.ask("and the cat?", { maxTokens: shortest });
    }
    expect(full).toBeGreaterThan(8);
  });

  it("4. takes examples of a new unit, and answers with it", async () => {
    const body = [triplet("cup", { units: ["landmark"], instances: [0] })];
    const example: Turn = {
      user: [{ type: "text", text: "where is the cup?" }],
      answer: { plan: planOf(body), body },
      command,
    };
    for (let seed = 0; seed < 40; seed++) {
      const chat = await vlm.chat(street, { history: [example] });
      const { instances } = await chat.ask("where is the dog?", { ...sampled(seed), maxTokens: 300 });
      const landmark = instances.find(({ units }) => units.some(({ word }) => word === "landmark"));
      if (!landmark) continue;
      expect(landmark.box).toHaveLength(4);
      return;
    }
    throw new Error("no seed gives a landmark");
  });

  it("refuses options and a history that it cannot take", async () => {
    await expect(vlm.chat(street, { histori: [] } as object)).rejects.toThrow(
      'there is no option "histori"; did you mean "history"? (a chat takes history)',
    );
    await expect(vlm.chat(street, { history: "where?" as unknown as Turn[] })).rejects.toThrow(QuestionError);
  });

  it("5. forgets answers that fail or are left", async () => {
    const chat = await vlm.chat(street);
    const stop = AbortSignal.abort(new Error("enough"));
    await expect(chat.ask("where is the dog?", { signal: stop })).rejects.toThrow("enough");
    await expect(chat.ask(" ")).rejects.toThrow(QuestionError);
    for await (const _ of chat.stream("where is the dog?")) break;
    expect(chat.history).toEqual([]);
    expect((await chat.ask("where is the dog?", { maxTokens: shortest })).tokens).toBe(shortest);
  });

  it("6. answers one question at a time, and says so", async () => {
    const chat = await vlm.chat(street);
    const first = chat.ask("where is the dog?", { maxTokens: shortest });
    await expect(chat.ask("and the cat?")).rejects.toThrow(/the chat is still answering: await that answer/);
    await first;
    expect(chat.history).toHaveLength(1);
  });

  it("7. that has grown too long says by how much, and keeps what it has", async () => {
    const chat = await vlm.chat(street, { history: Array.from({ length: 200 }, () => long) });
    await expect(chat.ask("and now?")).rejects.toThrow(
      /history and question have \d+ tokens, \d+ too many for this model: leave out the oldest turns/,
    );
    expect(chat.history).toHaveLength(200);
  });

  it("8. is over when its network is disposed", async () => {
    const short = await RefVlm.load(models.folder);
    const chat = await short.chat(street);
    await short.dispose();
    await expect(chat.ask("where?")).rejects.toThrow(DisposedError);
    await expect(short.chat(street)).rejects.toThrow(DisposedError);
    await expect(vlm.chat("nowhere.jpg")).rejects.toThrow('there is no file "nowhere.jpg"');
  });

  it("9. is not held up by a stream that was dropped: the next question supersedes it and frees what it holds", async () => {
    const chat = await vlm.chat(street);
    await chat.ask("where is the dog?", { maxTokens: shortest });
    const live = await settledTensors();
    const dropped = chat.stream("and the cat?", { temperature: 1 });
    await dropped.next();
    expect(liveTensors()).toBeGreaterThan(live);
    await chat.ask("and the bus?", { maxTokens: shortest });
    expect(liveTensors()).toBe(live);
    await expect(dropped.next()).rejects.toThrow(/superseded: the chat has been asked another question/);
    await expect(dropped.next()).rejects.toThrow(QuestionError);
    expect(chat.history.map(({ user }) => user)).toEqual(
      ["where is the dog?", "and the bus?"].map((text) => [{ type: "text", text }]),
    );
  });

  it("10. is not held up by streams that never began or are over", async () => {
    const chat = await vlm.chat(street);
    const never = chat.stream("one?", { maxTokens: shortest });
    const over = chat.stream("two?", { maxTokens: shortest });
    for await (const _ of over);
    await chat.ask("three?", { maxTokens: shortest });
    expect(await over.next()).toEqual({ done: true, value: undefined });
    for await (const _ of never); // begins now, behind the others
    expect(chat.history.map(({ user }) => user)).toEqual(
      ["two?", "three?", "one?"].map((text) => [{ type: "text", text }]),
    );
  });
});

const long: Turn = { user: [{ type: "text", text: "where is the dog? ".repeat(10) }], answer: "there" };
