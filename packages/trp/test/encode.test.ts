// Conversations to ids and labels: markers and places come from structure only, and every position is exact.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  encodeConversation,
  encodeQuestion,
  groups,
  IGNORED,
  type Part,
  parseAnswer,
  plainTemplate,
  planOf,
  printAnswer,
  SPECIAL_TOKENS,
  type TaskCommand,
  type Turn,
  text,
  triplet,
  vicunaTemplate,
  withPicture,
} from "../src/index.js";
import { toyCodec } from "./toy-codec.js";
import { answers, bodies } from "./trees.js";

const structured = new Set([
  toyCodec.imageId,
  toyCodec.promptId,
  ...SPECIAL_TOKENS.map((each) => toyCodec.special(each)),
]);
const picture: Part = { type: "image" };
const ask = (question: string): Part[] => [{ type: "text", text: question }];

describe("user text", () => {
  it("stays text, whatever special strings it holds", () => {
    const scraps = fc.constantFrom(...SPECIAL_TOKENS, "<image>", "[VPT]", "<s>", "</s>", "dog", " ", "<", "USER: ");
    fc.assert(
      fc.property(fc.array(scraps, { minLength: 1, maxLength: 8 }), (parts) => {
        const question = `${parts.join("")}?`;
        const { turns, prefix } = encodeConversation([{ user: ask(question) }], toyCodec, plainTemplate);
        expect([...prefix.ids, ...turns[0].ids].filter((id) => structured.has(id))).toEqual([]);
        expect(toyCodec.decode(turns[0].ids)).toBe(`USER: ${question} ASSISTANT:`);
      }),
      { numRuns: 2_000 },
    );
  });

  it("keeps structured parts in their places", () => {
    const user: Part[] = [
      ...ask("what is "),
      { type: "prompt", index: 1 },
      ...ask(" and "),
      { type: "prompt", index: 0 },
      picture,
    ];
    const { prefix, turns } = encodeConversation([{ user }], toyCodec, plainTemplate);
    expect(prefix.ids).toEqual([toyCodec.bosId, ...toyCodec.encodeText("USER: "), toyCodec.imageId]);
    expect(prefix.image).toBe(prefix.ids.length - 1);
    expect(turns[0].prompts.map(({ index }) => index)).toEqual([1, 0]);
    for (const { position } of turns[0].prompts) expect(turns[0].ids[position]).toBe(toyCodec.promptId);
    expect(toyCodec.decode(turns[0].ids.filter((id) => id >= 0))).toBe("\nwhat is  and  ASSISTANT:");
  });
});

