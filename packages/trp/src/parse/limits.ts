// How much the streaming parser may hold: with these limits its memory does not grow with the text.
import { TrpError } from "../errors.js";

/** Whole numbers from 1. */
export interface StreamLimits {
  /** Characters of a phrase's words, those of phrases inside it included. */
  phrase: number;
  /** Phrases inside each other. */
  depth: number;
  /** Characters between `<Task>` and `</Task>`. */
  plan: number;
  /** Different units of one triplet. */
  units: number;
  /** Problems that are listed; further ones are only counted. */
  problems: number;
}

export const defaultStreamLimits: Readonly<StreamLimits> = {
  phrase: 65_536,
  depth: 64,
  plan: 262_144,
  units: 64,
  problems: 1_000,
};

/**
 * The given limits, and the defaults for the others.
 * @throws TrpError when one is no whole number from 1
 */
export function streamLimits(given: Partial<StreamLimits> = {}): StreamLimits {
  const limits = { ...defaultStreamLimits, ...given };
  for (const [name, value] of Object.entries(limits)) {
    if (!Number.isSafeInteger(value) || value < 1)
      throw new TrpError(`the limit "${name}" is ${value}; it must be a whole number from 1`);
  }
  return limits;
}
