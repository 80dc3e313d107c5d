// GroundingDINO as the decoder of boxes: a `<REF>` is a query that fits its phrase. Untrained, the best ones; a learnt wish of
// the `<REF>`, at first zero, then tells them apart.
import { crossEntropyLoss, nn, type Tensor, tensor, zeros } from "@refvlm/torch";
import type { CxcywhBox, Frame } from "@refvlm/vision";
import { z } from "zod";
import { cornersOf, iouOf } from "../boxes.js";
import type { Prediction } from "../decoders/query-decoder.js";
import type { FramedPicture } from "../encoders/pixels.js";
import { BOX_WEIGHTS, boxL1Loss, giouDistance } from "../losses/box.js";
import type { Matching } from "../matching/grouped.js";
import { type BoxTruth, boxCost, boxTruth } from "../units/box.js";
import type { LabelledInstances } from "../units/labelled-instances.js";
import {
  type DecoderContext,
  UnitDecoder,
  type UnitDecoderKind,
  type UnitDecoderSizes,
  type UnitLoss,
} from "../units/unit-decoder.js";
import { BOX_THRESHOLD, PhraseDetector, phraseDetectorConfig, type SeenTokens } from "./grounding-dino/phrase-detector.js";
import { type Choice, chosenBoxes, PhraseQueries } from "./grounding-dino/phrase-queries.js";

const settings = z.strictObject({
  ...phraseDetectorConfig.shape,
  /** A `<REF>` whose best box has a lower score stays without one. */
  threshold: z.number().min(0).max(1).default(BOX_THRESHOLD),
});
type Settings = z.infer<typeof settings>;

/** What one `<REF>` has to choose from; nothing for a phrase without words. */
interface Slot {
  of: PhraseQueries;
  /** Of meaning each query, [N]. */
  logits: Tensor;
  choice: Choice | undefined;
}

export interface ChosenOutputs {
  /** cxcywh of the chosen queries on the padded square, [B, Q, 4]. */
  boxes: Tensor;
  /** By place in the flattened [B, Q]; none for padding. */
  slots: ReadonlyMap<number, Slot>;
}

/** Weight of choosing the right query beside those of its box. */
export const CHOICE_WEIGHT = 1;

/** Phrases are looked for one by one, so that an answer does not depend on what else it names. */
export class GroundingDinoDecoder extends UnitDecoder<ChosenOutputs, BoxTruth, CxcywhBox, SeenTokens> {
  readonly network: PhraseDetector;
  /** What a `<REF>` wishes its query to be like. */
  readonly wish: nn.Linear;
  readonly #grid: number;
  readonly #threshold: number;

  constructor({ grid, width }: UnitDecoderSizes, { threshold, ...config }: Settings) {
    super();
    this.#grid = grid;
    this.#threshold = threshold;
    this.network = new PhraseDetector(config);
    this.wish = new nn.Linear(width, config.width, { bias: false });
    nn.init.zeros_(this.wish.weight);
  }

  override perceive(pictures: readonly FramedPicture[]): SeenTokens[] {
    return pictures.map(({ picture }) => this.network.see(picture));
  }

  forward({ queries, content, memory, pictures }: DecoderContext<SeenTokens>): ChosenOutputs {
    const [batch, length] = queries.groupIds.shape;
    const phraseIds = queries.phraseIds.toTypedArray() as BigInt64Array;
    const wishes = this.wish.forward(content).flatten(0, 1); // [B Q, d]
    const looked = new Map<SeenTokens, Map<string, PhraseQueries | undefined>>();
    const slots = new Map<number, Slot>();
    for (const { slots: places, indices } of queries.groups) {
      const row = Math.floor(places[0] / length);
      const phrase = queries.phrases[Number(phraseIds[places[0]])];
      const known = looked.get(memory[row]) ?? new Map<string, PhraseQueries | undefined>();
      looked.set(memory[row], known);
      if (!known.has(phrase)) known.set(phrase, this.look(memory[row], phrase, pictures[row].frame));
      const of = known.get(phrase);
      if (!of) continue;
      const asking = tensor(BigInt64Array.from(places, BigInt), { device: wishes.device });
      const logits = of.logits(wishes.indexSelect(0, asking)); // [R, N]
      const choices = of.choose(indices, logits);
      for (const [i, place] of places.entries())
        slots.set(place, { of, logits: logits.select(0, i), choice: choices[i] });
    }
    const each = Array.from({ length: batch * length }, (_, place) => {
      const slot = slots.get(place);
      return slot?.choice && ([slot.of, slot.choice] as const);
    });
    return { boxes: chosenBoxes(each, wishes).view([batch, length, 4]), slots };
  }

