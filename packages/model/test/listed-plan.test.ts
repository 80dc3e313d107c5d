// Plans that list what the evidence has: each name once, to the end of what counts.
import { tensor } from "@refvlm/torch";
import { SPECIAL, WORDING } from "@refvlm/trp";
import { describe, expect, it } from "vitest";
import {
  asksForOne,
  asksForSeveral,
  asksForTelling,
  listsWords,
  untoldPhrases,
} from "../src/answering/asked-phrases.js";
import { ListedPlan, type Listing } from "../src/answering/listed-plan.js";
import { absentNames, countNamed, meantNames, openNames } from "../src/evidence/open-names.js";
import { PlanFollower, PlanTokens } from "../src/evidence/plan-follower.js";
import { TokenizerCodec, trainTokenizer } from "../src/index.js";

const names = ["dog", "cat", "hot dog"];
const codec = new TokenizerCodec(
  trainTokenizer([`- Name: dog, the cat, a hot dog Unit: box Num: 12\n A dog and a cat`], { vocabSize: 330 }),
);
const tokens = new PlanTokens(codec, names);
const line = (name: string) => codec.encodeText(`- Name: ${name} Unit: box Num: 1\n`);

describe("a plan", () => {
  /** What may come next behind some text of a plan, or of a sentence. */
  const next = (listing: Partial<Listing>, ids: readonly number[]) => {
    const inner = { next: () => ({ except: [], below: codec.size }), accept: () => {} };
    const plan = new ListedPlan(inner, () => new PlanFollower(tokens), {
      ...{ asksByName: false, asksForAll: false, asksForEach: false, due: () => new Set<number>() },
      ...{ absent: () => new Set<number>(), told: () => new Set<number>() },
      ...{ asked: () => new Set<number>(), open: () => new Set<number>() },
      ...listing,
    });
    for (const id of ids) plan.accept(id);
    return plan.next();
  };
  const task = codec.special(SPECIAL.task);
  const atLine = [task, ...line("dog")];
  const begin = codec.encodeText(WORDING.name);

  it("1. ends where nothing is open, and goes on where everything is asked for", () => {
    expect(next({}, atLine)).toMatchObject({ except: [begin[0]] });
    expect(next({ open: () => new Set([1]) }, atLine)).toMatchObject({ except: [] });
    expect(next({ open: () => new Set([1]), asksForAll: true }, atLine)).toEqual({ forced: [begin[0]] });
    // A list goes on while something of it counts.
    const list = { open: () => new Set([1]), asksByName: true, asksForEach: true };
    const due = (written: readonly string[]) => new Set(written.join() === "dog" ? [1] : []);
    expect(next({ ...list, due }, atLine)).toEqual({ forced: [begin[0]] });
    expect(next(list, atLine)).toMatchObject({ except: [] });
  });

  it("2. names what is open, or in the question's own words what it asks for", () => {
    const atName = [task, ...begin];
    const [cat] = codec.encodeText("cat");
    expect(next({ open: () => new Set([1]) }, atName)).toEqual({ only: [cat] });
    expect(next({ open: () => new Set([1]), asksByName: true }, atName)).toMatchObject({ except: [] });
    const list = { open: () => new Set([0, 1]), asksByName: true, asksForEach: true };
    expect(next({ ...list, due: () => new Set([1]) }, atName)).toEqual({ only: [cat] });
    expect(next(list, atName)).toEqual({ only: [codec.encodeText("dog")[0], cat] });
    const told = next({ open: () => new Set([1]), told: () => new Set([1]), asksByName: true }, atName);
    expect(told).toMatchObject({ except: [cat] });
    // "hot" leads on only to what is told, which begins nothing while something else is asked for.
    const [hot] = codec.encodeText("hot dog");
    const behind = { told: () => new Set([2]), asksByName: true };
    expect(next({ ...behind, open: () => new Set([1]) }, atName)).toMatchObject({ except: [hot] });
    expect(next(behind, atName)).toMatchObject({ except: [] });
    // "hot" of a hot drink, which the question asks for in words of its own.
    const drink = { ...behind, open: () => new Set([1]), asked: () => new Set([hot]) };
    expect(next(drink, atName)).toMatchObject({ except: [] });
  });

  it("3. is asked what it has written", () => {
    const written: (readonly string[])[] = [];
    const open = (list: readonly string[]) => new Set(written.push(list) > 0 ? [1] : []);
    next({ open }, [...atLine, ...line("cat")]);
    expect(written.at(-1)).toEqual(["dog", "cat"]);
  });

  it("4. and a description tell of nothing that is absent", () => {
    const words = [codec.special(SPECIAL.taskEnd), ...codec.encodeText("A")];
    const [dog] = codec.encodeText(" dog");
    const step = next({ absent: () => new Set([0]) }, words);
    expect("except" in step && step.except.includes(dog)).toBe(true);
    expect(next({}, words)).toMatchObject({ except: [] });
  });
});

