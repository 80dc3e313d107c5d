// Link-context learning: new unit words are announced, hold to the end of a conversation, and cannot be confused.
import { describe, expect, it } from "vitest";
import {
  decodedUnits,
  encodeConversation,
  type NewUnits,
  plainTemplate,
  type Turn,
  tellNewUnits,
} from "../src/index.js";
import { toyCodec } from "./toy-codec.js";

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
});
