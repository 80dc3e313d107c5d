// Evidence in numbers: three boxes and two names, and what each bridge makes of them at its closed form.
import { manualSeed, noGrad, scope, type Tensor, tensor, zeros } from "@refvlm/torch";
import { SPECIAL, WORDING } from "@refvlm/trp";
import { afterAll, describe, expect, it } from "vitest";
import { NameFit } from "../src/decoders/name-fit.js";
import { type DeniedPlace, deniedNames } from "../src/evidence/denied-names.js";
import { Evidence } from "../src/evidence/evidence.js";
import { evidenceConfig } from "../src/evidence/evidence-config.js";
import { countsFrom, nameEvidence } from "../src/evidence/name-evidence.js";
import { nameTrie } from "../src/evidence/name-trie.js";
import { NamesOut, saidNames } from "../src/evidence/names-out.js";
import { COUNTED_AT, NumbersOut } from "../src/evidence/numbers-out.js";
import { PlanFollower, PlanTokens } from "../src/evidence/plan-follower.js";
import { listProposals } from "../src/evidence/proposal-list.js";
import { withBonuses } from "../src/evidence/score-bonus.js";
import { thingsApart } from "../src/evidence/things-apart.js";
import { WordsIn } from "../src/evidence/words-in.js";
import { DenseProposals, QuerySelection, routeReferences, TokenizerCodec, trainTokenizer } from "../src/index.js";

const fit = new NameFit();
const selection = new QuerySelection({
  hiddenSize: 6,
  width: 2,
  keySize: 3,
  nameFit: true,
  evidence: { pointer: true },
});
afterAll(() => {
  fit.dispose();
  selection.dispose();
});

/** P at a cosine, where there certainly is an object. */
const p = (cosine: number) => 1 / (1 + Math.exp(12 - 20 * cosine));
const odds = (x: number) => Math.log(x / (1 - x));

const dog = [1, 0, 0];
const cat = [0, 1, 0];
const nearlyDog = [0.55, 0, Math.sqrt(1 - 0.55 ** 2)];
const nothing = [0, 0, 1];
const left = [0.25, 0.5, 0.5, 0.5];
const right = [0.75, 0.5, 0.25, 0.5];
const names = tensor([dog, cat]);
const limits = { most: 34, suppression: 0.6, floor: 0.1, pooled: false };

/** On the left what may be a dog (twice) or a cat, on the right what is hardly a dog, and nothing. */
function picture(keys = [nearlyDog, dog, dog, cat, nothing], boxes = [right, left, left, left, left]): DenseProposals {
  const count = keys.length;
  return new DenseProposals({
    features: tensor([keys.map((_, i) => [i, 1])]),
    keys: tensor([keys]),
    objectness: tensor([keys.map(() => 30)]),
    boxes: tensor([boxes]),
    positions: zeros([1, count, 2]),
    grids: [{ height: 1, columns: count }],
  });
}
const listed = (dense = picture(), asked = limits) => listProposals(dense, fit, names, asked);
const numbers = (x: Tensor) => [...(x.to("float32").toTypedArray() as Float32Array)];
const expectNumbers = (x: Tensor, wanted: readonly number[], digits = 4) => {
  const values = numbers(x);
  expect(values.length).toBe(wanted.length);
  for (const [i, value] of wanted.entries()) expect(values[i]).toBeCloseTo(value, digits);
};

