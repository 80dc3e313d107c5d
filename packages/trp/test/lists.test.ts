// Freeform lists: which triplets of an answer name different things only.
import { expect, test } from "vitest";
import { answerSegments, type Node, parseAnswer } from "../src/index.js";

/** Numbers of the lists in which an answer's references stand. */
function listsOf(text: string): number[] {
  const { body } = parseAnswer(text, { mode: "strict" }).answer;
  return answerSegments({ plan: null, body: body as Node[] }).flatMap((segment) =>
    "special" in segment && segment.ref ? [segment.ref.list] : [],
  );
}

const of = (name: string, refs = "[0]<REF>") => `<Phrase>${name}</Phrase>(<Unit>box</Unit>${refs})`;

test.each([
  ["commas and an and", `${of("dog", "[0]<REF>[1]<REF>")}, ${of("cat")} and ${of("cup")}.`, [0, 0, 0, 0]],
  ["an and behind a comma", `There are ${of("dog")}, and ${of("cat")}`, [0, 0]],
  ["words", `${of("dog")} beside ${of("cat")}`, [0, 1]],
  ["nothing", `${of("dog")}${of("cat")}`, [0, 1]],
  ["a phrase without units", `${of("dog")}, <Phrase>a tree</Phrase>, ${of("cat")}`, [0, 1]],
  ["two lists", `${of("dog")}, ${of("cat")}. Then ${of("cup")}, ${of("bus")}`, [0, 0, 1, 1]],
])("triplets with %s between them", (_, text, lists) => {
  expect(listsOf(text)).toEqual(lists);
});

test("a phrase inside a phrase is in no list with it", () => {
  const nested = `<Phrase>${of("dog")} on a ${of("mat")}</Phrase>(<Unit>box</Unit>[0]<REF>), ${of("cat")}`;
  expect(listsOf(nested)).toEqual([0, 1, 2, 2]);
});
