// What a network's own pictures look like to its encoder, so that an answer about another kind of picture can say so.
import { type FamiliarPictures, pictureDistance, pictureFigures, pixelBatch, type RefVlmNetwork } from "@refvlm/model";
import { noGrad, scope } from "@refvlm/torch";
import type { Picture } from "@refvlm/vision";

/** Share of its own pictures that are not warned of. */
const FAMILIAR = 0.99;
/** Fewest pictures that say anything of others. */
const FEWEST = 100;
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
          this.#figures.push(pictureFigures(network.patches(maps, network.encodeMaps(maps)).map));
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
  const count = figures.length;
  if (count < FEWEST) return undefined;
  const channels = Array.from(figures[0], (_, c) => c);
  const sums = channels.map((c) => figures.reduce((sum, each) => sum + each[c], 0));
  const squares = channels.map((c) => figures.reduce((sum, each) => sum + each[c] ** 2, 0));
  /** Mean and deviation of all pictures, or of all but one. */
  const momentsOf = (without?: ArrayLike<number>) => {
    const n = without ? count - 1 : count;
    const mean = channels.map((c) => (sums[c] - (without?.[c] ?? 0)) / n);
    const variance = channels.map((c) => (squares[c] - (without?.[c] ?? 0) ** 2) / n - mean[c] ** 2);
    return { mean, deviation: variance.map((value) => Math.max(LEAST_DEVIATION, Math.sqrt(Math.max(0, value)))) };
  };
  // A picture lies nearer to a mean that it is part of than a new one would.
  const distances = figures.map((each) => pictureDistance(each, momentsOf(each))).sort((a, b) => a - b);
  const { mean, deviation } = momentsOf();
  const round = (values: number[]) => values.map((value) => Number(value.toPrecision(6)));
  return { mean: round(mean), deviation: round(deviation), most: distances[Math.ceil(FAMILIAR * count) - 1] };
}
