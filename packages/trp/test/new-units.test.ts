// Link-context learning: new unit words are announced, hold to the end of a conversation, and cannot be confused.
import { describe, expect, it } from "vitest";
import { AnswerAutomaton } from "../src/automaton/index.js";
import {
  decodedUnits,
  encodeConversation,
  findUnit,
  type NewUnits,
  plainTemplate,
  TrpError,
  type Turn,
  tellNewUnits,
  unitWords,
} from "../src/index.js";
import { toyCodec, toyVocabSize } from "./toy-codec.js";

const answer = "<Phrase>dog</Phrase>(<Unit>landmark</Unit>[0]<REF>)";
const ask = (question: string, newUnits?: NewUnits): Turn => ({
  user: [{ type: "text", text: question }],
  answer,
  command: { task: "new", elements: ["phrase", "unit"], units: Object.keys(newUnits ?? {}), newUnits },
});
const encode = (turns: Turn[], independent = false) =>
  encodeConversation(turns, toyCodec, plainTemplate, { independent }).turns;

describe("new units", () => {
  it("1. are announced by name, whoever decodes them", () => {
    const [turn] = encode([ask("where?", { landmark: "box", heat: null })]);
    const written = toyCodec.decode(turn.ids);
    expect(written).toContain("You are performing a new task, the unit of the task is landmark, heat.\n");
    expect(written).toContain("- unit: <Unit>landmark, heat</Unit>\n");
  });

  it("2. are not announced where there are none", () => {
    expect(toyCodec.decode(encode([ask("where?", {})])[0].ids)).not.toContain("new task");
    expect(toyCodec.decode(encode([ask("where?")])[0].ids)).not.toContain("new task");
  });

  it("3. hold for later turns, and only for those that see the turn that told them", () => {
    const turns = [ask("a"), ask("b", { landmark: "box" }), ask("c"), ask("d", { heat: null })];
    const meanings = (independent: boolean) => encode(turns, independent).map(({ newUnits }) => newUnits);
    expect(meanings(false)).toEqual([{}, { landmark: "box" }, { landmark: "box" }, { landmark: "box", heat: null }]);
    expect(meanings(true)).toEqual([{}, { landmark: "box" }, {}, { heat: null }]);
  });

  it("4. send states to the decoders of their units, to each once, to none for null", () => {
    const newUnits = { landmark: "box", heat: null };
    expect(decodedUnits(["landmark"], newUnits)).toEqual(["box"]);
    expect(decodedUnits(["box", "landmark", "heat", "mask"], newUnits)).toEqual(["box", "mask"]);
    expect(decodedUnits(["heat"], newUnits)).toEqual([]);
    expect(decodedUnits(["constructor"], newUnits)).toEqual(["constructor"]);
  });

  it.each<[NewUnits, string[], string]>([
    [{ box: "mask" }, ["box"], 'turn 1: command.newUnits.box: "box" is a unit already: choose another word'],
    [{ "land mark": "box" }, ["land mark"], "turn 1: command.newUnits.land mark: a unit must be one word of letters"],
    [{ "": null }, [""], "turn 1: command.newUnits.: a unit must be one word"],
    [{ landmark: "box" }, ["landmrk"], 'turn 1: command.newUnits.landmark: command.units must ask for "landmark", too'],
    [{ trace: "box" }, ["trace"], "turn 1: command.newUnits.trace: stood for mask in an earlier turn, now for box"],
  ])("5. that cannot be are refused with their field: %j", (newUnits, units, message) => {
    const command = { task: "new", elements: ["unit" as const], units, newUnits };
    expect(() => encode([ask("a", { trace: "mask" }), { ...ask("b"), command }])).toThrow(message);
  });

  it("6. may be told again with the same meaning", () => {
    const command = { units: ["trace"], newUnits: { trace: "mask" } };
    expect(tellNewUnits({ trace: "mask" }, command)).toEqual({ trace: "mask" });
  });

  it("7. cannot go by the name of a unit that only this model has", () => {
    const turn = ask("where?", { landmark: "box" });
    const language = [...unitWords, { name: "landmark", plurality: "many" as const }];
    expect(() => encodeConversation([turn], toyCodec, plainTemplate, { language })).toThrow(
      'turn 0: command.newUnits.landmark: "landmark" is a unit already',
    );
  });
});

describe("the automaton", () => {
  /** Walks an answer as `encodeConversation` writes it; false where an id is not allowed. */
  const accepts = (units: string[], newUnits: NewUnits, written: string): boolean => {
    const loaded = units.map((name) => findUnit(name)!);
    const automaton = new AnswerAutomaton({ codec: toyCodec, vocabSize: toyVocabSize, units: loaded, newUnits });
    const turn = { user: ask("?").user, answer: written };
    const { ids, answerStart } = encodeConversation([turn], toyCodec, plainTemplate).turns[0];
    const constraint = automaton.follow();
    try {
      for (const id of ids.slice(answerStart)) constraint.accept(id);
      return constraint.done;
    } catch (error) {
      expect(error).toBeInstanceOf(TrpError);
      return false;
    }
  };
  const written = (units: string, count: number) => {
    const refs = Array.from({ length: count }, (_, i) => `[${i}]<REF>`).join("");
    const plan = `<Task>\nUnit decode (True). Class name, target unit and number:\n- Name: dog Unit: ${units} Num: ${count}\n</Task>\n`;
    return `${plan}<Phrase>dog</Phrase>(<Unit>${units}</Unit>${refs})`;
  };

  it("8. accepts a new word beside the loaded units, alone and composite, and no other word", () => {
    const newUnits = { landmark: "box", boxes: null };
    for (const units of ["landmark", "boxes", "box", "box, landmark"])
      expect(accepts(["box"], newUnits, written(units, 2)), units).toBe(true);
    expect(accepts(["box"], newUnits, written("mask", 2))).toBe(false);
    expect(accepts(["box"], {}, written("landmark", 2))).toBe(false);
  });

  it("9. gives a new word the plurality of the unit that it stands for", () => {
    const newUnits = { heat: "depth", glow: null };
    expect(accepts(["depth"], newUnits, written("heat", 1))).toBe(true);
    expect(accepts(["depth"], newUnits, written("heat", 2))).toBe(false);
    expect(accepts(["depth"], newUnits, written("glow", 2))).toBe(true);
  });
});
