// GroundingDINO as the decoder of boxes: it finds what the phrase of a `<REF>` says.
import type { Tensor } from "@refvlm/torch";
import type { CxcywhBox, Frame } from "@refvlm/vision";
import { z } from "zod";
import type { FramedPicture } from "../encoders/pixels.js";
import { type BoxTruth, boxCost, boxTruth } from "../units/box.js";
import type { LabelledInstances } from "../units/labelled-instances.js";
import type { UnitDecoderKind, UnitDecoderSizes } from "../units/unit-decoder.js";
import { type ChosenOutputs, PhraseDecoder } from "./grounding-dino/phrase-decoder.js";
import {
  BOX_THRESHOLD,
  PhraseDetector,
  phraseDetectorConfig,
  type SeenTokens,
} from "./grounding-dino/phrase-detector.js";
import { PhraseQueries } from "./grounding-dino/phrase-queries.js";

const settings = z.strictObject({
  ...phraseDetectorConfig.shape,
  /** A `<REF>` whose box has a lower score stays empty. */
  threshold: z.number().min(0).max(1).default(BOX_THRESHOLD),
});
type Settings = z.infer<typeof settings>;

export class GroundingDinoDecoder extends PhraseDecoder<PhraseQueries, BoxTruth, CxcywhBox> {
  readonly network: PhraseDetector;
  readonly #grid: number;

  constructor({ grid, width }: UnitDecoderSizes, { threshold, ...config }: Settings) {
    super(width, config.width, threshold);
    this.#grid = grid;
    this.network = new PhraseDetector(config);
  }

  override perceive(pictures: readonly FramedPicture[]): SeenTokens[] {
    return pictures.map(({ picture }) => this.network.see(picture));
  }

  protected look(seen: SeenTokens, phrase: string, frame: Frame): PhraseQueries | undefined {
    const words = this.network.readable(phrase);
    if (words.length === 0) return undefined;
    const [caption] = this.network.captions([words]);
    const { fits, boxes, states } = this.network.forward(seen, caption); // of one picture and one phrase
    const queries = { fits: fits.squeeze(2).squeeze(0), boxes: boxes.squeeze(0), states: states.squeeze(0) };
    return new PhraseQueries(queries, frame);
  }

  truth(instances: LabelledInstances): BoxTruth {
    return boxTruth(instances, this.#grid);
  }

  cost({ boxes }: ChosenOutputs<PhraseQueries>, truth: BoxTruth, slots: Tensor, rows: Tensor): Tensor {
    return boxCost(boxes, truth, slots, rows);
  }

  protected answerOf({ boxes }: PhraseQueries, query: number): CxcywhBox {
    return boxes.select(0, query).detach().to("float32").toArray() as unknown as CxcywhBox;
  }

  toPixels(value: CxcywhBox, frame: Frame) {
    return { box: frame.fromUnitSquare(value) };
  }
}

export const groundingDino = {
  unit: "box",
  settings,
  network: ({ threshold: _, ...config }) => new PhraseDetector(config),
  build: (sizes, own) => new GroundingDinoDecoder(sizes, own),
} satisfies UnitDecoderKind<typeof settings>;
