// Questions behind earlier ones: what the model reads is, token for token, what training packs for the same conversation.
import { liveTensors } from "@refvlm/torch";
import { encodeConversation, type Part, phrase, type Turn, text, triplet, withPicture } from "@refvlm/trp";
import { afterAll, describe, expect, it, vi } from "vitest";
import { settledTensors } from "../../torch/test/settled-tensors.js";
import {
  answerAutomaton,
  answerBatch,
  encodePrompt,
  PictureSession,
  PromptTooLongError,
  packConversations,
} from "../src/index.js";
import { speckledPicture, tinyModel, turnOf } from "./tiny-model.js";

const model = tinyModel();
const { network, codec, template } = model;
afterAll(() => network.dispose());

const picture = speckledPicture(40, 30);
const ask = (question: string): Part[] => [{ type: "text", text: question }];
const history = [
  turnOf("where is the dog?", [triplet("dog", { units: ["box"], instances: [0, 1] })], {
    task: "detection",
    elements: ["phrase", "unit"],
    units: ["box"],
  }),
  turnOf("segment the cup.", [text("a "), triplet("cup", { units: ["mask"], instances: [0] }), phrase("on the bus")]),
];
const greedy = { maxNewTokens: 40 };
/** Tokens of an answer without words or units. */
const { shortest } = answerAutomaton(model);

describe("a question with history", () => {
  it("1. reads the very ids, positions and picture places that training packs for the same conversation", () => {
    const last = { ...turnOf("and the cat?", [triplet("cat", { units: ["box", "mask"], instances: [0] })]) };
    const trained = packConversations(
      [
        {
          conversation: encodeConversation(withPicture([...history, last]), codec, template, { independent: false }),
          independent: false,
        },
      ],
      network.packing(model),
    );
    const { conversation } = encodePrompt(model, last.user, { history });
    const asked = packConversations([{ conversation, independent: false }], network.packing(model));
    const length = asked.ids.shape[1];
    expect(length).toBeGreaterThan(network.imageTokens + 100);
    for (const grid of ["ids", "positionIds", "segments"] as const)
      expect(asked[grid].toArray(), grid).toEqual(trained[grid].narrow(1, 0, length).toArray());
    expect(asked.imageSlots.toArray()).toEqual(trained.imageSlots.toArray());
    // The answer follows at once: the next id of training is the first one that generation chooses.
    const answerStart = trained.supervised.slots.toTypedArray().filter((slot) => Number(slot) >= length - 1);
    expect(Number(answerStart[0])).toBe(length - 1);
  });

  it("2. is answered the same from the cached picture, alone, and among others in a batch", async () => {
    using session = PictureSession.open(model, [picture]);
    const contexts = [{}, { history: history.slice(0, 1) }, { history }];
    const cached: string[] = [];
    for (const context of contexts) cached.push((await session.ask(ask("and?"), { ...greedy, ...context })).trp);
    expect(new Set(cached).size).toBe(contexts.length);
    const questions = contexts.map((context) => ({ picture, parts: ask("and?"), ...context }));
    const batch = await answerBatch(model, questions, greedy);
    expect(batch.map(({ trp }) => trp)).toEqual(cached);
    const [alone] = await answerBatch(model, [questions[2]], greedy);
    expect(alone.trp).toBe(cached[2]);
  });

  it("3. costs no second look at the picture: only the turns are read", async () => {
    using session = PictureSession.open(model, [picture]);
    const encode = vi.spyOn(network, "encodePictures");
    const forward = vi.spyOn(network.languageModel, "forward");
    await session.ask(ask("and?"), { ...greedy, history });
    expect(encode).not.toHaveBeenCalled();
    const { conversation } = encodePrompt(model, ask("and?"), { history });
    const tokens = conversation.turns.reduce((sum, { ids }) => sum + ids.length, 0);
    const [rows, read] = forward.mock.calls[0][0].inputsEmbeds!.shape;
    expect(rows).toBe(1);
    expect(read).toBeGreaterThanOrEqual(tokens); // what the grammar forces at the start is read along
    expect(read).toBeLessThan(tokens + network.imageTokens);
    vi.restoreAllMocks();
  });

  it("4. takes earlier answers as trees or as text", () => {
    const body = [triplet("dog", { units: ["box"], instances: [0, 1] })];
    const plan = { decode: true, lines: [{ name: "dog", units: ["box"], count: 2 }] };
    const tree: Turn = { ...history[0], answer: { plan, body } };
    const ids = (turn: Turn) => encodePrompt(model, ask("and?"), { history: [turn] }).conversation.ids;
    expect(ids(tree)).toEqual(ids(history[0]));
  });

  it("5. leaves nothing behind", async () => {
    const live = await settledTensors();
    {
      using session = PictureSession.open(model, [picture]);
      await session.ask(ask("and?"), { ...greedy, history });
      await expect(session.ask(ask("and?"), { history: [{ user: ask("open") }] })).rejects.toThrow();
    }
    expect(liveTensors()).toBe(live);
  });
});

