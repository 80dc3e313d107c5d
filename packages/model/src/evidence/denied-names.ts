// Denied names: what a sentence says not to be there is what the question says, and nothing that the answer has told of.
import { tensor } from "@refvlm/torch";
import { says } from "./name-trie.js";
import type { PictureChoice } from "./packed-evidence.js";
import type { PlanPlace } from "./plan-follower.js";
import type { ScoreBonus } from "./score-bonus.js";

/** Where a name is denied. */
export type DeniedPlace = Extract<PlanPlace, { writes: "denied" }>;

/** What a name that the question says is worth where something is denied. */
const SAID = 8;
/** The same of a name that means what the answer has told of: none contradicts itself. */
const TOLD = -1e4;

/** @param toldOf numbers of the names that mean what an answer has told of where it denies */
export function deniedNames(
  choices: readonly PictureChoice[],
  toldOf: (place: DeniedPlace) => ReadonlySet<number>,
  device: string,
): ScoreBonus | null {
  const steps = choices.flatMap(({ place, said }, row) => {
    if (place.writes !== "denied") return [];
    const told = toldOf(place);
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
