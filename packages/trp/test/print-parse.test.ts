// Printer and parser are inverse of each other.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Group, type Node, parseAnswer, printAnswer, triplet } from "../src/index.js";
import { answers, withoutRanges } from "./trees.js";

/** Phrases around the innermost node. */
function depth(node: Node): number {
  if (node.kind === "text") return 0;
  return 1 + Math.max(...(node.kind === "phrase" ? node : node.phrase).children.map(depth));
}

describe("random trees", () => {
  const sample = fc.sample(answers, { numRuns: 2_000, seed: 1 });
  const nodes = sample.flatMap(({ body }) => body);
  const groups = nodes.flatMap((node) => (node.kind === "triplet" ? [node.groups] : []));

  it.each<[string, boolean[]]>([
    ["nested phrases", nodes.map((node) => depth(node) >= 3)],
    ["several groups", groups.map(({ length }) => length > 1)],
    ["instances taken up again", groups.map(([, later]) => (later?.instances[0] ?? 0) > 0)],
    ["composite units", groups.flat().map(({ units }) => units.length > 1)],
    ["answers without a plan", sample.map(({ plan }) => plan === null)],
    ["plans of several lines", sample.map(({ plan }) => (plan?.lines.length ?? 0) > 1)],
    [
      "plan names that look like the plan's own wording",
      sample.map(({ plan }) => / (Unit|Num): .* Unit: /.test(JSON.stringify(plan))),
    ],
    [
      "words that look like the grammar's own",
      nodes.map((node) => node.kind === "text" && /^\(|\[0\]|<RE/.test(node.text)),
    ],
  ])("hold enough %s", (_, found) => {
    expect(found.filter(Boolean).length).toBeGreaterThan(50);
  });
});

const two = (later: Group) => triplet("a", { units: ["box"], instances: [0, 1] }, later);

describe("printer and parser", () => {
  it("are inverse on 10,000 random trees", () => {
    fc.assert(
      fc.property(answers, (answer) => {
        expect(withoutRanges(parseAnswer(printAnswer(answer)).answer)).toEqual(answer);
      }),
      { numRuns: 10_000 },
    );
  });

  it("give ranges that cut out what each node printed", () => {
    fc.assert(
      fc.property(answers, (answer) => {
        const printed = printAnswer(answer);
        for (const node of parseAnswer(printed).answer.body) {
          expect(printed.slice(...node.range!)).toBe(printAnswer({ plan: null, body: [withoutRanges(node)] }));
        }
      }),
      { numRuns: 1_000 },
    );
  });

  it("writes the grammar's own example", () => {
    const body = [
      triplet("dog", { units: ["box"], instances: [0, 1] }, { units: ["mask", "keypoint"], instances: [1] }),
    ];
    expect(
      printAnswer({
        plan: { decode: true, lines: [{ name: "dog", units: ["box", "mask", "keypoint"], count: 2 }] },
        body,
      }),
    ).toBe(
      "<Task>\nUnit decode (True). Class name, target unit and number:\n- Name: dog Unit: box, mask, keypoint Num: 2\n</Task>\n" +
        "<Phrase>dog</Phrase>(<Unit>box</Unit>[0]<REF>[1]<REF>, <Unit>mask, keypoint</Unit>[1]<REF>)",
    );
  });

  it.each([
    [{ plan: null, body: [{ kind: "text" as const, text: "a <REF>" }] }, "marker <REF>"],
    [{ plan: null, body: [triplet("", { units: ["box"], instances: [0] })] }, "words"],
    [{ plan: null, body: [triplet("a", { units: ["b x"], instances: [0] })] }, "one word"],
    [{ plan: null, body: [triplet("a", { units: ["box"], instances: [] })] }, "a group without references"],
    [{ plan: null, body: [triplet("a", { units: ["box"], instances: [1] })] }, "numbers its instances from 0, not [1]"],
    [{ plan: null, body: [two({ units: ["mask"], instances: [2] })] }, "takes up instances below 2"],
    [{ plan: null, body: [two({ units: ["mask"], instances: [1, 0] })] }, "ascending, not [1, 0]"],
    [{ plan: null, body: [two({ units: ["mask", "box"], instances: [1] })] }, "the unit box in two groups"],
    [{ plan: { decode: true, lines: [{ name: "a", units: ["box"], count: 0 }] }, body: [] }, "whole number"],
    [{ plan: { decode: true, lines: [{ name: "a\nb", units: ["box"], count: 1 }] }, body: [] }, "one line"],
    [{ plan: { decode: true, lines: [] }, body: [] }, "0 lines"],
  ])("refuses to print what has no text (%#)", (answer, message) => {
    expect(() => printAnswer(answer)).toThrow(message);
  });
});
