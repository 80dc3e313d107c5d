// Denial: what the picture's evidence does to plans and scores.
import { encodeConversation, SPECIAL, triplet, withPicture } from "@refvlm/trp";
import { AnswerConstraint, type TokenState } from "@refvlm/trp/automaton";
import { afterAll, describe, expect, it } from "vitest";
import { absence, CheckedPlan, dispute } from "../src/answering/denial.js";
import { answerAutomaton } from "../src/answering/grammar.js";
import {
  type AnswerEvent,
  type AnswerOptions,
  answer,
  answerBatch,
  type Calibration,
  EncodedPictures,
  type GroundedAnswer,
  type LoadedModel,
  unitsOfAnswer,
} from "../src/index.js";
import { tinyConfig } from "./tiny-config.js";
import { speckledPicture, tinyModel, turnOf } from "./tiny-model.js";

const bare = tinyModel();
const picture = speckledPicture(60, 40);
const fitted = { bias: 0, words: 0, quality: 0, presence: 0 };
/** What is asked for is there with a probability of 0.5, whatever the picture shows. */
const undecided: Calibration = {
  on: "nothing",
  units: { box: { ...fitted, minScore: 0.4 }, mask: { ...fitted, bias: -2, minScore: 0.4 } },
  presence: { bias: 0, presence: 0, deny: 0.25 },
};
const calibrated: LoadedModel = { ...bare, calibration: undecided };
afterAll(() => bare.network.dispose());

const questions = Array.from({ length: 6 }, (_, i) => ({
  picture,
  parts: [{ type: "text" as const, text: "where is the dog?" }],
  seed: i + 6,
}));
const sampling = { temperature: 1, maxNewTokens: 250, minScore: 0 };
const asked = (model: LoadedModel, options: AnswerOptions) =>
  answerBatch(model, questions, { ...sampling, ...options });

async function one(
  model: LoadedModel,
  { picture: shown, ...request }: (typeof questions)[number] & AnswerOptions,
): Promise<{ events: AnswerEvent[]; whole: GroundedAnswer }> {
  const encoded = EncodedPictures.encode(model, [shown]);
  const events: AnswerEvent[] = [];
  for await (const event of answer(model, { picture: encoded.handle(0), ...sampling, ...request })) events.push(event);
  encoded.dispose();
  const last = events.at(-1)!;
  if (last.type !== "end") throw new Error("no end");
  return { events, whole: last.answer };
}