describe("answers", () => {
  it("are supervised from their first id to the end token, and nothing else is", () => {
    fc.assert(
      fc.property(bodies, (body) => {
        const turn: Turn = { user: ask("what?"), answer: { plan: planOf(body), body } };
        for (const { ids, labels, answerStart } of encodeConversation([turn, turn], toyCodec, vicunaTemplate).turns) {
          expect(labels.length).toBe(ids.length);
          expect(labels.slice(0, answerStart).every((label) => label === IGNORED)).toBe(true);
          expect(labels.slice(answerStart)).toEqual(ids.slice(answerStart));
          expect(ids.at(-1)).toBe(toyCodec.eosId);
        }
      }),
    );
  });

  it("stand behind what the user says, which is known apart from the template's wording and the command", () => {
    const command: TaskCommand = { task: "detection", elements: ["phrase", "unit"], units: ["box"] };
    const turns: Turn[] = [
      { user: [{ type: "image" }, ...ask("the assistant?")], command, answer: "no." },
      { user: ask("a dog in "), answer: "yes." },
      { user: [...ask("this "), { type: "prompt", index: 0 }] },
    ];
    for (const template of [vicunaTemplate, plainTemplate]) {
      const said = encodeConversation(turns, toyCodec, template).turns.map(({ ids, asked }) =>
        toyCodec.decode(ids.slice(...asked)).trim(),
      );
      expect(said[0]).toBe("the assistant?");
      expect(said[1]).toBe("a dog in");
      expect(said[2]).toMatch(/^this/);
    }
  });

  it("open with the template's words where they begin with words: not before a plan, but where it is left out", () => {
    const opening = (plan: boolean) => {
      const body = [{ kind: "text" as const, text: "no dog." }];
      const turn: Turn = { user: ask("a dog?"), answer: { plan: planOf(body), body } };
      const [{ ids, answerStart }] = encodeConversation([turn], toyCodec, vicunaTemplate, { plan }).turns;
      return toyCodec.decode(ids.slice(answerStart, -1));
    };
    expect(opening(true)).toMatch(/^<Task>.*<\/Task>\nno dog\.$/s);
    expect(opening(false)).toBe(" no dog.");
  });

  it("give every <REF> the position of its own token, its units, group, instance and index", () => {
    fc.assert(
      fc.property(bodies, (body) => {
        const { ids, refs } = encodeConversation(
          [{ user: ask("a"), answer: { plan: null, body } }],
          toyCodec,
          plainTemplate,
        ).turns[0];
        const ref = toyCodec.special("<REF>");
        expect(refs.map(({ position }) => position)).toEqual([...ids.keys()].filter((at) => ids[at] === ref));
        const expected = groups(body).flatMap(({ group, phrase }, number) =>
          group.instances.map((index, instance) => ({ units: group.units, group: number, index, instance, phrase })),
        );
        expect(refs).toMatchObject(expected);
      }),
      { numRuns: 1_000 },
    );
  });

  it("take words that look like markers as words", () => {
    const answer = { plan: null, body: [text("it says <REF> there")] };
    const { ids, refs } = encodeConversation([{ user: ask("a"), answer }], toyCodec, plainTemplate).turns[0];
    expect(refs).toEqual([]);
    expect(ids.filter((id) => structured.has(id))).toEqual([]);
  });

  it("are the same from a tree and from its text", () => {
    const answer = "<Task>\nUnit decode (False).\n</Task>\nno dog here";
    const tree = { plan: { decode: false, lines: [] }, body: [text("no dog here")] };
    const encode = (each: Turn["answer"]) =>
      encodeConversation([{ user: ask("a"), answer: each }], toyCodec, plainTemplate);
    expect(encode(answer)).toEqual(encode(tree));
  });

  it("whose plan and body disagree are an error that names turn and line", () => {
    const body = [triplet("dog", { units: ["box"], instances: [0, 1] })];
    const answer = { plan: { decode: true, lines: [{ name: "dog", units: ["box"], count: 3 }] }, body };
    const turns = [
      { user: ask("a"), answer: "x" },
      { user: ask("b"), answer },
    ];
    expect(() => encodeConversation(turns, toyCodec, plainTemplate)).toThrow(
      "answer of turn 1: plan and body disagree: line 1 plans count 3, the body has 2",
    );
  });

  it("that were cut off anywhere can be said again: mended, under a plan of what is left", () => {
    fc.assert(
      fc.property(bodies, fc.nat(), (body, at) => {
        const characters = Array.from(printAnswer({ plan: planOf(body), body }));
        const cut = characters.slice(0, at % characters.length).join("");
        const { body: left } = parseAnswer(cut, { mode: "tolerant" }).answer;
        const answer = { plan: planOf(left), body: left };
        const [first, second] = encodeConversation(
          [{ user: ask("a"), answer }, { user: ask("b") }],
          toyCodec,
          plainTemplate,
        ).turns;
        expect(first.ids.at(-1)).toBe(toyCodec.eosId);
        expect(second.answerStart).toBe(second.ids.length);
      }),
      { numRuns: 2_000 },
    );
  });

  it("with any tree either encode or are refused with a message", () => {
    fc.assert(
      fc.property(answers, (answer) => {
        try {
          encodeConversation([{ user: ask("a"), answer }], toyCodec, plainTemplate);
        } catch (error) {
          expect((error as Error).message).toMatch(/^answer of turn 0: plan and body disagree/);
        }
      }),
    );
  });
});

