// The automaton's second half: the body, which the plan binds.

import { lineName } from "../plan.js";
import { WORDING } from "../segments.js";
import { SPECIAL } from "../special-tokens.js";
import type { Grammar, PlannedLine } from "./grammar.js";
import { type Allowed, choice, done, forced, type Option, refuse, type TokenState } from "./states.js";
import { isFinished } from "./text-tokens.js";
import { including } from "./token-set.js";

export interface BodyContext {
  grammar: Grammar;
  phrase: number;
  phraseEnd: number;
}

/** An open phrase: its words so far as bytes, and whether anything stands in it. */
interface OpenPhrase {
  words: string;
  empty: boolean;
}

interface BodyVariables {
  /** Lines of the plan still to be written, in order. */
  lines: readonly PlannedLine[];
  /** Innermost last. */
  open: readonly OpenPhrase[];
  /** Of the text being written, as `TextTokens` has it. */
  tail: string;
  budget: number;
  empty: boolean;
}

/** The body of an answer with this plan. */
export function startBody(context: BodyContext, lines: readonly PlannedLine[]): TokenState {
  const budget = context.grammar.limits.textTokens;
  return enter(context, { lines, open: [], tail: "", budget, empty: true });
}

function enter(context: BodyContext, variables: BodyVariables): TokenState {
  const inEmptyPhrase = variables.open.at(-1)?.empty ?? false;
  if (variables.budget <= 0 && !inEmptyPhrase && isFinished(variables.tail)) return finish(context, variables);
  return new BodyState(context, variables);
}

/** Words, phrases, and the end where the plan is kept. */
class BodyState implements TokenState {
  readonly done = false;

  constructor(
    private readonly context: BodyContext,
    private readonly variables: BodyVariables,
  ) {}

  allowed(): Allowed {
    const { grammar, phrase, phraseEnd } = this.context;
    const also: number[] = [];
    if (this.mayOpen()) also.push(phrase);
    if (this.mayClose()) also.push(phraseEnd);
    if (this.mayEnd()) also.push(grammar.codec.eosId);
    return including(grammar.text.after(this.variables.tail), also);
  }

  advance(id: number): TokenState {
    const { context, variables } = this;
    const { grammar } = context;
    if (id === context.phrase && this.mayOpen()) return openPhrase(context, variables);
    if (id === context.phraseEnd && this.mayClose()) return closedPhrase(context, variables);
    if (id === grammar.codec.eosId && this.mayEnd()) return done;
    const tail = grammar.text.follow(variables.tail, id);
    if (tail === null) refuse(id);
    return enter(context, {
      ...variables,
      tail,
      open: withWords(variables.open, grammar.text.bytesOf(id)),
      budget: variables.budget - 1,
      empty: false,
    });
  }

  private mayOpen(): boolean {
    const { open, budget, tail } = this.variables;
    return isFinished(tail) && budget > 1 && open.length < this.context.grammar.limits.depth;
  }

  private mayClose(): boolean {
    const { open, tail } = this.variables;
    return isFinished(tail) && open.length > 0 && !open.at(-1)!.empty;
  }

  private mayEnd(): boolean {
    const { open, lines, tail } = this.variables;
    return isFinished(tail) && open.length === 0 && lines.length === 0;
  }
}

/** The open phrases with more words in the innermost. */
function withWords(open: readonly OpenPhrase[], words: string): readonly OpenPhrase[] {
  return open.length === 0 ? open : [...open.slice(0, -1), { words: open.at(-1)!.words + words, empty: false }];
}

function openPhrase(context: BodyContext, before: BodyVariables): TokenState {
  const variables = { ...before, tail: "", budget: before.budget - 1, empty: false };
  const open = [...variables.open, { words: "", empty: true }];
  if (!nextNameIsCertain(context.grammar, variables.lines)) return enter(context, { ...variables, open });
  const [line] = variables.lines;
  const named = [...open.slice(0, -1), { words: line.name, empty: false }];
  return forced([...line.nameIds, context.phraseEnd], () => closedPhrase(context, { ...variables, open: named }));
}

/** The next phrase can only be the next line's, unless that one may stand inside another planned phrase. */
function nextNameIsCertain({ bareConcepts }: Grammar, [next, ...later]: readonly PlannedLine[]): boolean {
  return (
    next !== undefined &&
    !bareConcepts &&
    !later.some((line) => line.name !== next.name && line.name.includes(next.name))
  );
}

