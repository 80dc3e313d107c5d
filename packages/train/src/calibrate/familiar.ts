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
    const figures = this.#figures;
    if (figures.length < FEWEST) return undefined;
    const channels = [...figures[0].keys()];
    const mean = channels.map((c) => figures.reduce((sum, each) => sum + each[c], 0) / figures.length);
    const deviation = channels.map((c) =>
      Math.max(
        LEAST_DEVIATION,
        Math.sqrt(figures.reduce((sum, each) => sum + (each[c] - mean[c]) ** 2, 0) / figures.length),
      ),
    );
    const distances = figures.map((each) => pictureDistance(each, { mean, deviation })).sort((a, b) => a - b);
    const round = (values: number[]) => values.map((value) => Number(value.toPrecision(6)));
    return {
      mean: round(mean),
      deviation: round(deviation),
      most: distances[Math.ceil(FAMILIAR * distances.length) - 1],
    };
  }
}
