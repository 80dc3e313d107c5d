// What a conversion would do, and what does not fit: nothing is passed over in silence.
import { nearestKey } from "@refvlm/config";
import type { PartName } from "./family.js";

/** A part and where its weights come from. */
export interface PartReport {
  readonly part: PartName | "new";
  /** Family and path; null for weights from the seed. */
  readonly source: { readonly family: string; readonly path: string } | null;
  readonly tensors: number;
  readonly parameters: number;
}

/** Tensors that do not fit, by our keys but for the unexpected ones. */
export interface Misfits {
  /** Needed and not there. */
  readonly missing: readonly string[];
  /** There and not known. */
  readonly unexpected: readonly string[];
  readonly misshapen: readonly string[];
}

export interface ConversionReport extends Misfits {
  readonly parts: readonly PartReport[];
  /** What sources brought along and the network has no place for. */
  readonly unused: readonly { readonly part: PartName; readonly family: string; readonly path: string }[];
}

/** Weights that do not make a network; the message lists what is missing, unexpected or of a wrong shape. */
export class ConversionError extends Error {
  override readonly name = "ConversionError";
}

/** Lines of each list that are shown. */
const SHOWN = 12;

/** The misfits as text, each name with the nearest one of the other list. Empty where all fits. */
export function explainMisfits({ missing, unexpected, misshapen }: Misfits): string {
  const near = (keys: readonly string[], others: readonly string[]) =>
    keys.map((key) => {
      const nearest = nearestKey(key, others);
      return nearest === null ? key : `${key} (nearest: ${nearest})`;
    });
  return [
    section("missing", missing, (shown) => near(shown, unexpected)),
    section("unexpected", unexpected, (shown) => near(shown, missing)),
    section("wrong shape", misshapen, (shown) => shown),
  ].join("");
}

function section(
  title: string,
  keys: readonly string[],
  explain: (shown: readonly string[]) => readonly string[],
): string {
  if (keys.length === 0) return "";
  const rest = keys.length > SHOWN ? [`and ${keys.length - SHOWN} more`] : [];
  return `\n  ${title} (${keys.length}):${["", ...explain(keys.slice(0, SHOWN)), ...rest].join("\n    ")}`;
}
