// Link-context learning (paper appendix A): the same conversation with its units under words that only the prompt explains.
import { findUnit, groups, type Node, type TaskCommand } from "@refvlm/trp";
import type { Random } from "../random.js";
import type { Sample, SampleTurn } from "../sample/sample.js";

/** Settings of the augmentation. */
export interface LinkContextOptions {
  /** Share of conversations in which earlier turns show how a new unit is answered. Default 0.5. */
  fewShotRate?: number;
  /** Most such turns. Default 2. */
  shots?: number;
}

/** New word of each unit that is renamed. */
export type UnitWords = ReadonlyMap<string, string>;

const rareWords = ["region", "landmark", "trace", "outline", "patch", "contour", "marker", "zone", "spot", "extent"];
const onsets = ["b", "d", "f", "g", "k", "l", "m", "n", "p", "r", "s", "t", "v", "z", "br", "kl", "pr", "st", "tr"];
const vowels = ["a", "e", "i", "o", "u"];
const codas = ["", "", "l", "m", "n", "r", "s"];

/** Share of new words that are made up; the others are rare words of the language. */
const MADE_UP = 0.7;

/**
 * The sample with each of its units under a new word, told by the command of every turn that uses it. Targets stay as
 * they are. Of turns that were independent, some may become a conversation about one unit: the first ones show the
 * last how its word is answered. A sample without units comes back as it is.
 */
export function withNewUnits(
  sample: Sample,
  random: Random,
  { fewShotRate = 0.5, shots = 2 }: LinkContextOptions = {},
): Sample {
  const units = [...new Set(sample.turns.flatMap(unitsOf))];
  if (units.length === 0) return sample;
  const words = inventWords(units, random);
  const turns = sample.turns.map((turn) => renameUnits(turn, words));
  if (!sample.independent || !random.chance(fewShotRate)) return { ...sample, turns };
  const shown = words.get(random.pick(units))!;
  return {
    ...sample,
    turns: joined(turns.filter(({ command }) => command?.units.includes(shown)).slice(0, shots + 1)),
    independent: false,
  };
}

/** Turns as one conversation: its picture is the first user message's. */
function joined(turns: readonly SampleTurn[]): SampleTurn[] {
  return turns.map((turn, i) => (i === 0 ? turn : { ...turn, user: turn.user.filter(({ type }) => type !== "image") }));
}

/** The turn with units renamed in plan, body and command, and the new words told; a turn without them as it is. */
export function renameUnits(turn: SampleTurn, words: UnitWords): SampleTurn {
  const renamed = unitsOf(turn).filter((unit) => words.has(unit));
  if (renamed.length === 0) return turn;
  const rename = (units: readonly string[]) => units.map((unit) => words.get(unit) ?? unit);
  const { plan, body } = turn.answer;
  const command = turn.command ?? commandOf(turn);
  return {
    ...turn,
    answer: {
      plan: plan && { ...plan, lines: plan.lines.map((line) => ({ ...line, units: rename(line.units) })) },
      body: renameNodes(body, rename),
    },
    command: {
      ...command,
      units: rename(command.units),
      newUnits: { ...command.newUnits, ...Object.fromEntries(renamed.map((unit) => [words.get(unit)!, unit])) },
    },
  };
}

/** A different word for each unit; none of them is a unit of the language. */
export function inventWords(units: readonly string[], random: Random): UnitWords {
  const words = new Map<string, string>();
  for (const unit of units) {
    let word = inventWord(random);
    while (findUnit(word) || [...words.values()].includes(word)) word = inventWord(random);
    words.set(unit, word);
  }
  return words;
}

/** A rare word, or two or three syllables that can be spoken, e.g. "klotan". */
function inventWord(random: Random): string {
  if (!random.chance(MADE_UP)) return random.pick(rareWords);
  const syllables = Array.from({ length: 2 + random.below(2) }, () => random.pick(onsets) + random.pick(vowels));
  return syllables.join("") + random.pick(codas);
}

/** Units of the language that the turn asks for or answers with, each once. */
function unitsOf({ answer, command }: SampleTurn): string[] {
  const answered = groups(answer.body).flatMap(({ group }) => group.units);
  return [...new Set([...answered, ...(command?.units ?? [])])].filter((unit) => findUnit(unit));
}

/** What a turn without a command asks for, read from its answer. */
function commandOf(turn: SampleTurn): TaskCommand {
  const words = turn.answer.body.some((node) => node.kind === "text" && /\p{L}/u.test(node.text));
  return {
    task: turn.task,
    elements: ["phrase", ...(words ? (["sentence"] as const) : []), "unit"],
    units: unitsOf(turn),
  };
}

function renameNodes(nodes: readonly Node[], rename: (units: readonly string[]) => string[]): Node[] {
  return nodes.map((node) => {
    if (node.kind === "text") return node;
    const phrase = node.kind === "phrase" ? node : node.phrase;
    const renamed = { ...phrase, children: renameNodes(phrase.children, rename) };
    if (node.kind === "phrase") return renamed;
    return { ...node, phrase: renamed, groups: node.groups.map((group) => ({ ...group, units: rename(group.units) })) };
  });
}