describe("what is open", () => {
  const keys: Record<string, number[]> = { dog: [1, 0], cat: [0, 1], dogs: [0.99, 0.14], puppy: [0.96, 0.28] };
  const encode = (texts: readonly string[]) => tensor(texts.map((text) => keys[text]));
  const config = { names: ["dog", "cat", "dogs"], wordIsName: 0.9, proposals: { counted: 0.35 } as never };
  // Two dogs, the second once more under another name, and a cat that does not count.
  const fits = [
    [0.8, 0.5, 0.1, 0.1],
    [0.1, 0.1, 0.4, 0.3],
    [0.95, 0.7, 0.1, 0.1],
  ];
  const places = [
    [0.2, 0.2, 0.2, 0.2],
    [0.7, 0.7, 0.2, 0.2],
    [0.7, 0.7, 0.2, 0.21],
    [0.2, 0.7, 0.2, 0.2],
  ];
  const list = {
    names: tensor([fits]),
    valid: tensor([[1, 1, 1, 1]]),
    boxes: tensor([places]),
    suppression: 0.6,
  } as never;
  const told = (...texts: string[]) => meantNames(texts, { encode }, config);
  const open = (written: string[], asked: number[] = []) => [
    ...openNames(told(...written), new Set(asked), { list, encode }, config),
  ];

  it("5. counts, is not told yet, and is one thing", () => {
    expect(open([])).toEqual([0]);
    expect(open(["dog"])).toEqual([]);
    expect(open(["puppy"])).toEqual([]);
    expect(countNamed("dog", { list, encode }, config, true)).toBe(2);
    expect(["dog", "puppy", "cat"].map((name) => countNamed(name, { list, encode }, config))).toEqual([2, 2, 1]);
    expect(countNamed("cat", { list, encode }, config, true)).toBe(0);
  });

  it("6. is what a question names, each once", () => {
    expect(open(["dog"], [0, 1, 2])).toEqual([1]);
    expect([...told("puppy")]).toEqual([0, 2]);
  });

  it("7. and the rest is absent", () => expect([...absentNames({ list, encode }, config)]).toEqual([]));

  it("8. is never what a plural alone fits", () => {
    const crowd = {
      names: tensor([[[0.3], [0.1], [0.5]]]),
      valid: tensor([[1]]),
      boxes: tensor([[places[0]]]),
      suppression: 0.6,
    } as never;
    const seen = { list: crowd, encode };
    expect(["dog", "dogs"].map((name) => countNamed(name, seen, config))).toEqual([0, 0]);
    expect([...openNames(new Set(), new Set(), seen, config)]).toEqual([]);
    expect([...absentNames(seen, config)]).toEqual([0, 1, 2]);
    // A word that means the plural alone counts what the first name does.
    keys.pack = [0.87, 0.5];
    expect([...meantNames(["pack"], seen, config)]).toEqual([2]);
    expect(countNamed("pack", { list, encode }, config)).toBe(2);
    // Where a plural is another thing's name, it counts for itself.
    const apart = { ...config, wordIsName: 1.1 };
    expect(["dog", "dogs"].map((name) => countNamed(name, seen, apart))).toEqual([0, 1]);
  });
});

it.each([
  ["describe the picture, with boxes.", true],
  ["detect all objects.", false],
])("whether %j asks for telling: %j", (question, expected) => expect(asksForTelling(question)).toBe(expected));

it.each([
  ["segment all dogs", true],
  ["How many dogs are there?", true],
  ["where is the dog?", false],
  ["where are the dog and the cat?", false],
])("whether %j asks for several: %j", (question, expected) => expect(asksForSeveral(question)).toBe(expected));

it.each([
  ["detect the train in the picture.", true],
  ["where is the big red train?", true],
  ["detect all of the train", false],
  ["boxes: the train", false],
  ["where are the trains?", false],
])("whether %j asks for one train: %j", (question, expected) => expect(asksForOne(question, "train")).toBe(expected));

it.each([
  ["Find dogs, cats and the hot dog.", ["dogs", "cats", "hot dog"], true],
  ["find all dogs and cats, please", ["dogs", "cats"], true],
  ["is the dog left of the cat?", ["dog", "cat"], false],
  ["find the dog on the table, and the cat", ["dog", "cat"], false],
  ["catch the cat", ["cat"], false],
  ["dogs; cats", ["dogs", "cats"], false],
  ["find hot dogs, dogs and cats", ["dogs", "cats", "hot dogs"], true],
  ["find éclairs and dogs", ["dogs", "éclairs"], true],
  ["Detect these classes: dog, cat.", ["dog", "cat"], true],
  ["find the orange sofa", ["orange", "sofa"], false],
  ["find everything except dogs and cats", ["dogs", "cats"], false],
  ["find dogs, cats and unicorns", ["dogs", "cats"], false],
])("whether %j lists %j: %j", (question, words, expected) => expect(listsWords(question, words)).toBe(expected));

it.each([
  ["does the cell phone appear below the umbrella?", ["cell phone"], ["umbrella"]],
  ["find the wine glass and the wine bottle", ["wine glass"], ["wine bottle"]],
  ["is the cup above the cupboard?", ["cup"], ["cupboard"]],
])("what %j asks for beside %j is %j", (question, told, rest) => expect(untoldPhrases(question, told)).toEqual(rest));
