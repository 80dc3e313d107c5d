// An answer as a row of segments: what printing writes, encoding encodes and constrained decoding forces.
import { type Answer, type Group, type Node, type Plan, phraseText } from "./ast.js";
import { ListFollower } from "./lists.js";
import { SPECIAL, type SpecialToken } from "./special-tokens.js";

/** Where a `<REF>` belongs. */
export interface RefPlace {
  /** The written index: which of the phrase's instances it means; a later group may take one up again. */
  index: number;
  /** Counts inside the group. */
  instance: number;
  /** Index of the group in the answer. */
  group: number;
  /** Index of the triplet in the answer, by the closing of their phrases: groups of one triplet share its instances. */
  triplet: number;
  /** Number of the list in the answer that the triplet stands in: those of one list have only commas and "and" between them. */
  list: number;
  units: string[];
  phrase: string;
}

/** Plain text that is tokenised by itself, or a structure marker. */
export type Segment = { text: string } | { special: SpecialToken; ref?: RefPlace };

/** The fixed texts of the grammar (DESIGN section 3). Each is always a segment of its own. */
export const WORDING = {
  noUnits: "\nUnit decode (False).\n",
  units: "\nUnit decode (True). Class name, target unit and number:\n",
  name: "- Name: ",
  unit: " Unit: ",
  num: " Num: ",
  lineEnd: "\n",
  planEnd: "\n",
  open: "(",
  close: ")",
  comma: ", ",
  index: (index: number) => `[${index}]`,
} as const;

/** The plan, from `<Task>` to the line break behind `</Task>`. */
export function planSegments(plan: Plan): Segment[] {
  const lines = plan.lines.flatMap((line) => [
    { text: WORDING.name },
    { text: line.name },
    { text: WORDING.unit },
    ...unitSegments(line.units),
    { text: WORDING.num },
    { text: String(line.count) },
    { text: WORDING.lineEnd },
  ]);
  return [
    { special: SPECIAL.task },
    { text: plan.decode ? WORDING.units : WORDING.noUnits },
    ...lines,
    { special: SPECIAL.taskEnd },
    { text: WORDING.planEnd },
  ];
}

/** Unit words with commas between them, each word and each comma a segment. */
export function unitSegments(units: readonly string[]): Segment[] {
  return units.flatMap((unit, i) => (i === 0 ? [{ text: unit }] : [{ text: WORDING.comma }, { text: unit }]));
}

/** A whole answer. Nothing is checked here: `printAnswer` and `encodeConversation` do. */
export function answerSegments(answer: Answer): Segment[] {
  let group = 0;
  let triplet = 0;
  const lists = new ListFollower();
  const groupSegments = ({ units, instances }: Group, phrase: string, list: number): Segment[] => {
    const refs = instances.map((index, instance): Segment[] => {
      const ref = { index, instance, group, triplet, list, units, phrase };
      return [{ text: WORDING.index(index) }, { special: SPECIAL.ref, ref }];
    });
    group += 1;
    return [{ special: SPECIAL.unit }, ...unitSegments(units), { special: SPECIAL.unitEnd }, ...refs.flat()];
  };
  const nodeSegments = (node: Node): Segment[] => {
    if (node.kind === "text") {
      lists.text(node.text);
      return [{ text: node.text }];
    }
    const phrase = node.kind === "phrase" ? node : node.phrase;
    lists.phraseOpen();
    const out: Segment[] = [
      { special: SPECIAL.phrase },
      ...phrase.children.flatMap(nodeSegments),
      { special: SPECIAL.phraseEnd },
    ];
    lists.phraseClose();
    if (node.kind === "phrase") return out;
    const list = lists.triplet();
    out.push({ text: WORDING.open });
    for (const [i, each] of node.groups.entries()) {
      if (i > 0) out.push({ text: WORDING.comma });
      out.push(...groupSegments(each, phraseText(phrase), list));
    }
    out.push({ text: WORDING.close });
    triplet += 1;
    return out;
  };
  return [...(answer.plan ? planSegments(answer.plan) : []), ...answer.body.flatMap(nodeSegments)];
}