describe("a conversation that cannot be read", () => {
  it("6. because it is too long says by how much, and what to leave out", () => {
    const small = tinyModel({ maxPositions: 120 });
    const tokens = (context: { history?: Turn[] }, asked = "and?") =>
      encodePrompt(model, ask(asked), context).conversation.turns.reduce((sum, { ids }) => sum + ids.length, 0);
    const room = (used: number) => {
      const { prefix } = encodePrompt(model, ask("and?")).conversation;
      return 120 - (prefix.ids.length - 1 + network.imageTokens) - used;
    };
    const used = tokens({ history });
    expect(() => encodePrompt(small, ask("and?"), { history })).toThrow(
      `history and question have ${used} tokens, ${shortest - room(used)} too many for this model: leave out the oldest turns`,
    );
    const long = "dog ".repeat(200);
    expect(() => encodePrompt(small, ask(long))).toThrow(
      `the question has ${tokens({}, long)} tokens, ${shortest - room(tokens({}, long))} too many for this model`,
    );
    expect(encodePrompt(small, ask("and?")).room).toBe(room(tokens({})));
    small.network.dispose();
  });

  it("7. may fill the model to its last position, in a session and in a batch", async () => {
    const used = encodePrompt(model, ask("and?"), { history }).conversation.ids.length - 1 + network.imageTokens;
    const full = tinyModel({ maxPositions: used + shortest });
    using session = PictureSession.open(full, [picture]);
    expect(await session.ask(ask("and?"), { history })).toMatchObject({
      tokens: shortest,
      ended: "length",
      problems: [],
    });
    const [answer] = await answerBatch(full, [{ picture, parts: ask("and?"), history }]);
    expect(answer).toMatchObject({ tokens: shortest, ended: "length", problems: [] });
    full.network.dispose();
    const tooFull = tinyModel({ maxPositions: used + shortest - 1 });
    expect(() => encodePrompt(tooFull, ask("and?"), { history })).toThrow(PromptTooLongError);
    tooFull.network.dispose();
  });

  it.each<[string, Turn[], Part[], RegExp]>([
    ["an earlier turn without answer", [{ user: ask("where?") }], ask("and?"), /turn 0 of the history has no answer/],
    ["a second picture", history, [{ type: "image" }, ...ask("and?")], /turn 2: a picture belongs to the first/],
    ["an earlier answer against its plan", [{ user: ask("a"), answer: "<REF>" }], ask("b"), /answer of turn 0: line 1/],
    ["an empty question", history, ask(" "), /turn 2: the question is empty/],
  ])("8. because of %s is refused", async (_, before, question, message) => {
    expect(() => encodePrompt(model, question, { history: before })).toThrow(message);
    await expect(answerBatch(model, [{ picture, parts: question, history: before }])).rejects.toThrow(message);
  });
});