/** Behind `</Phrase>`: the next line's phrase gets its units, any other is a bare concept. */
function closedPhrase(context: BodyContext, variables: BodyVariables): TokenState {
  const { after, line } = withoutInnermost(variables);
  return line ? tripletState(context.grammar, line, () => enter(context, after)) : enter(context, after);
}

function withoutInnermost(variables: BodyVariables): { after: BodyVariables; line: PlannedLine | undefined } {
  const { words } = variables.open.at(-1)!;
  const open = withWords(variables.open.slice(0, -1), words);
  const [next, ...rest] = variables.lines;
  const line = next && lineName(words) === next.name ? next : undefined;
  return { after: { ...variables, open, tail: "", lines: line ? rest : variables.lines }, line };
}

/** Everything in the parentheses: fixed for one unit, with a choice of groups for several. */
function tripletState(grammar: Grammar, line: PlannedLine, next: () => TokenState): TokenState {
  if (line.units.length === 1) return forced(tripletIds(grammar, line), next);
  return forced(grammar.ids(WORDING.open), () => groupState(grammar, line, line.units, 0, next));
}

function tripletIds(grammar: Grammar, { units, count }: PlannedLine): number[] {
  return [
    ...grammar.ids(WORDING.open),
    grammar.special(SPECIAL.unit),
    ...unitIds(grammar, units),
    grammar.special(SPECIAL.unitEnd),
    ...refIds(grammar, 0, count),
    ...grammar.ids(WORDING.close),
  ];
}

function unitIds(grammar: Grammar, units: readonly string[]): number[] {
  return units.flatMap((unit, i) => [...(i > 0 ? grammar.ids(WORDING.comma) : []), ...grammar.ids(unit)]);
}

function refIds(grammar: Grammar, from: number, to: number): number[] {
  const ref = grammar.special(SPECIAL.ref);
  return Array.from({ length: to - from }, (_, i) => [...grammar.ids(WORDING.index(from + i)), ref]).flat();
}

/** A group with one or more of the line's units; what it leaves over goes to further groups. */
function groupState(
  grammar: Grammar,
  line: PlannedLine,
  units: readonly string[],
  from: number,
  next: () => TokenState,
): TokenState {
  const options: Option[] = [];
  for (let n = 1; n <= units.length; n++) {
    if (n < units.length && line.count - from < 2) continue;
    options.push({
      ids: [...unitIds(grammar, units.slice(0, n)), grammar.special(SPECIAL.unitEnd)],
      next: () => refsState(grammar, line, units.slice(n), from, next),
    });
  }
  return forced([grammar.special(SPECIAL.unit)], () => choice(options));
}

/** At least one reference; all that are left where no unit is left, else as many as leave one for the others. */
function refsState(
  grammar: Grammar,
  line: PlannedLine,
  units: readonly string[],
  from: number,
  next: () => TokenState,
): TokenState {
  if (units.length === 0) {
    return forced([...refIds(grammar, from, line.count), ...grammar.ids(WORDING.close)], next);
  }
  return forced(refIds(grammar, from, from + 1), () => moreRefs(grammar, line, units, from + 1, next));
}

function moreRefs(
  grammar: Grammar,
  line: PlannedLine,
  units: readonly string[],
  from: number,
  next: () => TokenState,
): TokenState {
  const group: Option = { ids: grammar.ids(WORDING.comma), next: () => groupState(grammar, line, units, from, next) };
  if (line.count - from <= 1) return forced(group.ids, group.next);
  const another: Option = {
    ids: refIds(grammar, from, from + 1),
    next: () => moreRefs(grammar, line, units, from + 1, next),
  };
  return choice([another, group]);
}

/** The free part is over: closes what is open, writes the lines that are left, ends. */
function finish(context: BodyContext, before: BodyVariables): TokenState {
  const { grammar, phrase, phraseEnd } = context;
  let variables = before;
  const ids: number[] = [];
  while (variables.open.length > 0) {
    const { after, line } = withoutInnermost(variables);
    ids.push(phraseEnd, ...(line ? tripletIds(grammar, line) : []));
    variables = after;
  }
  for (const line of variables.lines) {
    if (!variables.empty) ids.push(...grammar.ids(WORDING.comma));
    ids.push(phrase, ...line.nameIds, phraseEnd, ...tripletIds(grammar, line));
  }
  return forced([...ids, grammar.codec.eosId], () => done);
}
