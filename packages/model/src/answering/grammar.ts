// The grammar that a model's answers are held to: plans of units that have a decoder, lengths that fit the model.
import { findUnit, type NewUnits, type TaskCommand, type Unit } from "@refvlm/trp";
import { AnswerAutomaton } from "@refvlm/trp/automaton";
import type { RefVlmNetwork } from "../network.js";
import type { TokenizerCodec } from "../tokenizer/codec.js";
import { LONGEST_ANSWER } from "./question.js";
import { isInWords } from "./untaught.js";

/** How many automata a model keeps: one for its own units, and those of new units used last. */
const KEPT = 8;

interface Automata {
  codec: TokenizerCodec;
  /** By new units, and one of words alone; the one used last comes last. */
  byNewUnits: Map<string, AnswerAutomaton>;
}

const made = new WeakMap<RefVlmNetwork, Automata>();

/**
 * The token automaton of a model, made on first use and kept. Under it every answer parses, its counts agree with its
 * plan where the model plans, and its units are those the network decodes, and new ones of the prompt (DESIGN section 3).
 * @param command of the question: an untaught network answers in words to one that asks for no units
 */
export function answerAutomaton(
  { network, codec }: { network: RefVlmNetwork; codec: TokenizerCodec },
  newUnits: NewUnits = {},
  command?: TaskCommand,
): AnswerAutomaton {
  let automata = made.get(network);
  if (automata?.codec !== codec) made.set(network, (automata = { codec, byNewUnits: new Map() }));
  const { byNewUnits } = automata;
  const inWords = isInWords(network.config, command);
  const key = inWords ? "words" : JSON.stringify(newUnits);
  const make = () => (inWords ? wordsAutomaton(codec) : makeAutomaton(network, codec, newUnits));
  const automaton = byNewUnits.get(key) ?? make();
  byNewUnits.delete(key);
  byNewUnits.set(key, automaton);
  if (byNewUnits.size > KEPT) byNewUnits.delete(byNewUnits.keys().next().value!);
  return automaton;
}

/** The units that a network decodes, as the language takes them; one that is not of the language may occur many times. */
export function loadedUnits(network: RefVlmNetwork): Unit[] {
  return network.visualDecoders.units.keys().map((name) => findUnit(name) ?? { name, plurality: "many" });
}

function makeAutomaton(network: RefVlmNetwork, codec: TokenizerCodec, newUnits: NewUnits): AnswerAutomaton {
  return new AnswerAutomaton({
    codec,
    vocabSize: codec.size,
    units: loadedUnits(network),
    newUnits,
    plan: network.config.plan,
    // The picture's evidence says which names there are; without it one name would be listed again and again.
    distinctNames: network.evidence === null,
    limits: { lines: 24, instances: 64, nameTokens: 24, textTokens: 192 },
  });
}

/** Words up to the end token, as networks answer that know nothing of markers. */
function wordsAutomaton(codec: TokenizerCodec): AnswerAutomaton {
  return new AnswerAutomaton({
    codec,
    vocabSize: codec.size,
    units: [],
    plan: false,
    limits: { textTokens: LONGEST_ANSWER },
  });
}
