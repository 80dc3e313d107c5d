// Which state reaches a decoder: the one of the <REF> token itself, the same in training and in generation.
import { noGrad, scope, type Tensor } from "@refvlm/torch";
import {
  encodeConversation,
  encodeQuestion,
  groups,
  type Node,
  parseAnswer,
  phrase,
  SPECIAL,
  type Turn,
  text,
  triplet,
  withPicture,
} from "@refvlm/trp";
import { afterAll, describe, expect, it } from "vitest";
import {
  generate,
  KvCache,
  type PackedBatch,
  packConversations,
  pixelBatch,
  type routeReferences,
} from "../src/index.js";
import { speckledPicture, tinyModel, turnOf } from "./tiny-model.js";

const model = tinyModel();
const { network, codec, template } = model;
afterAll(() => network.dispose());

const refId = codec.special(SPECIAL.ref);
const instances = (count: number) => Array.from({ length: count }, (_, i) => i);
const box = (count: number) => ({ units: ["box"], instances: instances(count) });
const mask = (count: number) => ({ units: ["mask"], instances: instances(count) });
const both = (count: number) => ({ units: ["box", "mask"], instances: instances(count) });

/** An instance taken up again, a phrase inside a phrase, a composite unit, a bare concept; then a second and a third turn. */
const mixed: Node[] = [
  text("a "),
  triplet([triplet("cup", mask(1)), text(" left of a "), triplet("dog", box(2))], box(2), {
    units: ["mask"],
    instances: [1],
  }),
  text(" and "),
  triplet("cat", both(2)),
  phrase("a bus"),
];
const turns = [
  turnOf("where?", mixed),
  turnOf("and the bus?", [triplet("bus", both(1))]),
  turnOf("and now?", [text("no dog"), triplet("cat", mask(3))]),
];
const short = [turnOf("the dog?", [triplet("dog", box(3))])];
const words = [turnOf("how many?", [text("two")])];

function pack(rows: Turn[][], independent = false): PackedBatch {
  const conversations = rows.map((row) => encodeConversation(withPicture(row), codec, template, { independent }));
  return packConversations(
    conversations.map((conversation) => ({ conversation, independent })),
    network.packing(model),
  );
}

/** Runs a batch and hands out its states as plain numbers, [B][L][C], with what each decoder got. */
function run(batch: PackedBatch, rows: number) {
  return noGrad(() =>
    scope(() => {
      const pictures = Array.from({ length: rows }, () => speckledPicture(48, 32));
      const features = network.encodePictures(pixelBatch(pictures, network.config, network));
      const { hiddenStates, units } = network.forward(batch, features);
      return {
        states: hiddenStates.toArray() as number[][][],
        queries: new Map([...units].map(([unit, { context }]) => [unit, plain(context.queries)])),
      };
    }),
  );
}

const plain = ({
  hiddenStates,
  groups,
  samples,
}: NonNullable<ReturnType<ReturnType<typeof routeReferences>["get"]>>) => ({
  slots: (hiddenStates.flatten(0, 1) as Tensor).toArray() as number[][],
  groups,
  samples,
});

/** Places of a token in each row of packed ids. */
function placesOf(batch: PackedBatch, id: number): number[][] {
  return (batch.ids.toArray() as (bigint | number)[][]).map((row) =>
    row.flatMap((each, place) => (Number(each) === id ? [place] : [])),
  );
}

const apart = (a: readonly number[], b: readonly number[]) => Math.max(...a.map((value, i) => Math.abs(value - b[i])));

