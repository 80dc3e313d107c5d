// Boxes in: what stands behind a triplet carries where it points, in training as in generation.
import { noGrad, scope, type Tensor, tensor } from "@refvlm/torch";
import { encodeConversation, type Node, withPicture } from "@refvlm/trp";
import type { CxcywhBox } from "@refvlm/vision";
import { afterAll, describe, expect, it } from "vitest";
import { BoxesIn, boxFigures, meanBox } from "../src/evidence/boxes-in.js";
import { TripletFollower } from "../src/evidence/triplet-follower.js";
import { EncodedPictures, evidenceConfig, packConversations, pixelBatch } from "../src/index.js";
import { speckledPicture, tinyModel, turnOf } from "./tiny-model.js";

const evidence = evidenceConfig.parse({
  names: ["dog", "cat"],
  proposals: { most: 6, suppression: 0.6, floor: 0.1 },
  ...{ wordsIn: false, namesOut: false, pointer: true, numbers: false, boxesIn: true },
});
const whole = tinyModel({ evidence });
noGrad(() => {
  for (const weight of whole.network.evidence!.parameters()) weight.normal_(0, 0.5);
});
const pictures = [speckledPicture(60, 40), speckledPicture(30, 50)];
const encoded = EncodedPictures.encode(whole, pictures);
const reads = { codec: whole.codec, encode: whole.network.phraseEncoder(whole.textCodec) };
afterAll(() => {
  encoded.dispose();
  whole.network.dispose();
});

const words = (value: string): Node => ({ kind: "text", text: value });
const triplet = (name: string, count = 1, ...further: string[]): Node => ({
  kind: "triplet",
  phrase: { kind: "phrase", children: [words(name)] },
  groups: [["box"], ...further.map((unit) => [unit])].map((units) => ({
    units,
    instances: Array.from({ length: count }, (_, i) => i),
  })),
});
const dog: CxcywhBox = [0.25, 0.5, 0.1, 0.2];
const cat: CxcywhBox = [0.75, 0.4, 0.3, 0.2];
const leftOf = [-1, 0, 0] as const;
const compared = turnOf("is the dog left of the cat?", [triplet("dog"), words(", "), triplet("cat"), words(": yes")]);
const [encodedTurn] = encodeConversation(withPicture([compared]), whole.codec, whole.template).turns;
const answer = encodedTurn.ids.slice(encodedTurn.answerStart);
const close = (a: Tensor, b: Tensor) => a.sub(b).abs().amax().item();

describe("the figures of a box", () => {
  it("1. are its place in -1..1 and how that differs from the one before", () => {
    const rounded = (values: number[]) => values.map((value) => Math.round(value * 1e6) / 1e6);
    expect(rounded(boxFigures(dog, null, leftOf))).toEqual([-0.5, 0, -0.8, -0.6, 0, 0, 0, 0, 0, 0]);
    // A difference of an eighth of a side says all; the dog is left of the cat, and they are not near.
    expect(rounded(boxFigures(cat, dog, leftOf))).toEqual([0.5, -0.2, -0.4, -0.6, 1, -0.8, 1, 0, 1, 0]);
    expect(rounded(boxFigures(dog, cat, leftOf)).at(-2)).toBe(-1);
    expect(rounded(boxFigures(cat, dog, [0, 0, 0])).at(-2)).toBe(0);
    expect(rounded(boxFigures([0.4, 0.5, 0.2, 0.2], dog, leftOf)).at(-1)).toBe(1);
  });

  it("2. are of the mean of a triplet's instances, where all are known", () => {
    expect(meanBox([dog, cat])).toEqual([0.5, 0.45, 0.2, 0.2]);
    expect([meanBox([dog, null]), meanBox([dog, undefined]), meanBox([])]).toEqual([null, null, null]);
  });

  it("3. add nothing before they have learned, and are shaken in training only", () => {
    scope(() => {
      const fresh = new BoxesIn(6);
      const figures = tensor([boxFigures(cat, dog, leftOf)]);
      expect(fresh.forward(figures).abs().amax().item()).toBe(0);
      noGrad(() => fresh.projection.weight.fill_(1));
      expect(close(fresh.forward(figures), fresh.forward(figures))).toBeGreaterThan(0);
      fresh.eval();
      // 0.5 - 0.2 - 0.4 - 0.6 + 1 - 0.8 + 1 + 0 + 1 + 0 = 1.5
      expect(fresh.forward(figures).toArray()).toEqual([Array.from({ length: 6 }, () => expect.closeTo(1.5, 5))]);
    });
  });
});

describe("the token behind a triplet", () => {
  const behindIn = (turn: ReturnType<typeof turnOf>) => {
    const [{ ids, answerStart }] = encodeConversation(withPicture([turn]), whole.codec, whole.template).turns;
    const follower = new TripletFollower(whole.codec);
    return ids.slice(answerStart).flatMap((id, i, own) => {
      const { behind } = follower;
      follower.read(id);
      return behind === null ? [] : [[behind, whole.codec.decode(own.slice(i)).trimStart()[0]]];
    });
  };

  it("1. is the next one after its bracket, however many references and groups it has", () => {
    expect(behindIn(compared)).toEqual([
      [0, ","],
      [1, ":"],
    ]);
    const more = [triplet("dog", 3), words("; "), triplet("cat", 2, "mask"), words(": two")];
    expect(behindIn(turnOf("?", more))).toEqual([
      [0, ";"],
      [1, ":"],
    ]);
  });

  it("2. is numbered by the closing of phrases, an inner one first", () => {
    const inner = triplet("cat");
    const outer: Node = {
      kind: "triplet",
      phrase: { kind: "phrase", children: [words("dog left of "), inner, words(" here")] },
      groups: [{ units: ["box"], instances: [0] }],
    };
    expect(behindIn(turnOf("?", [outer, words("!")]))).toEqual([
      [0, "h"],
      [1, "!"],
    ]);
  });
});

describe("an answer", () => {
  it("1. is embedded in training as in generation", () => {
    noGrad(() =>
      scope(() => {
        const { network } = whole;
        const conversation = encodeConversation(withPicture([compared]), whole.codec, whole.template);
        const row = { conversation, independent: false, tripletBoxes: [[dog, cat]] };
        const packed = packConversations([row], network.packing(whole));
        const features = network.encodePictures(
          pixelBatch([pictures[0]], network.config, network),
          network.nameKeys(whole.textCodec),
        );
        const embedded = network.embed(packed, features).squeeze(0);
        const asked = encodedTurn.ids.slice(...encodedTurn.asked);
        const question = network.evidence!.reader(whole.codec).question(asked);
        const guide = network.guide(
          () => features.memory,
          question,
          () => [dog, cat],
          reads,
        )!;
        const added: number[][] = [];
        for (const [i, id] of answer.entries()) {
          const plain = network.languageModel.embed(tensor([id], { dtype: "int64" }));
          const own = guide.added([id]);
          const place = embedded.shape[0] - answer.length + i;
          expect(close(embedded.narrow(0, place, 1), own ? plain.add(own) : plain)).toBeLessThan(1e-5);
          if (own) added.push((own.toArray() as number[][])[0]);
        }
        expect(added).toHaveLength(2);
        expect(added[0]).not.toEqual(added[1]);
      }),
    );
  });

  it("2. carries nothing where its references are read together with what stands behind them", () => {
    scope(() => {
      const { network } = whole;
      const guide = network.guide(
        () => encoded.memory,
        network.evidence!.reader(whole.codec).question([]),
        () => [null, null],
        reads,
      )!;
      expect(noGrad(() => guide.added(answer))).toBeNull();
    });
  });
});
