// Foreign and broken answers: strictly refused with place and expectation, tolerantly mended with a report.
import { describe, expect, it } from "vitest";
import { type ProblemKind, parseAnswer, printAnswer, TrpSyntaxError } from "../src/index.js";

function mended(text: string): { printed: string; kinds: ProblemKind[] } {
  const { answer, problems } = parseAnswer(text, { mode: "tolerant" });
  return { printed: printAnswer(answer), kinds: problems.map(({ kind }) => kind) };
}

const unit = "<Unit>box</Unit>";
const good = `<Phrase>dog</Phrase>(${unit}[0]<REF>[1]<REF>)`;

describe("tolerant parsing", () => {
  it.each<[string, string, ProblemKind[], string]>([
    ["orphan <REF>", "a <REF> b", ["orphan-ref"], "a  b"],
    ["unit without phrase", `see ${unit}[0]<REF>) it`, ["unit-without-phrase"], "see  it"],
    [
      "index after <REF>",
      `<Phrase>dog</Phrase>(${unit}<REF>[0]<REF>[1])`,
      ["index-after-ref", "index-after-ref"],
      good,
    ],
    ["no index", `<Phrase>dog</Phrase>(${unit}<REF><REF>)`, ["missing-index", "missing-index"], good],
    [
      "a unit again",
      `<Phrase>dog</Phrase>(${unit}[0]<REF>[1]<REF>, <Unit>box, mask</Unit>[1]<REF>, ${unit}[0]<REF>)`,
      ["repeated-unit", "repeated-unit"],
      `<Phrase>dog</Phrase>(${unit}[0]<REF>[1]<REF>, <Unit>mask</Unit>[1]<REF>)`,
    ],
    [
      "instances that are not there, or come again",
      `<Phrase>dog</Phrase>(${unit}[0]<REF>[1]<REF>, <Unit>mask</Unit>[2]<REF>[1]<REF>[0]<REF>)`,
      ["wrong-index", "wrong-index"],
      `<Phrase>dog</Phrase>(${unit}[0]<REF>[1]<REF>, <Unit>mask</Unit>[1]<REF>)`,
    ],
    ["wrong index", `<Phrase>dog</Phrase>(${unit}[3]<REF>[1]<REF>)`, ["wrong-index"], good],
    [
      "no parentheses",
      `<Phrase>dog</Phrase>${unit}[0]<REF>[1]<REF> and`,
      ["missing-parenthesis", "stray-space", "missing-parenthesis"],
      `${good}and`,
    ],
    [
      "spaces",
      `<Phrase>dog</Phrase> ( <Unit> box </Unit> [0]<REF> [1]<REF>)`,
      ["missing-parenthesis", "broken-unit", "stray-space", "stray-space"],
      good,
    ],
    ["unit without <REF>", `<Phrase>dog</Phrase>(${unit})`, ["unit-without-refs"], "<Phrase>dog</Phrase>"],
    ["no unit at all", "<Phrase>dog</Phrase>(<Unit></Unit>[0]<REF>)", ["broken-unit"], "<Phrase>dog</Phrase>"],
    ["stray closing markers", "a</Phrase></Unit></Task>b", ["stray-marker", "stray-marker", "stray-marker"], "ab"],
    ["empty phrase", "a<Phrase></Phrase>b", ["empty-phrase"], "ab"],
    ["cut off in a triplet", `<Phrase>dog</Phrase>(${unit}[0]<REF>[1]<REF>`, ["unclosed"], good],
    ["cut off in a phrase", "a <Phrase>dog", ["unclosed"], "a <Phrase>dog</Phrase>"],
    [
      "broken plan",
      `<Task>nonsense</Task>\nx`,
      ["broken-plan", "broken-plan"],
      "<Task>\nUnit decode (False).\n</Task>\nx",
    ],
  ])("mends %s", (_, text, kinds, printed) => {
    expect(mended(text)).toEqual({ printed, kinds });
    expect(() => parseAnswer(text)).toThrow(TrpSyntaxError);
  });

  it("says where, what and what it did", () => {
    const { problems } = parseAnswer("two\nlines <REF>", { mode: "tolerant" });
    expect(problems).toEqual([
      {
        kind: "orphan-ref",
        range: [10, 15],
        line: 2,
        column: 7,
        message: `expected text or <Phrase>, found "<REF>"`,
        action: "left the reference out",
      },
    ]);
  });

  it("stays inside the text at its end", () => {
    const { problems } = parseAnswer("a<Phrase>", { mode: "tolerant" });
    expect(problems.map(({ kind, range }) => [kind, range])).toEqual([
      ["unclosed", [9, 9]],
      ["empty-phrase", [9, 9]],
    ]);
  });

  it("reports a body that does not keep its plan", () => {
    const plan =
      "<Task>\nUnit decode (True). Class name, target unit and number:\n- Name: dog Unit: mask Num: 3\n</Task>\n";
    expect(parseAnswer(plan + good).problems.map(({ message }) => message)).toEqual([
      "line 1 plans units mask, the body has box",
      "line 1 plans count 3, the body has 2",
    ]);
    const inner = `<Phrase>${good}</Phrase>`;
    expect(parseAnswer(`${plan}two\n${inner}`).problems[0]).toMatchObject({ line: 6, column: 9, kind: "plan-differs" });
  });
});

