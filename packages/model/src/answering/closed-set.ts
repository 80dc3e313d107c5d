// Closed sets: the names and units that an answer is limited to, checked against the network that is asked.
import { TrpError } from "@refvlm/trp";
import type { AnswerAutomaton, ClosedSet } from "@refvlm/trp/automaton";
import type { RefVlmNetwork } from "../network.js";
import { RequestError } from "./errors.js";

/** @throws RequestError for names that no line of a plan can have, and for units that the network does not decode */
export function checkClosedSet(
  { config, visualDecoders }: RefVlmNetwork,
  automaton: AnswerAutomaton,
  { names, units = [] }: ClosedSet,
): void {
  if (names && !config.plan)
    throw new RequestError("only.names: this model writes no plan, so nothing holds its names to a closed set");
  const loaded = [...visualDecoders.units.keys()];
  const unknown = units.find((unit) => !loaded.includes(unit));
  if (unknown !== undefined)
    throw new RequestError(`only.units: this model has no "${unknown}"; it answers with ${loaded.join(", ")}`);
  try {
    automaton.start(undefined, undefined, { names });
  } catch (error) {
    if (error instanceof TrpError) throw new RequestError(`only.names: ${error.message}`, { cause: error });
    throw error;
  }
}