describe("the list", () => {
  it("1. has each thing once for each name that it may have, the best first, ties by place", () => {
    scope(() => {
      const list = listed();
      expectNumbers(list.keys, [...dog, ...cat, ...nearlyDog]);
      expectNumbers(list.boxes, [...left, ...left, ...right]);
      expectNumbers(list.names, [p(1), p(0), p(0.55), p(0), p(1), p(0)]);
    });
  });

  it("2. shares a listed thing's features among its like, weighed by their fits", () => {
    scope(() => expectNumbers(listed(picture(), { ...limits, pooled: true }).features.select(2, 0), [1.5, 3, 0], 3));
  });

  it("2b. has no thing twice whose means came to lie on each other", () => {
    const near = [0.395, 0.5, 0.5, 0.5]; // overlaps the left one by .55
    const two = picture([dog, dog], [left, near]);
    scope(() => {
      expect(listed(two).keys.shape).toEqual([1, 2, 3]);
      expectNumbers(listed(two, { ...limits, pooled: true }).boxes, [0.3225, 0.5, 0.5, 0.5]);
    });
  });

  it("3. leaves out what is below the floor, but never everything, and ends at its most", () => {
    scope(() => {
      expect(listed(picture(), { ...limits, floor: 0.5 }).keys.shape).toEqual([1, 2, 3]);
      expect(listed(picture(), { ...limits, most: 1 }).keys.shape).toEqual([1, 1, 3]);
      expect(listed(picture([nothing, nothing], [left, right])).keys.shape).toEqual([1, 1, 3]);
    });
  });

  it("4. holds pictures with fewer proposals in places that lie on no object", () => {
    scope(() => {
      const two = [picture(), picture([dog, nothing, nothing, nothing, nothing])];
      const both = new DenseProposals({
        ...two[0],
        ...Object.fromEntries(
          (["features", "keys", "objectness", "boxes"] as const).map((key) => [
            key,
            tensor(two.map((each) => each[key].squeeze(0).toArray() as number[][])),
          ]),
        ),
      });
      const list = listed(both);
      expectNumbers(list.valid, [1, 1, 1, 1, 0, 0]);
      expectNumbers(fit.probability(names, list).select(0, 1), [p(1), 0, 0, p(0), 0, 0]);
    });
  });

  it("5. chooses alike whatever the last bits of values are", () => {
    scope(() => {
      const dense = picture([dog, cat], [left, right]);
      const noisy = new DenseProposals({ ...dense, objectness: tensor([[30, 30.0001]]) });
      expectNumbers(listed(noisy).keys, numbers(listed(dense).keys));
    });
  });

  it("6. takes a plural for what its singular is", () => {
    scope(() => {
      const plural = [0.999, Math.sqrt(1 - 0.999 ** 2), 0];
      const list = listProposals(picture([dog, plural], [left, left]), fit, tensor([dog, plural]), limits);
      expect(list.keys.shape).toEqual([1, 1, 3]);
    });
  });
});

describe("what is counted", () => {
  it("6b. are a text's things, each once, whatever other texts fit better", () => {
    scope(() => {
      const boxes = tensor([[left, left, right, left]]);
      const valid = tensor([[true, true, true, false]]);
      const fits = tensor([
        [
          [0.3, 0.4, 0.2, 0.9],
          [0.8, 0.8, 0, 0],
        ],
      ]);
      const apart = thingsApart(fits, { boxes, valid, suppression: 0.6 });
      expect(apart.toArray()).toEqual([
        [
          [0, 1, 1, 0],
          [1, 0, 1, 0],
        ],
      ]);
      const counts = countsFrom(fits, apart, [0.1, 0.3, 0.5]).map((count) => count.toArray());
      expect(counts).toEqual([[[2, 1]], [[1, 1]], [[0, 1]]]);
    });
  });
});

describe("the figures", () => {
  const most = (10.5866 / 4) as number; // log-odds of .995 less those of .005, in quarters

  it("7. say how well the best fits, how many there are and where the best one is", () => {
    scope(() => {
      const list = listed();
      const figures = nameEvidence(fit.probability(names, list), list);
      const count = Math.log1p;
      expectNumbers(
        figures.select(1, 0),
        [
          p(1),
          most,
          ...[count(2), count(2), count(1), count(1), count(1)],
          Math.log1p(p(1) + p(0.55)),
          ...[-0.5, 0, 0, 0].map((place) => place * p(1)),
        ],
        3,
      );
    });
  });

  it("8. are all 0 for what nothing fits", () => {
    scope(() => {
      const list = listed();
      const figures = nameEvidence(fit.probability(tensor([[0, 0, -1]]), list), list);
      expectNumbers(figures, new Array(12).fill(0), 3);
      expect(numbers(figures)[1]).toBe(0);
    });
  });

  it("9. add nothing to words before training, and reach them by a gradient", () => {
    scope(() => {
      const wordsIn = new WordsIn(4);
      const list = listed();
      const figures = noGrad(() => nameEvidence(fit.probability(names, list), list));
      const words = wordsIn.forward(figures);
      expectNumbers(words, new Array(8).fill(0));
      words.sum().backward();
      expectNumbers(wordsIn.projection.weight.grad!.select(0, 0), numbers(figures.sum(1)), 3);
      wordsIn.dispose();
    });
  });
});

const codec = new TokenizerCodec(
  trainTokenizer(["a dog, two dogs, cats and a cat. the hot dog is 12"], { vocabSize: 330 }),
);
const listNames = ["dog", "dogs", "cat", "hot dog"];
const tokens = new PlanTokens(codec, listNames);

