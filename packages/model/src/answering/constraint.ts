// The grammar that answers are generated under: every answer parses, keeps its plan and names only units with a decoder.
import { AnswerAutomaton } from "@refvlm/trp";
import type { TokenConstraint } from "../generate/constraint.js";
import type { AskableModel } from "./session.js";

/** Building an automaton reads the whole vocabulary; each model needs one. */
const automata = new WeakMap<AskableModel["codec"], Map<string, AnswerAutomaton>>();

/** A fresh constraint for one answer of this model. */
export function answerConstraint({ network, codec }: AskableModel): TokenConstraint {
  const units = [...network.visualDecoders.units.keys()];
  const vocabSize = Math.min(codec.size, network.config.languageModel.vocabSize);
  const key = [vocabSize, ...units].join(" ");
  const known = automata.get(codec) ?? new Map<string, AnswerAutomaton>();
  automata.set(codec, known);
  const automaton = known.get(key) ?? new AnswerAutomaton({ codec, vocabSize, units });
  known.set(key, automaton);
  return automaton.follow();
}
