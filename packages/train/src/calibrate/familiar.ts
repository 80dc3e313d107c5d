// What a network's own pictures look like to its encoder, so that an answer about another kind of picture can say so.
import { type FamiliarPictures, pictureDistance, pictureFigures, pixelBatch, type RefVlmNetwork } from "@refvlm/model";
import { noGrad, scope } from "@refvlm/torch";
import type { Picture } from "@refvlm/vision";
import { principalAxes } from "./principal-axes.js";

/** Share of its own pictures that are not warned of. */
const FAMILIAR = 0.99;
/** Fewest pictures that say anything of others. */
const FEWEST = 100;
/** Directions in which pictures differ in known ways, as a share of the channels. */
const AXES = 1 / 8;
/** How far their covariance is drawn to that of independent channels (Ledoit and Wolf 2004). */
const SHRINKAGE = 0.7;
/** Parts of the pictures, each of which is measured by what the others tell. */
const FOLDS = 5;
/** A channel that never differs would make every difference endless. */
const LEAST_DEVIATION = 1e-4;

export class FamiliarFit {
  readonly #figures: Float32Array[] = [];

  constructor(private readonly network: RefVlmNetwork) {}

  /** Takes pictures one by one, as answers see them. */
  add(pictures: readonly Picture[]): void {
    const { network } = this;
    for (const picture of pictures)
      noGrad(() =>
        scope(() => {
          const maps = network.encoderMaps(pixelBatch([picture], network.config, network));
          this.#figures.push(pictureFigures(network.pictureTokens.patches(maps, network.encodeMaps(maps)).map));
        }),
      );
  }

  /** Undefined for too few pictures. */
  fit(): FamiliarPictures | undefined {
    return familiarPictures(this.#figures);
  }
}

/** Undefined for too few pictures. @param figures a row for each picture */
export function familiarPictures(figures: readonly ArrayLike<number>[]): FamiliarPictures | undefined {
  if (figures.length < FEWEST) return undefined;
  // A picture lies nearer to what it is part of than a new one would.
  const folds = Array.from({ length: FOLDS }, (_, k) => fitted(figures.filter((_, i) => i % FOLDS !== k)));
  const distances = figures.map((each, i) => pictureDistance(each, folds[i % FOLDS])).sort((a, b) => a - b);
  return { ...fitted(figures), most: distances[Math.ceil(FAMILIAR * distances.length) - 1] };
}

function fitted(figures: readonly ArrayLike<number>[]): Omit<FamiliarPictures, "most"> {
  const channels = Array.from(figures[0], (_, c) => c);
  const meanOf = (of: (each: ArrayLike<number>) => number) =>
    figures.reduce((sum, each) => sum + of(each), 0) / figures.length;
  const mean = channels.map((c) => meanOf((each) => each[c]));
  const deviation = channels.map((c) =>
    Math.max(LEAST_DEVIATION, Math.sqrt(meanOf((each) => (each[c] - mean[c]) ** 2))),
  );
  const off = figures.map((each) => channels.map((c) => (each[c] - mean[c]) / deviation[c]));
  const round = (values: readonly number[]) => values.map((value) => Number(value.toPrecision(6)));
  const axes = principalAxes(off, Math.floor(channels.length * AXES)).map(({ axis, variance }) => {
    const known = (1 - SHRINKAGE) * variance;
    return round(axis.map((value) => value * Math.sqrt(known / (known + SHRINKAGE))));
  });
  return { mean: round(mean), deviation: round(deviation), axes };
}