describe("a plan", () => {
  const ids = (text: string) => codec.encodeText(text);
  const line = (name: string, count: number) =>
    [WORDING.name, name, WORDING.unit, "box", WORDING.num, String(count), WORDING.lineEnd].map(ids);

  it("10. is followed to its names and numbers; tokens behind a name carry it", () => {
    const follower = new PlanFollower(tokens);
    const read = (list: readonly number[]) => list.map((id) => follower.read(id));
    read([codec.special(SPECIAL.task), ...ids(WORDING.units)]);
    const [opening, name, unit, box, num, count, end] = line("dogs", 12);
    expect(read(opening).every((text) => text === null)).toBe(true);
    expect(follower.next?.writes).toBe("name");
    expect(read(name).every((text) => text === null)).toBe(true);
    expect(read([...unit, ...box, ...num]).every((text) => text === "dogs")).toBe(true);
    const place = follower.next!;
    if (place.writes !== "number") throw new Error("no number");
    expect(place.tokenOf(12)).toBe(count[0]);
    expect(read(count).every((text) => text === "dogs")).toBe(true);
    const behind = follower.next!;
    if (behind.writes !== "number") throw new Error("no number");
    expect(behind.tokenOf(12)).toBe(end[0]);
    expect(behind.tokenOf(3)).toBeUndefined();
    expect(read(end)).toEqual(end.map(() => "dogs"));
    expect(follower.next?.writes).toBe("line");
    read(line("cat", 1)[0]);
    expect(follower.next?.writes).toBe("name");
    read([codec.special(SPECIAL.taskEnd)]);
    expect(read(ids("- Name: dog")).every((text) => text === null)).toBe(true);
    expect(follower.next?.writes).toBe("words");
  });

  it("11. gives tokens the best score of the names that they lead to, and the end of a name its own", () => {
    scope(() => {
      const namesOut = new NamesOut(6);
      const scores = tensor([[1, 4, 2, -1]]);
      const root = nameTrie(listNames, codec);
      let node = root;
      for (const id of ids("dog")) node = node.next.get(id)!.node!;
      const atRoot = withBonuses(zeros([1, codec.size]), [namesOut.bonus(scores, [root])]);
      const behindDog = withBonuses(zeros([1, codec.size]), [namesOut.bonus(scores, [node])]);
      const at = (bonus: Tensor, id: number) => bonus.select(0, 0).select(0, id).item();
      expect(at(atRoot, ids("dog")[0])).toBe(4);
      expect(at(atRoot, ids("hot")[0])).toBe(-1);
      expect(at(behindDog, ids(WORDING.unit)[0])).toBe(1);
      expect(behindDog.ne(0).sum().item()).toBe(2); // the end of "dog", and what makes it "dogs"
      namesOut.dispose();
    });
  });

  it("12. scores names by half a detector's log-odds, and by three more where the question says them", () => {
    scope(() => {
      const namesOut = new NamesOut(6);
      const list = listed();
      const figures = nameEvidence(fit.probability(names, list), list);
      const scores = namesOut.forward(zeros([1, 6]), figures, saidNames([new Set([1])], 2, "cpu"));
      const half = (odds(0.995) - odds(0.005)) / 2;
      expectNumbers(scores, [half, half + 3], 3);
      namesOut.dispose();
    });
  });

  it("13. gives numbers half a point for each threshold at which so many fit, two where lists count best", () => {
    scope(() => {
      const numbersOut = new NumbersOut(6);
      const counts = [2, 1, 1, 1, 1]; // p(.55) = .27
      expect(COUNTED_AT.map((least) => (p(0.55) >= least ? 2 : 1))).toEqual(counts);
      const tokenOf = (count: number) => tokens.number(count)[0];
      const bonus = withBonuses(zeros([1, codec.size]), [numbersOut.forward(zeros([1, 6]), [counts], [tokenOf])]);
      expect(bonus.select(0, 0).select(0, tokenOf(1)).item()).toBe(3.5);
      expect(bonus.select(0, 0).select(0, tokenOf(2)).item()).toBe(0.5);
      expect(bonus.sum().item()).toBe(4);
      numbersOut.dispose();
    });
  });
});

