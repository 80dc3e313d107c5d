// Random answers for property tests, always in the normal form that the parser gives.
import fc from "fast-check";
import { type Answer, type Group, type Node, normalizeBody, planOf } from "../src/index.js";

const MARKER = /<(\/?(Task|Phrase|Unit)|REF)>/;

/** Words with the characters that the grammar itself uses, but no whole marker. */
export const words = fc
  .array(
    fc.constantFrom(
      "a",
      "dog",
      " ",
      "(",
      ")",
      "[0]",
      "[",
      "<",
      ">",
      "</",
      "<RE",
      "F>",
      "\n",
      ", ",
      "- Name: ",
      " Unit: ",
      " Num: ",
      "é",
      "🐕",
      "Phrase>",
      "[VPT]",
      "<image>",
      ".",
    ),
    { minLength: 1, maxLength: 6 },
  )
  .map((parts) => parts.join(""))
  .filter((text) => !MARKER.test(text));

/** Up to three groups: the first names the instances, the others take up some of them in other units. */
export function tripletGroups(units: readonly string[]): fc.Arbitrary<Group[]> {
  const names = fc.shuffledSubarray([...units], { minLength: 1 });
  return fc
    .tuple(names, fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 12 }))
    .chain(([names, rows, count]) => {
      const instances = Array.from({ length: count }, (_, i) => i);
      const size = Math.ceil(names.length / rows);
      const groups = Array.from({ length: Math.ceil(names.length / size) }, (_, i) =>
        fc.record({
          units: fc.constant(names.slice(i * size, (i + 1) * size)),
          instances: i === 0 ? fc.constant(instances) : fc.subarray(instances, { minLength: 1 }),
        }),
      );
      return fc.tuple(...groups);
    });
}

const units = ["box", "mask", "keypoint", "depth", "point", "new-unit"];

const tree = fc.letrec<{ node: Node; children: Node[] }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 3, depthSize: "small" },
    { weight: 2, arbitrary: words.map((text): Node => ({ kind: "text", text })) },
    { weight: 1, arbitrary: tie("children").map((children): Node => ({ kind: "phrase", children })) },
    {
      weight: 2,
      arbitrary: fc
        .tuple(tie("children"), tripletGroups(units))
        .map(([children, groups]): Node => ({ kind: "triplet", phrase: { kind: "phrase", children }, groups })),
    },
  ),
  children: fc.array(tie("node"), { minLength: 1, maxLength: 3 }),
}));

/** Bodies, nested up to three phrases deep. */
export const bodies: fc.Arbitrary<Node[]> = fc
  .array(tree.node, { maxLength: 4 })
  .map(normalizeBody)
  .filter((body) => !MARKER.test(JSON.stringify(body)));

const names = words.filter((name) => !/[\r\n]/.test(name));

const foreignPlans = fc
  .array(
    fc.record({
      name: names,
      units: fc.subarray(units, { minLength: 1, maxLength: 3 }),
      count: fc.integer({ min: 1, max: 100 }),
    }),
    { maxLength: 3 },
  )
  .map((lines) => ({ decode: lines.length > 0, lines }));

/** Answers without a plan, with their own plan, and with a plan that has nothing to do with the body. */
export const answers: fc.Arbitrary<Answer> = fc.oneof(
  bodies.map((body) => ({ plan: null, body })),
  bodies.map((body) => ({ plan: planOf(body), body })),
  fc.record({ plan: foreignPlans, body: bodies }),
);

/** A deep copy without source ranges. */
export function withoutRanges<T>(value: T): T {
  return JSON.parse(JSON.stringify(value, (key, each) => (key === "range" ? undefined : each)));
}
