// Lines out: a plan goes on while the picture shows what it has not named, and ends where nothing is left.
import { noGrad, scope, tensor, zeros } from "@refvlm/torch";
import { SPECIAL, WORDING } from "@refvlm/trp";
import { describe, expect, it } from "vitest";
import { ListedProposals } from "../src/decoders/listed-proposals.js";
import { LinesOut, oddsLeft } from "../src/evidence/lines-out.js";
import { PlanFollower, PlanTokens } from "../src/evidence/plan-follower.js";
import { TokenizerCodec, trainTokenizer } from "../src/index.js";

const odds = (p: number) => Math.log(p / (1 - p));

/** Names dog, dogs and cat; a dog, another that is doubtful, a cat, and a place that holds nothing. */
const list = () =>
  new ListedProposals({
    features: zeros([1, 4, 2]),
    keys: zeros([1, 4, 2]),
    objectness: zeros([1, 4]),
    boxes: zeros([1, 4, 4]),
    positions: zeros([1, 4, 2]),
    valid: tensor([[true, true, true, false]]),
    names: tensor([
      [
        [0.9, 0.4, 0.02, 0.99],
        [0.9, 0.4, 0.02, 0.99],
        [0.1, 0.1, 0.6, 0.99],
      ],
    ]),
    attributes: null,
    suppression: 0.6,
  });
const left = (written: number[], asked: number[] = []) =>
  scope(() => oddsLeft([{ picture: 0, written: new Set(written), asked: new Set(asked) }], list())[0]);

describe("what a plan has not named", () => {
  it("1. is the best proposal that no written name owns, whichever of its names was written", () => {
    expect(left([])).toBeCloseTo(odds(0.9) - odds(0.3), 4);
    expect(left([0])).toBeCloseTo(odds(0.6) - odds(0.3), 4);
    expect(left([1])).toBeCloseTo(odds(0.6) - odds(0.3), 4);
    expect(left([2])).toBeCloseTo(odds(0.9) - odds(0.3), 4);
    expect(left([0, 2])).toBe(-4);
  });

  it("2. is of what the question names, where it names anything", () => {
    expect(left([], [2])).toBeCloseTo(odds(0.6) - odds(0.3), 4);
    expect(left([2], [2])).toBe(-4);
    expect(left([2], [0, 2])).toBeCloseTo(odds(0.9) - odds(0.3), 4);
  });
});

it("3. Another line begins with a bonus for it: more where nothing is asked for by name", () =>
  noGrad(() =>
    scope(() => {
      const lines = new LinesOut(4);
      const places = [
        { picture: 0, written: new Set([0]), asked: new Set<number>(), token: 7 },
        { picture: 0, written: new Set([2]), asked: new Set([2]), token: 7 },
      ];
      const { rows, tokens, values } = lines.forward(zeros([2, 4]), places, list());
      expect([rows, tokens]).toEqual([
        [0, 1],
        [7, 7],
      ]);
      const [more, end] = values.toArray() as number[];
      expect(more).toBeCloseTo(1.5 * (odds(0.6) - odds(0.3)), 4);
      expect(end).toBeCloseTo(0.5 * -4, 5);
    }),
  ));

it("4. It is decided behind the end of each line, and nowhere else", () => {
  const codec = new TokenizerCodec(trainTokenizer(["a dog and a cat"], { vocabSize: 300 }));
  const tokens = new PlanTokens(codec, ["dog", "cat"]);
  const follower = new PlanFollower(tokens);
  const read = (ids: readonly number[]) =>
    ids.map((id) => {
      follower.read(id);
      return follower.next?.writes ?? null;
    });
  const ids = (text: string) => codec.encodeText(text);
  expect(read([codec.special(SPECIAL.task), ...ids(WORDING.units)]).at(-1)).toBeNull();
  read([...ids(WORDING.name), ...ids("dog"), ...ids(WORDING.unit), ...ids("box"), ...ids(WORDING.num), ...ids("1")]);
  expect(read(ids(WORDING.lineEnd)).at(-1)).toBe("line");
  expect(follower.next).toMatchObject({ line: ids(WORDING.name)[0], written: ["dog"] });
  expect(read(ids(WORDING.name)).at(-1)).toBe("name");
});
