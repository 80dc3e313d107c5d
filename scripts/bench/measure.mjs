// What all measurements share: sides that take turns, rows of paired numbers, and the files that they measure.
import { median, Side } from "./side.mjs";

export const recipe = "packages/refvlm/recipes/nano.yaml";
export const shipped = "packages/refvlm/assets/nano";

/** Runs `measure` with sides for the scripts given, and ends them whatever happens. */
export async function withSides(scripts, options, measure) {
  const sides = scripts.filter(Boolean).map(([script, ...args]) => new Side(script, args, options));
  try {
    return await measure(sides);
  } finally {
    for (const side of sides) side.close();
  }
}

/** A row from rounds of paired numbers; with `lower` less is better. The ratio is the median of the rounds' ratios. */
export function row(name, unit, rounds, lower = false) {
  const [ours, peers] = [0, 1].map((side) =>
    rounds[0].length > side ? median(rounds.map((pair) => pair[side])) : null,
  );
  const ratios = rounds.map(([a, b]) => (lower ? b / a : a / b));
  return { name, unit, ours, peers, ratio: peers === null ? null : median(ratios) };
}

/** A script of ours and its peer, where there is a Python to run it. */
export const pairOf = (script, peer, args, { python }) => [[script, ...args], python && [peer, ...args]];

/** Two cores share memory and clock: what two runs that have nothing to do with each other reach is the most that sharing work can. */
export function allowedByMachine(together, alone) {
  const sum = together.reduce((a, b) => a + b, 0);
  return `two that share nothing, at once: ${number(sum)} /s together, ${number(sum / median(alone))} times one: what memory and clock leave`;
}

/** A number as tables print it. */
export const number = (value) => {
  if (value === null) return "-";
  return Math.abs(value) >= 100 ? value.toFixed(0) : value.toFixed(Math.abs(value) >= 10 ? 1 : 2);
};