it("13b. denies what the question says, and nothing that the answer has told of", () => {
  const follower = new PlanFollower(new PlanTokens(codec, listNames));
  const ids = (text: string) => codec.encodeText(text);
  for (const id of ids(" and a dog. There is no")) follower.read(id);
  const place = follower.next!;
  if (place.writes !== "denied") throw new Error("no denial");
  const numbersOf = (written: readonly string[]) => written.map((name) => listNames.indexOf(name));
  const worth = (said: string, written: readonly string[] = []) => {
    const choice = {
      place: { ...place, written },
      said: new Set(numbersOf([said])),
      shown: new Set<number>(),
    };
    const toldOf = ({ written, told }: DeniedPlace) => new Set([...numbersOf(written), ...told]);
    const { tokens: own, values } = deniedNames([{ ...choice, picture: 0 }], toldOf, "cpu")!;
    return (name: string) => (values.toArray() as number[])[own.indexOf(ids(` ${name}`)[0])];
  };
  for (const id of ids(" cat and no")) follower.read(id);
  expect(follower.next).toMatchObject({
    writes: "denied",
    told: [...place.told, listNames.indexOf("cat")],
  });
  scope(() => {
    expect(worth("cat")("cat")).toBe(8);
    expect(worth("dog")("dog")).toBeLessThan(-1000);
    expect(worth("cat", ["cat"])("cat")).toBeLessThan(-1000);
  });
});

it("13c. denies no name that means what the answer has told of", () => {
  const follower = new PlanFollower(new PlanTokens(codec, listNames));
  for (const id of codec.encodeText(" and a dog. There is no")) follower.read(id);
  const choice = { place: follower.next!, said: new Set<number>(), shown: new Set<number>(), picture: 0 };
  const bridges = { wordsIn: false, namesOut: true, pointer: false, numbers: false, boxesIn: false };
  /** What is said of the cat where its word lies in some direction. */
  const worthOfCat = (direction: number[], wordIsName = 0.9) =>
    scope(() => {
      const settings = { ...bridges, names: listNames, proposals: limits, wordIsName };
      const evidence = new Evidence(evidenceConfig.parse(settings), 6);
      const encode = (texts: readonly string[]) => tensor(texts.map((text) => (text === "cat" ? direction : dog)));
      const bonuses = evidence.forward(zeros([1, 6]), [choice], { dense: picture(), list: listed(), fit, encode });
      evidence.dispose();
      const [token] = codec.encodeText(" cat");
      return withBonuses(zeros([1, codec.size]), bonuses)
        .select(0, 0)
        .select(0, token)
        .item() as number;
    });
  const nearDog = [0.95, 0, Math.sqrt(1 - 0.95 ** 2)];
  expect(worthOfCat(nearDog)).toBeLessThan(-1000);
  expect(worthOfCat(cat)).toBe(0);
  expect(worthOfCat(nearDog, 1)).toBe(0);
});

describe("the pointer", () => {
  manualSeed(3);
  const keys = (phrases: number[][]) => tensor([phrases]);
  const point = (phrases: string[], texts: number[][], lists?: number[]) =>
    scope(() => {
      const marks = phrases.map((phrase, position) => ({
        ...{ position, units: ["box"], group: phrases.indexOf(phrase), phrase, list: lists?.[position] },
        instance: phrases.slice(0, position).filter((earlier) => earlier === phrase).length,
      }));
      const queries = routeReferences(zeros([1, phrases.length, 6]), [marks], ["box"]).get("box")!;
      const { logits, attention, referenceBoxes } = noGrad(() => selection.pointAmong(queries, listed(), keys(texts)));
      return {
        logits: logits.squeeze(0).toArray() as number[][],
        peaks: attention.squeeze(0).argmax(-1).toArray(),
        boxes: referenceBoxes.squeeze(0).toArray(),
      };
    });

  it("16. starts from the logarithm of how well the phrase fits", () => {
    const { logits, boxes } = point(["dog"], [dog]);
    const wanted = [p(1), 0.005, p(0.55)].map(Math.log);
    for (const [i, value] of wanted.entries()) expect(logits[0][i]).toBeCloseTo(value, 3);
    expect(boxes).toEqual([left]);
  });

  it("17. masks what earlier instances of the phrase took, and what overlaps that", () => {
    const { logits, peaks } = point(["dog", "dog"], [dog, dog]);
    expect(peaks).toEqual([0, 2]);
    expect(logits[1][0]).toBeLessThan(-5000);
    expect(logits[1][1]).toBeLessThan(-5000);
  });

  it("18. masks what other phrases took in one list, and nowhere else", () => {
    expect(point(["dog", "cat"], [dog, cat]).peaks).toEqual([0, 1]);
    expect(point(["dog", "cat"], [dog, cat], [0, 1]).peaks).toEqual([0, 1]);
    expect(point(["dog", "cat"], [dog, cat], [0, 0]).peaks).toEqual([0, 2]);
  });
});