describe("strict parsing", () => {
  it.each<[string, number, number, number, string]>([
    ["a\nb <REF>", 4, 2, 3, "text or <Phrase>"],
    ["<Phrase>dog</Phrase>(<Unit>box</Unit>[1]<REF>)", 37, 1, 38, '"[0]" and <REF>'],
    ["<Phrase>dog</Phrase>(<Unit>box</Unit>[0]<REF>", 45, 1, 46, '"[1]" and <REF>, ", " and <Unit>, or ")"'],
    [
      "<Task>\nUnit decode (True). Class name, target unit and number:\n- Name: dog\n</Task>\n",
      63,
      3,
      1,
      '"- Name: … Unit: … Num: …"',
    ],
    ["<Task>\nUnit decode (False).\n</Task>x", 35, 3, 8, "a line break behind </Task>"],
    ["<Phrase>dog", 11, 1, 12, "</Phrase>"],
  ])("throws with position and expectation (%#)", (text, position, line, column, expected) => {
    const error = (() => {
      try {
        parseAnswer(text);
      } catch (thrown) {
        return thrown as TrpSyntaxError;
      }
    })();
    expect(error).toMatchObject({ name: "TrpSyntaxError", position, line, column, expected });
    expect(error!.message).toContain(`line ${line}, column ${column}`);
  });

  it.each<[string, ProblemKind, RegExp]>([
    ["a <REF>", "orphan-ref", /in the parentheses of a triplet/],
    [`<Phrase>dog</Phrase>(${unit}<REF>[0])`, "missing-index", /not .* or <REF>\[0\]/],
    [`<Phrase>dog</Phrase>(${unit}[1]<REF>)`, "wrong-index", /counts its instances from 0/],
    [`<Phrase>dog</Phrase>(${unit}[0]<REF>, ${unit}[0]<REF>)`, "repeated-unit", /brings other units/],
    ["<Phrase>dog</Phrase>(<Unit>box, box</Unit>[0]<REF>)", "repeated-unit", /brings other units/],
    [`<Phrase>dog</Phrase> (${unit}[0]<REF>)`, "unit-without-phrase", /at once, without a space/],
    [`<Phrase>dog</Phrase>(${unit}[0]<REF>`, "unclosed", /stops too early/],
    ["<Task>\r\nUnit decode (False).\r\n</Task>\r\n", "broken-plan", /not \\r\\n/],
  ])("says how to put it right (%#)", (text, kind, hint) => {
    expect(() => parseAnswer(text)).toThrow(expect.objectContaining({ kind, hint: expect.stringMatching(hint) }));
  });
});
