// Visual prompts in the network: their tokens stand where the question says, and an answer about them is the same however it is asked.
import { liveTensors, noGrad, scope } from "@refvlm/torch";
import { encodeConversation, type Part, triplet, withPicture } from "@refvlm/trp";
import { Frame, Mask, type VisualPrompt } from "@refvlm/vision";
import { afterAll, describe, expect, it, vi } from "vitest";
import { settledTensors } from "../../torch/test/settled-tensors.js";
import {
  answerBatch,
  encodePrompt,
  encodePrompts,
  PictureSession,
  packConversations,
  pixelBatch,
  RequestError,
} from "../src/index.js";
import { speckledPicture, tinyModel, turnOf } from "./tiny-model.js";

const model = tinyModel();
const { network, codec, template } = model;
afterAll(() => network.dispose());

const [width, height] = [60, 40];
const picture = speckledPicture(width, height);
const frame = Frame.letterbox(width, height);
const cells = network.promptEncoder.tokens;
const point: VisualPrompt = { kind: "point", points: [[9, 9]] };
const box: VisualPrompt = { kind: "box", box: [30, 10, 55, 38] };
const at = (...indices: number[]): Part[] => [
  { type: "text", text: "what is at " },
  ...indices.map((index): Part => ({ type: "prompt", index })),
  { type: "text", text: "?" },
];
const pointing = (parts: Part[], noun: string) => ({
  ...turnOf("", [triplet(noun, { units: ["box"], instances: [0] })]),
  user: parts,
});
const greedy = { maxNewTokens: 60 };

describe("packing", () => {
  const turns = withPicture([pointing(at(1, 0), "dog"), pointing(at(0), "cup")]);
  const prompts = [[point, box], [box]];
  const packed = (independent: boolean) => {
    const conversation = encodeConversation(turns, codec, template, { independent });
    const row = { conversation, independent, pointed: { prompts, frame } };
    return { conversation, batch: packConversations([row], network.packing(model)) };
  };

  it.each([true, false])("1. gives each prompt N tokens where the text says, turns independent: %s", (independent) =>
    scope(() => {
      const { conversation, batch } = packed(independent);
      const ids = batch.ids.toTypedArray() as BigInt64Array;
      const slots = [...(batch.promptSlots.toTypedArray() as BigInt64Array)].map(Number);
      const expanded = conversation.turns.flatMap(({ ids }) =>
        ids.flatMap((id) => (id === codec.promptId ? new Array<null>(cells).fill(null) : [id])),
      );
      const start = conversation.prefix.ids.length - 1 + network.imageTokens;
      expect(slots).toEqual(expanded.flatMap((id, i) => (id === null ? [start + i] : [])));
      expect([...ids.subarray(start)].map(Number)).toEqual(expanded.map((id) => id ?? 0));
      // What comes behind moves along: supervised tokens, and the states of <REF>s.
      const { slots: before, labels } = batch.supervised;
      const labelled = [...(before.toTypedArray() as BigInt64Array)].map((slot) => ids[Number(slot) + 1]);
      expect(labelled).toEqual([...(labels.toTypedArray() as BigInt64Array)]);
      for (const { position } of batch.marks[0]) expect(Number(ids[position])).toBe(codec.special("<REF>"));
    }),
  );

  it("2. pools the prompts' masks in the order of their places, and tells the decoders those of the own turn", () =>
    scope(() => {
      const { batch } = packed(true);
      const side = Math.sqrt(network.imageTokens);
      const pooled = [box, point, box].map((prompt) => {
        const mask = prompt.kind === "box" ? Mask.fromBox(prompt.box, width, height) : undefined;
        return mask && Array.from(frame.maskToUnitSquare(mask, side));
      });
      for (const [i, expected] of pooled.entries())
        if (expected) expect(batch.promptMasks.select(0, i).flatten().toArray()).toEqual(expected);
      expect(batch.promptRows).toEqual([0, 0, 0]);
      expect(batch.marks[0].map((mark) => mark.prompts)).toEqual(prompts);
    }));

  it("3. refuses a place without its prompt", () =>
    scope(() => {
      const conversation = encodeConversation(turns, codec, template);
      const pack = (pointed: object) =>
        packConversations([{ conversation, independent: false, ...pointed }], network.packing(model));
      expect(() => pack({})).toThrow("turns.0: the question points with prompt 1");
      expect(() => pack({ pointed: { prompts: [prompts[0]], frame } })).toThrow(
        "turns.1: the question points with prompt 0",
      );
    }));
});