  /** The queries of a phrase; undefined for one without words. */
  private look(seen: SeenTokens, phrase: string, frame: Frame): PhraseQueries | undefined {
    const words = this.network.readable(phrase);
    const [found] = words.length > 0 ? this.network.forward(seen, [words]) : [];
    if (!found) return undefined;
    const { fits, boxes, states } = found; // of a batch of one, and of one phrase
    return new PhraseQueries(
      { fits: fits.select(2, 0).squeeze(0), boxes: boxes.squeeze(0), states: states.squeeze(0) },
      frame,
    );
  }

  truth(instances: LabelledInstances): BoxTruth {
    return boxTruth(instances, this.#grid);
  }

  where({ coverage }: BoxTruth): Tensor {
    return coverage;
  }

  cost({ boxes }: ChosenOutputs, truth: BoxTruth, slots: Tensor, rows: Tensor): Tensor {
    return boxCost(boxes, truth, slots, rows);
  }

  /** A matched `<REF>` is to choose the query whose box is nearest to the truth, and that box to get nearer. */
  loss({ boxes, slots }: ChosenOutputs, _: DecoderContext, truth: BoxTruth, matching: Matching): UnitLoss {
    const known = matching.among(truth.known);
    const places = known.pairs === 0 ? [] : (Array.from(known.slots.toTypedArray(), Number) as number[]);
    const learning = [...places.keys()].filter((pair) => slots.has(places[pair]));
    if (learning.length === 0) return { total: zeros([], { device: boxes.device }), parts: {} };
    const targets = truth.boxes.indexSelect(0, known.targets); // [P, 4]
    const losses = learning.map((pair) => this.pairLoss(slots.get(places[pair])!, targets.narrow(0, pair, 1)));
    const mean = (of: (loss: (typeof losses)[number]) => Tensor) =>
      losses
        .map(of)
        .reduce((sum, each) => sum.add(each))
        .div(losses.length);
    const [l1, giou, choice] = [mean((each) => each.l1), mean((each) => each.giou), mean((each) => each.choice)];
    const chosen = boxes.detach().flatten(0, 1).indexSelect(0, known.slots); // [P, 4]
    const total = l1.mul(BOX_WEIGHTS.l1).add(giou.mul(BOX_WEIGHTS.giou)).add(choice.mul(CHOICE_WEIGHT));
    const iou = iouOf(cornersOf(chosen.to("float32")), cornersOf(targets)).mean();
    return { total, parts: { l1: l1.detach(), giou: giou.detach(), choice: choice.detach(), iou } };
  }

  private pairLoss({ of, logits }: Slot, target: Tensor) {
    const boxes = of.boxes.to("float32"); // [N, 4]
    const distance = giouDistance(boxes.detach(), target); // [N]
    const nearest = distance.argmin(0, true); // [1]
    const box = boxes.indexSelect(0, nearest);
    return {
      l1: boxL1Loss(box, target),
      giou: giouDistance(box, target).mean(),
      choice: crossEntropyLoss(logits.to("float32").unsqueeze(0), nearest),
    };
  }

  predictions({ boxes, slots }: ChosenOutputs, { queries }: DecoderContext<SeenTokens>): Prediction<CxcywhBox>[] {
    const values = boxes.detach().to("float32").toTypedArray() as Float32Array;
    return queries.groups.flatMap(({ sample, slots: places, refs }) =>
      places.map((place, i) => {
        const choice = slots.get(place)?.choice;
        if (!choice || choice.score < this.#threshold) return { sample, ref: refs[i], value: null, score: 0 };
        const value = values.slice(4 * place, 4 * place + 4) as unknown as CxcywhBox;
        return { sample, ref: refs[i], value, score: choice.score };
      }),
    );
  }

  toPixels(value: CxcywhBox, frame: Frame) {
    return { box: frame.fromUnitSquare(value) };
  }
}

export const groundingDino = {
  unit: "box",
  settings,
  build: (sizes, own) => new GroundingDinoDecoder(sizes, own),
} satisfies UnitDecoderKind<typeof settings>;