describe("turns", () => {
  const turn: Turn = { user: [picture, ...ask("where?")], answer: "x" };
  const next: Turn = { user: ask("and now?"), answer: "y" };

  it("share one prefix that depends on nothing but the picture", () => {
    const one = encodeConversation([turn], toyCodec, vicunaTemplate);
    const command = { task: "detection", elements: ["unit" as const], units: ["box"] };
    const two = encodeConversation([{ ...turn, user: [picture, ...ask("else?")], command }], toyCodec, vicunaTemplate);
    expect(two.prefix).toEqual(one.prefix);
    expect(toyCodec.decode(one.prefix.ids.filter((id) => id >= 0))).toBe(
      `${vicunaTemplate.systemPrefix}${vicunaTemplate.user}`,
    );
  });

  it("follow each other, or stand each behind the prefix where they are independent", () => {
    const decoded = (independent: boolean) =>
      encodeConversation([turn, next], toyCodec, plainTemplate, { independent }).turns.map(({ ids }) =>
        toyCodec.decode(ids),
      );
    expect(decoded(false)).toEqual(["\nwhere? ASSISTANT:x", "USER: and now? ASSISTANT:y"]);
    expect(decoded(true)).toEqual(["\nwhere? ASSISTANT:x", "\nand now? ASSISTANT:y"]);
  });

  it("carry their task command with real unit markers", () => {
    const command = { task: "detection", elements: ["phrase" as const, "unit" as const], units: ["box"] };
    const { ids } = encodeConversation([{ ...next, command }], toyCodec, plainTemplate).turns[0];
    expect(ids.filter((id) => structured.has(id))).toEqual([toyCodec.special("<Unit>"), toyCodec.special("</Unit>")]);
    expect(toyCodec.decode(ids)).toContain(
      "- task name: detection\n- answer element: phrase, unit\n- unit: <Unit>box</Unit>\n",
    );
    const words = { task: "vqa", elements: ["sentence" as const], units: [] };
    expect(
      toyCodec.decode(encodeConversation([{ ...next, command: words }], toyCodec, plainTemplate).turns[0].ids),
    ).toContain("- unit: None\n");
  });

  it("make the row that generation starts from", () => {
    const { ids, turns } = encodeQuestion(ask("and now?"), toyCodec, plainTemplate, { history: [turn] });
    const trained = encodeConversation([turn, next], toyCodec, plainTemplate);
    const row = [...trained.prefix.ids, ...trained.turns.flatMap((each) => each.ids)];
    expect(ids).toEqual(row.slice(0, ids.length));
    expect(turns[1].answerStart).toBe(turns[1].ids.length);
  });

  it("of a history must have answers", () => {
    expect(() =>
      encodeQuestion(ask("and now?"), toyCodec, plainTemplate, { history: [turn, { user: ask("b") }] }),
    ).toThrow("turn 1 of the history has no answer");
  });

  it("get the picture in the first user message, unless it is there", () => {
    expect(withPicture([next, next]).map(({ user }) => user)).toEqual([[picture, ...next.user], next.user]);
    expect(withPicture([turn, next])).toEqual([turn, next]);
    expect(withPicture([])).toEqual([]);
  });

  it.each<[Turn[], string]>([
    [[{ user: ask("  ") }], "turn 0: the question is empty"],
    [[{ user: [picture] }], "turn 0: the question is empty"],
    [[next, turn], "turn 1: a picture belongs to the first user message"],
    [[{ user: [picture, picture, ...ask("a")] }], "turn 0: a conversation has one picture"],
    [
      [{ user: [{ type: "image", index: 5 }, ...ask("a")] }],
      "turn 0: there is no picture 5: a conversation has one, number 0; leave index out",
    ],
    [[{ user: ask("a"), answer: "<REF>" }], "answer of turn 0: line 1, column 1"],
  ])("are refused with a clear message (%#)", (turns, message) => {
    expect(() => encodeConversation(turns, toyCodec, plainTemplate)).toThrow(message);
  });
});
