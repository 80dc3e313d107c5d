// Denied names: what a sentence says not to be there is what the question says, and nothing that the answer has told of.
import { tensor } from "@refvlm/torch";
import { says } from "./name-trie.js";
import type { PictureChoice } from "./packed-evidence.js";
import type { ScoreBonus } from "./score-bonus.js";

/** What a name that the question says is worth where something is denied. */
const SAID = 8;
/** The same of a name that the answer has told of: none contradicts itself. */
const TOLD = -1e4;

/** @param numbersOf numbers of the listed names among some */
export function deniedNames(
  choices: readonly PictureChoice[],
  numbersOf: (names: readonly string[]) => readonly number[],
  device: string,
): ScoreBonus | null {
  const steps = choices.flatMap(({ place, said }, row) => {
    if (place.writes !== "denied") return [];
    const told = new Set([...place.told, ...numbersOf(place.written)]);
    return [...place.node.next].flatMap(([token, step]) => {
      if (says(step, told)) return [{ row, token, worth: TOLD }];
      return step.node && step.names.some((name) => said.has(name)) ? [{ row, token, worth: SAID }] : [];
    });
  });
  if (steps.length === 0) return null;
  const worths = Float32Array.from(steps, ({ worth }) => worth);
  return {
    rows: steps.map(({ row }) => row),
    tokens: steps.map(({ token }) => token),
    values: tensor(worths, { device }),
  };
}
