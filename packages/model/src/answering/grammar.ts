// The grammar that a model's answers are held to: plans of units that have a decoder, lengths that fit the model.
import { AnswerAutomaton } from "@refvlm/trp";
import type { RefVlmNetwork } from "../network.js";
import type { TokenizerCodec } from "../tokenizer/codec.js";

const made = new WeakMap<RefVlmNetwork, { codec: TokenizerCodec; automaton: AnswerAutomaton }>();

/**
 * The token automaton of a model, made on first use and kept. Under it every answer parses, its counts agree with its
 * plan, and its units are those the network decodes (DESIGN section 3).
 */
export function answerAutomaton({
  network,
  codec,
}: {
  network: RefVlmNetwork;
  codec: TokenizerCodec;
}): AnswerAutomaton {
  const known = made.get(network);
  if (known?.codec === codec) return known.automaton;
  const automaton = new AnswerAutomaton({
    codec,
    vocabSize: codec.size,
    units: [...network.visualDecoders.units.keys()],
    distinctNames: true,
    limits: { lines: 24, instances: 64, nameTokens: 24, textTokens: 192 },
  });
  made.set(network, { codec, automaton });
  return automaton;
}
