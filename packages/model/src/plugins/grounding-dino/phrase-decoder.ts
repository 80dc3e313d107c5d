// What GroundingDINO and X-Pose share as decoders: each `<REF>` chooses one of the queries that a phrase gives. Untrained, the
// best ones; a learnt wish of the `<REF>`, which begins at zero, then tells them apart.
import { cat, crossEntropyLoss, isGradEnabled, nn, type Tensor, tensor, zeros } from "@refvlm/torch";
import type { Frame } from "@refvlm/vision";
import { cornersOf, iouOf } from "../../boxes.js";
import type { Prediction } from "../../decoders/query-decoder.js";
import { BOX_WEIGHTS, boxL1Loss, giouDistance } from "../../losses/box.js";
import type { Matching } from "../../matching/grouped.js";
import type { BoxTruth } from "../../units/box.js";
import { type DecoderContext, UnitDecoder, type UnitLoss } from "../../units/unit-decoder.js";
import type { SeenTokens } from "./phrase-detector.js";
import type { Choice, PhraseQueries } from "./phrase-queries.js";

/** What one `<REF>` has to choose from; nothing for a phrase without words. */
export interface ChoosingRef<Queries> {
  of: Queries;
  /** Of meaning each query, [N]. */
  logits: Tensor;
  /** Undefined where others have taken all. */
  choice: Choice | undefined;
}

export interface ChosenOutputs<Queries> {
  /** cxcywh of the chosen queries on the padded square, [B, Q, 4]. */
  boxes: Tensor;
  /** By place in the flattened [B, Q]; none for padding. */
  refs: ReadonlyMap<number, ChoosingRef<Queries>>;
}

/** A `<REF>` that was matched: the query whose box is nearest to the truth is what it should have chosen. */
export interface LearningRef<Queries> extends ChoosingRef<Queries> {
  /** int64 [1] */
  nearest: Tensor;
  /** Row of the truth. */
  row: number;
}

/** Weight of choosing the right query beside those of its box. */
export const CHOICE_WEIGHT = 1;

/** Phrases are looked for one by one, so that an answer does not depend on what else it names. */
export abstract class PhraseDecoder<Queries extends PhraseQueries, Truth extends BoxTruth, Value> extends UnitDecoder<
  ChosenOutputs<Queries>,
  Truth,
  Value,
  SeenTokens
