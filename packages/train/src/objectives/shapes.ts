// What unit decoders learn of things' shapes where a frozen detector proposes: nothing else of the network learns or is run, and
// every picture is encoded once, so that a laptop trains masks and joints within the hour.
import { type LoadedModel, pixelBatch } from "@refvlm/model";
import { noGrad, rand, type Tensor } from "@refvlm/torch";
import { Frame } from "@refvlm/vision";
import type { Sample } from "@refvlm/vt-instruct";
import { RecipeError } from "../config/recipe-error.js";
import { warmUpLosses } from "./decoder-warm-up.js";
import { KeptMaps } from "./kept-maps.js";
import { instancesOf, loaded } from "./labelled-objects.js";
import { mirrored } from "./mirrored.js";
import type { Objective } from "./objective.js";

/** How often a picture is shown as in a mirror. */
const MIRRORED = 0.5;

export class ShapesObjective implements Objective {
  readonly terms: readonly string[];
  readonly #maps: KeptMaps;
  readonly #isTaught: (term: string) => boolean;

  /**
   * @param options.lossWeights terms of weight 0 are not computed
   * @throws RecipeError for a network without a detector
   */
  constructor(
    readonly model: LoadedModel,
    options: { lossWeights?: Record<string, number> } = {},
  ) {
    const { network } = model;
    const { detector } = network;
    if (!detector)
      throw new RecipeError(
        "objective shapes: it shows decoders what a detector proposes, and the model has none; use contrastive",
      );
    this.terms = network.visualDecoders.units.keys();
    this.#isTaught = (term) => options.lossWeights?.[term] !== 0;
    this.#maps = new KeptMaps((pictures) =>
      noGrad(() => detector.pyramid(pixelBatch(pictures, network.config, network).detector!)),
    );
  }

  /** @throws RecipeError where the detector learns, whose maps would not be those of its first pass */
  losses(batch: readonly Sample[]): Record<string, Tensor> {
    const { network, device } = this.model;
    if (network.detector!.parameters().some(({ requiresGrad }) => requiresGrad))
      throw new RecipeError(
        "objective shapes: keeps the detector's maps, so the detector cannot learn; take it out of train",
      );
    const turned = noGrad(() => rand([batch.length]).toTypedArray()) as Float32Array;
    const shown = loaded(batch).map(({ picture, objects = [] }, i) =>
      turned[i] < MIRRORED ? mirrored({ picture, objects }) : { picture, objects },
    );
    const framed = shown.map(({ picture }) => ({ picture, frame: Frame.letterbox(picture.width, picture.height) }));
    const objects = instancesOf(
      shown.map(({ objects }, i) => ({ objects, frame: framed[i].frame })),
      device,
    );
    const stages = this.#maps.of(shown.map(({ picture }) => picture));
    const memory = noGrad(() => network.encodeMaps({ vit: null, stages }, framed));
    return warmUpLosses(network.visualDecoders, memory, objects, null, this.#isTaught);
  }
}
