// Answers as an automaton lets them be written, and bodies as training teaches them.
import fc from "fast-check";
import { expect } from "vitest";
import { AnswerAutomaton, type AutomatonOptions, tokenIds } from "../src/automaton/index.js";
import {
  type Answer,
  bodyText,
  encodeConversation,
  findUnit,
  lineName,
  type Node,
  normalizeBody,
  phrase,
  plainTemplate,
  planOf,
  triplet,
  type Unit,
} from "../src/index.js";
import { toyCodec, toyVocabSize } from "./toy-codec.js";
import { tripletGroups, words } from "./trees.js";

export const loaded = (...names: string[]): Unit[] =>
  names.map((name) => findUnit(name) ?? { name, plurality: "many" });
export const automaton = (options: Partial<AutomatonOptions> = {}) =>
  new AnswerAutomaton({ codec: toyCodec, vocabSize: toyVocabSize, units: loaded("box", "mask", "depth"), ...options });

/** Writes an answer; `choose` picks among the allowed ids. Returns ids without the end token, and the free choices. */
export function write(
  of: AnswerAutomaton,
  choose: (ids: number[], step: number) => number,
  room?: number,
): { ids: number[]; chosen: number } {
  const ids: number[] = [];
  let chosen = 0;
  for (let state = of.start(room); !state.done; ) {
    const allowed = state.allowed();
    const next = "forced" in allowed ? allowed.forced : [choose(tokenIds(allowed), chosen++)];
    if (next.length === 0) throw new Error("nothing may come next");
    for (const id of next) {
      state = state.advance(id);
      ids.push(id);
    }
  }
  expect(ids.pop()).toBe(toyCodec.eosId);
  return { ids, chosen };
}

/** A cheap repeatable source of numbers below 1. */
export function source(seed: number): () => number {
  let state = seed >>> 0;
  return () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32;
}

/** Whether an answer with these bodies' plan and ids is written under an automaton. */
export function accepts(of: AnswerAutomaton, body: Node[], plan = planOf(body)): boolean {
  let state = of.start();
  for (const id of answerIds(body, plan)) {
    const allowed = state.allowed();
    if (!("forced" in allowed ? allowed.forced[0] === id : tokenIds(allowed).includes(id))) return false;
    state = state.advance(id);
  }
  return state.done;
}

export const one = (name: string | Node[], unit = "box") => triplet(name, { units: [unit], instances: [0] });
export const said = (words: string): Node => ({ kind: "text", text: words });

/** Random bodies as data sets have them: every phrase named differently. */
export function teachable(): fc.Arbitrary<Node[]> {
  const name = words.filter((text) => !text.includes(" Unit"));
  const node: fc.Memo<Node> = fc.memo((depth) => {
    const text = words.map((each): Node => ({ kind: "text", text: each }));
    if (depth <= 1) return text;
    const children = fc.tuple(name, fc.array(node(depth - 1), { maxLength: 2 }));
    const inside = children.map(([first, rest]): Node[] => [{ kind: "text", text: first }, ...rest]);
    const grounded = fc
      .tuple(inside, tripletGroups(["box", "mask", "keypoint", "point", "new-unit"]))
      .map(([nodes, each]): Node => triplet(nodes, ...each));
    return fc.oneof(
      text,
      grounded,
      inside.map((nodes) => phrase(nodes)),
    );
  });
  return fc
    .array(node(3), { maxLength: 3 })
    .map(normalizeBody)
    .filter((body) => {
      const names = phraseNames(body);
      const markers = /<(\/?(Task|Phrase|Unit)|REF)>/.test(JSON.stringify(body));
      return new Set(names).size === names.length && !markers && !names.some((each) => each.includes(" Unit"));
    });
}

/** Most phrases inside each other. */
export function depthOf(body: Node[]): number {
  return Math.max(0, ...body.map((node) => (node.kind === "triplet" ? 1 + depthOf(node.phrase.children) : 0)));
}

/** Ids of an answer as training has them, its end token included. */
export function answerIds(body: Node[], plan = planOf(body)): number[] {
  const idsOf = (answer: Answer) => {
    const turn = { user: [{ type: "text" as const, text: "what?" }], answer };
    const { ids, answerStart } = encodeConversation([turn], toyCodec, plainTemplate).turns[0];
    return ids.slice(answerStart);
  };
  const behindPlan = idsOf({ plan: null, body });
  const planned = plan.lines.map(({ name, units, count }) =>
    triplet(name, { units, instances: Array.from({ length: count }, (_, i) => i) }),
  );
  const whole = idsOf({ plan, body: planned });
  return [...whole.slice(0, whole.length - idsOf({ plan: null, body: planned }).length), ...behindPlan];
}

export function phraseNames(body: Node[]): string[] {
  return body.flatMap((node) => {
    if (node.kind === "text") return [];
    const { children } = node.kind === "phrase" ? node : node.phrase;
    return [lineName(bodyText(children)), ...phraseNames(children)];
  });
}