> {
  /** What a `<REF>` wishes its query to be like. */
  readonly wish: nn.Linear;

  /**
   * @param width of what `<REF>`s start as
   * @param querySize width of the queries
   * @param threshold a `<REF>` whose query has a lower score stays empty
   */
  constructor(
    width: number,
    querySize: number,
    private readonly threshold: number,
  ) {
    super();
    this.wish = new nn.Linear(width, querySize, { bias: false });
    nn.init.zeros_(this.wish.weight);
  }

  /** The queries of a phrase; undefined for one without words. */
  protected abstract look(seen: SeenTokens, phrase: string, frame: Frame): Queries | undefined;

  /** What a query says. */
  protected abstract answerOf(of: Queries, query: number): Value;

  /** While no wish is learnt, what fits well enough is there. */
  override count(seen: SeenTokens, phrase: string, frame: Frame): number | undefined {
    if (this.wish.weight.abs().amax().item() > 0) return undefined;
    return this.queriesOf(seen, phrase, frame)?.distinct(this.threshold) ?? 0;
  }

  /** The queries of a phrase; those of a picture that is kept are kept with it, since a count is followed by the things. */
  private queriesOf(seen: SeenTokens, phrase: string, frame: Frame): Queries | undefined {
    const known = seen.recall(phrase) as Queries | undefined;
    if (known) return known;
    const found = this.look(seen, phrase, frame);
    if (found && !isGradEnabled()) seen.remember(phrase, found);
    return found;
  }

  override forward({ queries, content, memory, pictures }: DecoderContext<SeenTokens>): ChosenOutputs<Queries> {
    const [batch, length] = queries.groupIds.shape;
    const phraseIds = queries.phraseIds.toTypedArray() as BigInt64Array;
    const wishes = this.wish.forward(content).flatten(0, 1); // [B Q, d]
    const looked = new Map<SeenTokens, Map<string, Queries | undefined>>();
    const refs = new Map<number, ChoosingRef<Queries>>();
    for (const { slots, indices } of queries.groups) {
      const row = Math.floor(slots[0] / length);
      const phrase = queries.phrases[Number(phraseIds[slots[0]])];
      const known = looked.get(memory[row]) ?? new Map<string, Queries | undefined>();
      looked.set(memory[row], known);
      if (!known.has(phrase)) known.set(phrase, this.queriesOf(memory[row], phrase, pictures[row].frame));
      const of = known.get(phrase);
      if (!of) continue;
      const asking = tensor(BigInt64Array.from(slots, BigInt), { device: wishes.device });
      const logits = of.logits(wishes.indexSelect(0, asking)); // [R, N]
      const choices = of.choose(indices, logits);
      for (const [i, slot] of slots.entries()) refs.set(slot, { of, logits: logits.select(0, i), choice: choices[i] });
    }
    return { boxes: chosen(refs, batch * length, 4, wishes, ({ boxes }) => boxes).view([batch, length, 4]), refs };
  }

  where({ coverage }: Truth): Tensor {
    return coverage;
  }

  /** The matched `<REF>`s that have something to choose from and whose box is known. */
  protected learning({ refs }: ChosenOutputs<Queries>, truth: Truth, matching: Matching): LearningRef<Queries>[] {
    const known = matching.among(truth.known);
    if (known.pairs === 0) return [];
    const [slots, rows] = [known.slots, known.targets].map((each) => Array.from(each.toTypedArray(), Number));
    return slots.flatMap((slot, pair) => {
      const ref = refs.get(slot);
      if (!ref) return [];
      const target = truth.boxes.narrow(0, rows[pair], 1);
      const nearest = giouDistance(ref.of.boxes.detach().to("float32"), target).argmin(0, true);
      return [{ ...ref, nearest, row: rows[pair] }];
    });
  }

  loss(outputs: ChosenOutputs<Queries>, _: DecoderContext, truth: Truth, matching: Matching): UnitLoss {
    const learning = this.learning(outputs, truth, matching);
    if (learning.length === 0) return { total: zeros([], { device: outputs.boxes.device }), parts: {} };
    const { device } = truth.boxes;
    const rows = tensor(
      BigInt64Array.from(learning, ({ row }) => BigInt(row)),
      { device },
    );
    const targets = truth.boxes.indexSelect(0, rows); // [P, 4]
    const boxes = cat(learning.map(({ of, nearest }) => of.boxes.indexSelect(0, nearest))).to("float32"); // [P, 4]
    const [l1, giou] = [boxL1Loss(boxes, targets), giouDistance(boxes, targets).mean()];
    const choices = learning.map(({ logits, nearest }) => crossEntropyLoss(logits.to("float32").unsqueeze(0), nearest));
    const choice = choices.reduce((sum, each) => sum.add(each)).div(choices.length);
    return {
      total: l1.mul(BOX_WEIGHTS.l1).add(giou.mul(BOX_WEIGHTS.giou)).add(choice.mul(CHOICE_WEIGHT)),
      parts: {
        ...{ l1: l1.detach(), giou: giou.detach(), choice: choice.detach() },
        iou: iouOf(cornersOf(boxes.detach()), cornersOf(targets)).mean(),
      },
    };
  }

  predictions({ refs }: ChosenOutputs<Queries>, { queries }: DecoderContext<SeenTokens>): Prediction<Value>[] {
    return queries.groups.flatMap(({ sample, slots, refs: numbers }) =>
      slots.map((slot, i) => {
        const { of, choice } = refs.get(slot) ?? {};
        if (!of || !choice || choice.score < this.threshold) return { sample, ref: numbers[i], value: null, score: 0 };
        return { sample, ref: numbers[i], value: this.answerOf(of, choice.query), score: choice.score };
      }),
    );
  }
}

/** What the chosen queries have at each of `places`, [places, width]; zeros where nothing is chosen. */
export function chosen<Queries>(
  refs: ReadonlyMap<number, ChoosingRef<Queries>>,
  places: number,
  width: number,
  { dtype, device }: Tensor,
  of: (queries: Queries) => Tensor,
): Tensor {
  const none = zeros([1, width], { dtype, device });
  const rows = Array.from({ length: places }, (_, place) => {
    const { of: queries, choice } = refs.get(place) ?? {};
    return queries && choice ? of(queries).flatten(1).narrow(0, choice.query, 1) : none;
  });
  return cat(rows);
}
