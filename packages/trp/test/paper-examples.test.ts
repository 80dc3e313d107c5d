// The examples that the paper prints (sections 3.1 and 3.2), in our grammar or mended from its typesetting.
import { describe, expect, it } from "vitest";
import { groups, parseAnswer, planOf, printAnswer, printPlan } from "../src/index.js";

describe("examples of the paper", () => {
  it("capybaras in figure 2(c), as typeset, say of an instance again that it has a box", () => {
    const text = "<Phrase>capybaras</Phrase>((<Unit> box</Unit>[0]<REF>[1]<REF>), <Unit>box </Unit>[1]<REF>).";
    const { answer, problems } = parseAnswer(text, { mode: "tolerant" });
    expect(printAnswer(answer)).toBe("<Phrase>capybaras</Phrase>(<Unit>box</Unit>[0]<REF>[1]<REF>).");
    expect(problems.map(({ kind }) => kind)).toContain("repeated-unit");
    const inOurGrammar = "<Phrase>capybaras</Phrase>(<Unit>box</Unit>[0]<REF>[1]<REF>, <Unit>box</Unit>[1]<REF>).";
    expect(() => parseAnswer(inOurGrammar)).toThrow(expect.objectContaining({ kind: "repeated-unit" }));
  });

  it("capybaras in figure 2(c), as meant: one of two is taken up again in another unit", () => {
    const text = "<Phrase>capybaras</Phrase>(<Unit>box</Unit>[0]<REF>[1]<REF>, <Unit>mask</Unit>[1]<REF>).";
    const { body } = parseAnswer(text).answer;
    expect(groups(body).map(({ group }) => group)).toMatchObject([
      { units: ["box"], instances: [0, 1] },
      { units: ["mask"], instances: [1] },
    ]);
    expect(planOf(body).lines).toEqual([{ name: "capybaras", units: ["box", "mask"], count: 2 }]);
  });

  it("nested phrases", () => {
    const text = "<Phrase><Phrase>dog</Phrase> in <Phrase>park</Phrase></Phrase>";
    expect(printAnswer(parseAnswer(text).answer)).toBe(text);
    const grounded =
      "<Phrase><Phrase>dog</Phrase>(<Unit>box</Unit>[0]<REF>) in <Phrase>park</Phrase>(<Unit>mask</Unit>[0]<REF>)</Phrase>(<Unit>box</Unit>[0]<REF>)";
    expect(planOf(parseAnswer(grounded).answer.body).lines.map(({ name, units }) => [name, units])).toEqual([
      ["dog", ["box"]],
      ["park", ["mask"]],
      ["dog in park", ["box"]],
    ]);
  });

  it("composite units", () => {
    const { body } = parseAnswer("<Phrase>person</Phrase>(<Unit>box, keypoint</Unit>[0]<REF>)").answer;
    expect(groups(body)[0].group).toMatchObject({ units: ["box", "keypoint"], instances: [0] });
  });

  it("detection with its plan", () => {
    const { body } = parseAnswer(
      "<Phrase>dog</Phrase>(<Unit>box</Unit>[0]<REF>[1]<REF>), <Phrase>cat</Phrase>(<Unit>box</Unit>[0]<REF>)",
    ).answer;
    expect(printPlan(planOf(body))).toBe(
      "<Task>\nUnit decode (True). Class name, target unit and number:\n" +
        "- Name: dog Unit: box Num: 2\n- Name: cat Unit: box Num: 1\n</Task>\n",
    );
  });

  it("an answer in words", () => {
    const text = "<Task>\nUnit decode (False).\n</Task>\nThe answer is dog.";
    const { answer, problems } = parseAnswer(text);
    expect(answer.plan).toMatchObject({ decode: false, lines: [] });
    expect(problems).toEqual([]);
    expect(printAnswer(answer)).toBe(text);
  });
});