describe("an answer", () => {
  it("1. denies in words where its names are there with less probability than the threshold, and is otherwise the same", async () => {
    const free = await asked(bare, {});
    expect(free.some(({ plan }) => plan!.decode)).toBe(true);
    const trps = (answers: readonly GroundedAnswer[]) => answers.map(({ trp }) => trp);
    expect(trps(await asked(calibrated, { deny: 0.5 }))).toEqual(trps(free));
    const denied = await asked(calibrated, { deny: 0.51 });
    for (const [i, { plan, instances, problems, trp }] of denied.entries()) {
      expect(plan).toMatchObject({ decode: false, lines: [] });
      expect(instances).toEqual([]);
      expect(problems).toEqual([]);
      if (!free[i].plan!.decode) expect(trp).toBe(free[i].trp);
    }
  });

  it("2. streams nothing of a plan that is taken back", async () => {
    const { events, whole } = await one(calibrated, { ...questions[0], deny: 0.51 });
    const pieces = events.flatMap((event) => (event.type === "piece" ? [event.piece] : []));
    expect(pieces.join("")).toBe(whole.trp);
    expect(pieces.filter((piece) => piece === SPECIAL.task)).toHaveLength(1);
    expect(events.filter(({ type }) => type === "plan")).toHaveLength(1);
  });

  it("3. is the same among others", async () => {
    const options = { ...sampling, deny: 0.51, seed: 3 };
    const [alone] = await answerBatch(calibrated, questions.slice(0, 1), options);
    for (const given of await answerBatch(calibrated, questions, options)) expect(given.trp).toBe(alone.trp);
  });

  it("4. leaves out units that score less than what is asked for, by default what the calibration says", async () => {
    const all = await asked(calibrated, { deny: 0, minScore: 0 });
    const units = (answers: readonly GroundedAnswer[]) => answers.flatMap((given) => unitsOfAnswer(given));
    expect(new Set(units(all).map(({ unit }) => unit))).toEqual(new Set(["box", "mask"]));
    for (const { unit, score, evidence } of units(all)) {
      expect(score).toBeCloseTo(unit === "box" ? 0.5 : 1 / (1 + Math.exp(2)), 6);
      expect(Object.keys(evidence!)).toEqual(["words", "quality", "presence"]);
    }
    // What an answer tells of it shows: of each phrase the first.
    const usual = await asked(calibrated, { deny: 0, minScore: undefined });
    const wanted = units(all).filter(({ unit, index }) => unit === "box" || index === 0);
    expect(units(usual)).toEqual(wanted);
    expect(wanted.length).toBeLessThan(units(all).length);
    expect(units(await asked(calibrated, { deny: 0, minScore: 0.6 }))).toEqual([]);
  });

  it("6. of a network without plan is neither held back nor denied", async () => {
    const unplanned = tinyModel({ plan: false });
    const model = { ...unplanned, calibration: { ...undecided, presence: { bias: -9, presence: 0, deny: 0.25 } } };
    const { whole } = await one(model, { ...questions[0], deny: undefined });
    expect(whole.trp).toBe((await one(unplanned, questions[0])).whole.trp);
    const encoded = EncodedPictures.encode(model, [picture]);
    const stop = new AbortController();
    const told: AnswerEvent[] = [];
    const stopped = (async () => {
      const request = { ...questions[0], temperature: 1, picture: encoded.handle(0), signal: stop.signal };
      for await (const event of answer(model, request)) {
        told.push(event);
        stop.abort();
      }
    })();
    await expect(stopped).rejects.toThrow("aborted");
    expect(told.filter(({ type }) => type === "piece")).toHaveLength(1);
    encoded.dispose();
    await expect(one(model, { ...questions[0], deny: 0.5 })).rejects.toThrow(/^deny: this model writes no plan/);
    unplanned.network.dispose();
  });

  it("7. in a unit of the picture itself is not denied, by whichever word that goes", async () => {
    const measuring = tinyModel({
      config: { ...tinyConfig.decoder.units, depth: { channels: 8, grid: 8, near: 0.5, far: 60 } },
    });
    const model = { ...measuring, calibration: undecided };
    const command = {
      task: "measure",
      elements: ["phrase", "unit"],
      units: ["heights"],
      newUnits: { heights: "depth" },
    };
    const ask = (deny: number) => asked(model, { deny, command } as AnswerOptions);
    const free = await ask(0);
    const isMeasured = free.map(({ plan }) => plan!.lines.some(({ units }) => units.includes("heights")));
    const measured = (answers: readonly GroundedAnswer[]) =>
      answers.filter((_, i) => isMeasured[i]).map(({ trp }) => trp);
    expect(measured(free)).not.toEqual([]);
    expect(measured(await ask(0.51))).toEqual(measured(free));
    measuring.network.dispose();
  });

  it("8. that denies what is there begins anew with a plan, one that denies what is not or says more stands", () => {
    const { codec, network, template } = bare;
    const automaton = answerAutomaton(bare);
    /** What becomes of a written answer: how it begins anew, what was asked, and for how many tokens it is held back. */
    const write = (
      text: string,
      there: readonly string[],
      denials = [absence, dispute],
      isAsked = true,
      asksWhere = false,
    ) => {
      const turn = turnOf("where is the dog?", [{ kind: "text" as const, text }]);
      const { plan } = network.config;
      const [{ ids, answerStart }] = encodeConversation(withPicture([turn]), codec, template, { plan }).turns;
      const asked: string[][] = [];
      const isThere = (names: readonly string[]) => {
        asked.push([...names]);
        return names.some((name) => there.includes(name));
      };
      const check = {
        isThere,
        isAsked: () => isAsked,
        asked: () => ["puppy"],
        question: "where is the dog?",
        asksWhere,
        leans: false,
      };
      const begun: (string | undefined)[] = [];
      const begin = (decided?: "words" | "units", names?: readonly string[]) => {
        begun.push(names ? `${decided} of ${names}` : decided);
        return automaton.follow(200, decided, names && { names });
      };
      const checked = new CheckedPlan(begin, codec, check, denials);
      let held = 0;
      for (const id of ids.slice(answerStart)) {
        if ("restart" in checked.next()) break;
        if (!checked.decided) held++;
        if (id !== codec.eosId) checked.accept(id);
      }
      return { begun: begun.slice(1), asked, held };
    };
    const taken = write("There is no dog in the picture.", ["dog"]);
    expect(taken).toMatchObject({ begun: ["units"], asked: [["dog"]] });
    expect(write("There is no dog in the picture.", []).begun).toEqual([]);
    expect(write("There is no dog in the picture.", ["dog"], [])).toMatchObject({ begun: [], asked: [] });
    expect(write("There is no dog in the picture.", ["dog"], [dispute])).toMatchObject({ begun: [], asked: [] });
    expect(write("There is no dog in the picture.", ["dog"], [absence], false)).toMatchObject({ begun: ["words"] });
    // It denies what nobody asked for: where that is there which was, it is told.
    const other = write("There is no cat in the picture.", ["puppy"], [absence], false);
    expect(other.begun).toEqual(["units of puppy"]);
    expect(write("That is a dog, not a cat.", ["a dog"])).toMatchObject({ begun: ["units"], asked: [["a dog"]] });
    expect(write("That is a dog.", ["a dog"]).begun).toEqual([]);
    expect(write("There is no dog left of the cup.", ["dog"])).toMatchObject({ begun: [], asked: [] });
    expect(write("There is no cat and no dog in the picture.", ["dog"])).toMatchObject({
      begun: ["units"],
      asked: [["cat", "dog"]],
    });
    const plain = write("A dog and a cat left of the bus.", ["dog"]);
    expect(plain).toMatchObject({ begun: [], asked: [] });
    // A number says of nothing where it is.
    expect(write("By the sea.", [], [absence], true, true).begun).toEqual([]);
    expect(write("190", [], [absence], true, true).begun).toEqual(["words"]);
    expect(write("190", ["puppy"], [absence], true, true).begun).toEqual(["units of puppy"]);
    expect(write("190", ["puppy"], [absence], true).begun).toEqual([]);
    expect(plain.held).toBeLessThan(taken.held); // words that deny nothing are not held back
  });

  it("9. of a network with evidence says, once a plan is taken back, what such networks have learnt to say", () => {
    const { codec, network, template } = bare;
    const automaton = answerAutomaton(bare);
    const body = [triplet("dog", { units: ["box"], instances: [0] })];
    const { plan } = network.config;
    const asked = withPicture([turnOf("where is the unicorn?", body)]);
    const [{ ids, answerStart }] = encodeConversation(asked, codec, template, { plan }).turns;
    const afterwards = (denials: readonly (typeof absence)[], isAsked = true) => {
      const begin = (decided?: "words" | "units") => automaton.follow(200, decided);
      const check = {
        isThere: () => false,
        isAsked: () => isAsked,
        asked: () => [],
        question: "where is the unicorn?",
        asksWhere: true,
        leans: false,
      };
      const checked = new CheckedPlan(begin, codec, check, denials);
      for (const id of ids.slice(answerStart)) {
        if ("restart" in checked.next()) break;
        checked.accept(id);
      }
      const said: number[] = [];
      for (let step = checked.next(); "forced" in step; step = checked.next())
        for (const id of step.forced) {
          checked.accept(id);
          said.push(id);
        }
      return codec.decode(said);
    };
    expect(afterwards([absence])).toMatch(/\(False\)\.\n<\/Task>\nThere is no$/);
    expect(afterwards([])).toMatch(/\(False\)\.\n<\/Task>\n?$/);
    // What it plans is another thing than what is asked for: that is what is denied.
    expect(afterwards([absence], false)).toMatch(/<\/Task>\nThere is no unicorn in the picture\.$/);
  });

  it("10. never denies what it has told, nor what nobody asked for", () => {
    const { codec } = bare;
    const [no] = codec.encodeText(" no");
    const mayDeny = (text: string, question: string) => {
      const check = {
        isThere: () => true,
        isAsked: () => true,
        asked: () => [],
        question,
        asksWhere: false,
        leans: false,
      };
      const anything: TokenState = {
        done: false,
        allowed: () => ({ except: [], below: codec.size }),
        advance: () => anything,
      };
      const begin = () => new AnswerConstraint(() => anything, Number.POSITIVE_INFINITY);
      const checked = new CheckedPlan(begin, codec, check, [absence]);
      for (const id of [codec.special(SPECIAL.taskEnd), ...codec.encodeText(text)]) {
        checked.next();
        checked.accept(id);
      }
      const step = checked.next();
      return "except" in step && !step.except.includes(no);
    };
    expect(mayDeny("A dog and a cat. There is", "describe the picture.")).toBe(false);
    expect(mayDeny("A dog and a cat. There is", "where are the dog and the cat?")).toBe(false);
    expect(mayDeny("A dog. There is", "where are the dog and the cat?")).toBe(true);
    expect(mayDeny("There is a dog left of", "describe the picture.")).toBe(true); // not of what is there
  });

  it("5. refuses thresholds that are no probabilities", async () => {
    await expect(one(bare, { ...questions[0], deny: 2 })).rejects.toThrow(
      "deny: must be a probability from 0 to 1, not 2",
    );
    await expect(one(bare, { ...questions[0], minScore: Number.NaN })).rejects.toThrow(/^minScore: .* not NaN/);
    await expect(one(bare, { ...questions[0], deny: 0.5 })).rejects.toThrow(/^deny: this model has no calibration/);
  });
});
