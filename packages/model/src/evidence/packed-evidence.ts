// What the bridges read in a packed batch: which text each token names, and which supervised tokens plans choose.
import { fromTypedArray, type Tensor } from "@refvlm/torch";
import { BOX_FIGURES } from "./boxes-in.js";
import type { PlanPlace } from "./plan-follower.js";
import type { PointedAt } from "./prompts-in.js";
import type { AskedPlace, TurnReader } from "./turn-reader.js";

/** A choice: which of the pictures it is about, and the numbers of the listed names that its question says and shows. */
export interface PictureChoice {
  place: PlanPlace;
  picture: number;
  said: ReadonlySet<number>;
  shown: ReadonlySet<number>;
}

export interface PackedEvidence {
  /** The distinct texts that tokens name. */
  texts: string[];
  /** Which of them each token names, 0 where it names nothing: int64 [B, L]. */
  which: Tensor;
  /** Which tokens name something: bool [B, L]. */
  named: Tensor;
  /** Where plans choose names and numbers, as places among the supervised tokens; pictures are rows of the batch. */
  choices: (AskedPlace & SupervisedChoice & { picture: number })[];
  /** Tokens of the listed names. */
  nameIds: readonly (readonly number[])[];
  /** What users point at, in the order of the batch's prompts. */
  pointed: PointedAt[];
  /** Tokens behind triplets, as places in the flattened [B * L], int64 [R], and where those point, float32 [R, 10]. */
  behind: { slots: Tensor; figures: Tensor };
}

/** Where a choice stands: which of the supervised tokens it is, and which prompts its question shows. */
interface SupervisedChoice {
  supervised: number;
  prompts: readonly number[];
}

/** The same of one row. */
export interface RowEvidence {
  ids: readonly number[];
  /** What tokens name, by their places. */
  named: ReadonlyMap<number, string>;
  /** Places count the row's own supervised tokens. */
  choices: readonly (AskedPlace & SupervisedChoice)[];
  prompts: readonly Omit<PointedAt, "row">[];
  supervised: readonly unknown[];
  /** Figures of boxes, by the places of the tokens behind them. */
  behind: ReadonlyMap<number, readonly number[]>;
}

/**
 * @param grid lays out one number for each token of each row, int64 [B, L]
 * @param batch.length tokens L of a row
 */
export function packEvidence<Row extends RowEvidence>(
  rows: readonly Row[],
  grid: (read: (row: Row) => number[], padding: number) => Tensor,
  batch: { length: number; device?: string },
  { nameIds }: Pick<TurnReader, "nameIds">,
): PackedEvidence {
  const texts = [...new Set(rows.flatMap(({ named }) => [...named.values()]))];
  const numberOf = new Map(texts.map((text, number) => [text, number]));
  let before = 0;
  let shown = 0;
  const choices = rows.flatMap((row, picture) => {
    const own = row.choices.map(({ supervised, prompts, ...choice }) => ({
      ...choice,
      picture,
      supervised: before + supervised,
      prompts: prompts.map((prompt) => shown + prompt),
    }));
    before += row.supervised.length;
    shown += row.prompts.length;
    return own;
  });
  return {
    texts,
    which: grid(({ ids, named }) => ids.map((_, i) => numberOf.get(named.get(i) ?? "") ?? 0), 0),
    named: grid(({ ids, named }) => ids.map((_, i) => (named.has(i) ? 1 : 0)), 0).to("bool"),
    choices,
    nameIds,
    pointed: rows.flatMap(({ prompts }, row) => prompts.map((each) => ({ ...each, row }))),
    behind: packBoxes(rows, batch),
  };
}

function packBoxes(rows: readonly RowEvidence[], { length, device }: { length: number; device?: string }) {
  const slots = rows.flatMap(({ behind }, b) => [...behind.keys()].map((place) => BigInt(b * length + place)));
  const figures = rows.flatMap(({ behind }) => [...behind.values()]);
  return {
    slots: fromTypedArray(BigInt64Array.from(slots), [slots.length], { device }),
    figures: fromTypedArray(Float32Array.from(figures.flat()), [figures.length, BOX_FIGURES], { device }),
  };
}