it("the tokens of a prompt are equations 1 to 3 over what picture tokens are made of, through the same projectors", () => {
  noGrad(() =>
    scope(() => {
      const { patches } = network.encodePictures(pixelBatch([picture, picture], network.config, network));
      const pointed = { prompts: [[point, box]], frame };
      const conversation = encodeConversation(withPicture([pointing(at(0, 1), "dog")]), codec, template);
      const batch = packConversations([{ conversation, independent: false, pointed }], network.packing(model));
      const embedded = network.embed(batch, { patches }).flatten(0, 1);
      const masks = batch.promptMasks.unsqueeze(0); // [1, R, g, g]
      const gathered = [patches.map, patches.fused!].map((map) => encodePrompts(map.narrow(0, 0, 1), masks, { cells }));
      const expected = network.projector.forward(gathered[0]).add(network.pyramidProjector!.forward(gathered[1]));
      const given = embedded.indexSelect(0, batch.promptSlots);
      expect(
        given
          .sub(expected.reshape([2 * cells, -1]))
          .abs()
          .max()
          .item(),
      ).toBeLessThan(1e-5);
    }),
  );
});

describe("an answer about prompts", () => {
  const earlier = { ...pointing(at(0), "cup"), prompts: [point] };
  const contexts = [
    { parts: at(0), prompts: [point] },
    { parts: at(0), prompts: [box] },
    { parts: at(1, 0), prompts: [point, box] },
    { parts: at(0), prompts: [box], history: [earlier] },
    { parts: at(0), prompts: [box], history: [{ ...earlier, prompts: [box] }] },
    { parts: [{ type: "text", text: "where is the dog?" } as const] },
  ];

  it("4. is the same from the cached picture, alone, and among others in a batch; the prompt decides it", async () => {
    const live = await settledTensors();
    {
      using session = PictureSession.open(model, [speckledPicture(30, 50), picture]);
      const forward = vi.spyOn(network.languageModel, "forward");
      const cached: string[] = [];
      for (const { parts, ...context } of contexts) {
        forward.mockClear();
        cached.push((await session.ask(parts, { ...greedy, ...context }, 1)).trp);
        // Prompts belong to the turn: the picture's prefix is not read again.
        const { conversation } = encodePrompt(model, parts, context);
        const read = conversation.turns.reduce((sum, { ids, prompts }) => sum + ids.length + 3 * prompts.length, 0);
        expect(forward.mock.calls[0][0].inputsEmbeds!.shape[1]).toBeLessThan(read + network.imageTokens);
      }
      vi.restoreAllMocks();
      expect(new Set(cached).size).toBe(contexts.length);
      const questions = contexts.map((context) => ({ picture, ...context }));
      expect((await answerBatch(model, questions, greedy)).map(({ trp }) => trp)).toEqual(cached);
      expect((await answerBatch(model, [questions[3]], greedy))[0].trp).toBe(cached[3]);
    }
    expect(liveTensors()).toBe(live);
  });

  it("5. lets typed markers be text", async () => {
    const { conversation } = encodePrompt(model, [{ type: "text", text: "what is at [VPT]?" }]);
    expect(conversation.turns[0].prompts).toEqual([]);
    expect(conversation.turns[0].ids).not.toContain(codec.promptId);
  });

  it("6. counts N tokens a prompt against the model's length", () => {
    const room = (...indices: number[]) => encodePrompt(model, at(...indices)).room;
    expect(room(0) - room(0, 1)).toBe(cells);
  });

  const many = Array.from({ length: 17 }, (_, i) => i);
  it.each<[string, Part[], unknown, string]>([
    [
      "point outside",
      at(0),
      {
        kind: "point",
        points: [
          [9, 9],
          [61, 9],
        ],
      },
      "prompts.0.points.1: [61,9] lies outside the picture of 60 x 40 pixels",
    ],
    ["minus point outside", at(0), { ...point, minus: [[9, -1]] }, "prompts.0.minus.0: [9,-1] lies outside"],
    [
      "point that is no number",
      at(0),
      { kind: "point", points: [[9, Number.NaN]] },
      "prompts.0.points.0: must be [x, y], in pixels; it is [9,NaN]",
    ],
    ["point without points", at(0), { kind: "point", point: [9, 9] }, "prompts.0.points: needs a point [x, y]"],
    ["box outside", at(0), { kind: "box", box: [60, 0, 70, 9] }, "prompts.0.box: [60,0,70,9] lies outside"],
    ["box without area", at(0), { kind: "box", box: [9, 9, 9, 12] }, "prompts.0.box: [9,9,9,12] needs x1 < x2"],
    ["empty scribble", at(0), { kind: "scribble", points: [], width: 2 }, "prompts.0.points: needs a point"],
    [
      "scribble outside",
      at(0),
      { kind: "scribble", points: [[70, 9]], width: 2 },
      "prompts.0.points: every point lies outside",
    ],
    [
      "scribble of no width",
      at(0),
      { kind: "scribble", points: [[7, 9]], width: 0 },
      "prompts.0.width: must be above 0",
    ],
    ["empty mask", at(0), { kind: "mask", mask: new Mask(60, 40) }, "prompts.0.mask: is empty"],
    [
      "mask of another picture",
      at(0),
      { kind: "mask", mask: new Mask(40, 60) },
      "prompts.0.mask: has 40 x 60 pixels, the picture 60 x 40",
    ],
    ["mask that is none", at(0), { kind: "mask", mask: [1] }, "prompts.0.mask: must be a Mask; it is [1]"],
    [
      "mask that was cloned",
      at(0),
      { kind: "mask", mask: structuredClone(new Mask(60, 40)) },
      "prompts.0.mask: must be a Mask; it is a Object. Mask.from makes one of a clone or of JSON",
    ],
    [
      "width that no JSON has",
      at(0),
      { kind: "scribble", points: [[1, 1]], width: 5n },
      "prompts.0.width: must be above 0",
    ],
    [
      "kind that is none",
      at(0),
      { kind: "points", points: [[1, 1]] },
      'prompts.0.kind: "points" is none; did you mean "point"?',
    ],
    [
      "place without prompt",
      at(0, 1),
      point,
      "prompts: the question has a place for prompt 1, counted from 0, but 1 are given",
    ],
    [
      "prompt without place",
      [{ type: "text", text: "what?" }],
      point,
      'prompts.0: the question has no place for it; add the part { type: "prompt", index: 0 }',
    ],
    ["too many places", at(...many.map(() => 0)), point, "prompts: 17 places in one question; at most 16 are read"],
  ])("7. is refused for a %s", async (_, parts, prompt, message) => {
    using session = PictureSession.open(model, [picture]);
    const prompts = [prompt] as VisualPrompt[];
    const refused = session.ask(parts, { prompts });
    await expect(refused).rejects.toThrow(message);
    await expect(refused).rejects.toBeInstanceOf(RequestError);
    const asked = session.ask(at(0), { prompts: [point], history: [{ ...earlier, user: parts, prompts }] });
    await expect(asked).rejects.toThrow(`history.0.${message}`);
  });

  it("8. is refused for more prompts than are read", async () => {
    using session = PictureSession.open(model, [picture]);
    const prompts = new Array<VisualPrompt>(100).fill(point);
    await expect(session.ask(at(0), { prompts })).rejects.toThrow("prompts: 100 in one question; at most 16 are read");
  });
});