describe("the state of a <REF>", () => {
  it.each([
    ["turns that see each other", false],
    ["independent turns", true],
  ])("1. is that of its own token, not of a neighbour, in rows of different length: %s", (_, independent) => {
    const rows = [turns, short, words];
    const batch = pack(rows, independent);
    const refs = placesOf(batch, refId);
    expect(refs.map((row) => row.length)).toEqual([12, 3, 0]);
    const { states, queries } = run(batch, rows.length);
    const seen = new Set<string>();
    for (const [unit, { slots, groups: routed }] of queries)
      for (const { sample, slots: own, refs: marks } of routed)
        for (const [i, slot] of own.entries()) {
          const place = refs[sample][marks[i]];
          seen.add(`${unit} ${sample} ${place}`);
          expect(apart(slots[slot], states[sample][place])).toBe(0);
          for (const neighbour of [place - 1, place + 1])
            expect(apart(slots[slot], states[sample][neighbour])).toBeGreaterThan(1e-3);
        }
    expect([...queries.keys()]).toEqual(["box", "mask"]);
    // Three of the first row's references (two cats, the bus) are composite: their state goes to both decoders.
    expect(seen.size).toBe(12 + 3 + 3);
  });

  it("2. goes to the units of its own group; groups count through all turns as targets do", () => {
    const batch = pack([turns]);
    const written = turns.flatMap(({ answer }) => groups(parseAnswer(answer as string).answer.body));
    const { queries } = run(batch, 1);
    const reached = (unit: string) =>
      queries.get(unit)!.groups.map(({ group, slots }) => `${written[group].phrase} x${slots.length}`);
    expect(written.map(({ phrase: words }) => words)).toEqual([
      "cup",
      "dog",
      "cup left of a dog",
      "cup left of a dog",
      "cat",
      "bus",
      "cat",
    ]);
    expect(reached("box")).toEqual(["dog x2", "cup left of a dog x2", "cat x2", "bus x1"]);
    expect(reached("mask")).toEqual(["cup x1", "cup left of a dog x1", "cat x2", "bus x1", "cat x3"]);
  });

  it("3. does not depend on the other rows of a batch, nor on padding", () => {
    const alone = run(pack([short]), 1).queries.get("box")!;
    const together = run(pack([turns, short, words]), 3).queries.get("box")!;
    const mine = together.groups.find(({ sample }) => sample === 1)!;
    for (const [i, slot] of mine.slots.entries())
      expect(apart(together.slots[slot], alone.slots[alone.groups[0].slots[i]])).toBeLessThan(1e-4);
  });

  it.each([
    ["all at once", true],
    ["one after another", false],
  ])("4. is the same in generation behind a cached picture: tokens written %s", async (_, atOnce) => {
    const batch = pack([turns]);
    const trained = run(batch, 1).states[0];
    const last = turns.at(-1)!;
    const encoded = encodeConversation(withPicture(turns), codec, template).turns.at(-1)!;
    const answer = encoded.ids.slice(encoded.answerStart);

    using prefix = new KvCache();
    const prompt = noGrad(() =>
      scope(() => {
        const features = network.encodePictures(pixelBatch([speckledPicture(48, 32)], network.config, network));
        const history = withPicture(turns.slice(0, -1));
        const conversation = encodeQuestion(last.user, codec, template, { history });
        const packed = (part: object) =>
          packConversations(
            [{ conversation: { ...conversation, ...part }, independent: false }],
            network.packing(model),
          );
        network.languageModel.forward({
          inputsEmbeds: network.embed(packed({ turns: [] }), { tokens: features.tokens }),
          cache: prefix,
        });
        return network.embed(packed({ prefix: { ids: [], image: -1 } }), {}).squeeze(0);
      }),
    ).keep();

    let written = 0;
    const constraint = {
      next: () => (atOnce ? { forced: answer.slice(written) } : { only: [answer[written]] }),
      accept: () => void written++,
    };
    const got: { index: number; state: Float32Array }[] = [];
    const requests = [{ prompt, prefix, constraint, maxNewTokens: answer.length }];
    for await (const event of generate(network.languageModel, requests, {
      eosId: codec.eosId,
      stateIds: [refId],
    }))
      if (event.type === "state") got.push(event);
    prompt.dispose();

    const places = placesOf(batch, refId)[0].slice(-3);
    expect(got).toHaveLength(places.length);
    for (const [i, { state }] of got.entries()) expect(apart([...state], trained[places[i]])).toBeLessThan(1e-4);
  });
});
