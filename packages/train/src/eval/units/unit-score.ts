// The seam of scoring a visual unit: what a unit's file says of an answer beside the truth.
import type { UnitName, UnitValues } from "@refvlm/vision";
import type { Target } from "@refvlm/vt-instruct";

export interface UnitScore<K extends UnitName = UnitName> {
  readonly name: K;
  /** How alike an answer is to what is known of the true instance, 0..1. */
  similarity(value: UnitValues[K], truth: Target): number;
  /** What one answer of this similarity earns of one point. */
  gain(similarity: number): number;
}

/** An instance counts as found from this similarity on. */
export const FOUND = 0.5;

/** Scores by the names of their units. */
export type UnitScores = { readonly [K in UnitName]?: UnitScore<K> };
