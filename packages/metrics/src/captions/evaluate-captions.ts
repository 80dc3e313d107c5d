// All caption figures of a set of pictures: BLEU, METEOR, ROUGE-L, CIDEr-D and CIDEr against every reference.
import { type Evaluation, MetricsError, type SampleNote } from "../evaluation.js";
import { idText, type RecordId } from "../record-id.js";
import { mean, ratioEvaluation } from "../statistics/ratios.js";
import { bleu, bleuCounts } from "./bleu.js";
import { ciderScores } from "./cider.js";
import { meteorCounts, meteorOfCorpus } from "./meteor.js";
import { meteorNltk } from "./meteor-nltk.js";
import type { MeteorWords } from "./meteor-words.js";
import { NGramIndex } from "./ngrams.js";
import { ptbTokens } from "./ptb-tokens.js";
import { rougeL } from "./rouge.js";

/** A picture (or region) with its reference captions and the one to judge. */
export interface CaptionSample {
  readonly id: RecordId;
  /** At least one. */
  readonly references: readonly string[];
  /** Absent where there is no answer: a caption without words, which scores 0. */
  readonly caption?: string;
}

/** A {@link CaptionSample} in words. */
export interface TokenisedCaption {
  readonly id: RecordId;
  readonly references: readonly (readonly string[])[];
  readonly caption?: readonly string[];
}

/**
 * Judges captions as COCO's caption evaluation does. Figures, in 0 .. 1 but CIDEr in 0 .. 10:
 * - BLEU-1 .. BLEU-4 and METEOR come from counts summed over the samples, the others are means over the samples.
 * - METEOR is METEOR 1.5 without its paraphrase table; METEOR-NLTK is NLTK's older formula.
 * - CIDEr-D is what COCO's tool, and papers, call CIDEr; CIDEr is the plain form. The weights of n-grams come from all
 *   samples given here, also where figures of some are asked for.
 * @param words what METEOR knows of the language
 * @throws MetricsError without samples, or for one without references
 */
export function evaluateCaptions(samples: readonly CaptionSample[], words: MeteorWords): Evaluation {
  const tokenised = samples.map(({ id, references, caption }) => ({
    id,
    references: references.map(ptbTokens),
    caption: caption === undefined ? undefined : ptbTokens(caption),
  }));
  const note = (i: number): SampleNote => ({
    id: samples[i]!.id,
    truth: samples[i]!.references.join(" / "),
    answer: samples[i]!.caption,
  });
  return { ...evaluateTokens(tokenised, words), note };
}

/** The same for captions that are words already. */
export function evaluateTokens(samples: readonly TokenisedCaption[], words: MeteorWords): Evaluation {
  if (samples.length === 0) throw new MetricsError("captions: there is no sample; give at least one");
  for (const { id, references } of samples)
    if (references.length === 0)
      throw new MetricsError(`captions: sample ${idText(id)} has no references; give at least one`);

  const { bleus, cider } = ngramScores(samples);
  const meteors = samples.map(({ caption = [], references }) => meteorCounts(caption, references, words));
  const scores = (score: (caption: readonly string[], references: readonly (readonly string[])[]) => number) =>
    mean(Float64Array.from(samples, ({ caption, references }) => (caption ? score(caption, references) : 0)));
  const means = ratioEvaluation(samples.length, {
    "METEOR-NLTK": scores((caption, references) => meteorNltk(caption, references, words)),
    "ROUGE-L": scores(rougeL),
    "CIDEr-D": mean(cider.clipped),
    CIDEr: mean(cider.plain),
  });
  return {
    ...means,
    figures(chosen) {
      const bleuFigures = bleu(of(bleus, chosen)).map((value, n) => [`BLEU-${n + 1}`, value] as const);
      const METEOR = meteorOfCorpus(of(meteors, chosen));
      return { ...Object.fromEntries(bleuFigures), METEOR, ...means.figures(chosen) };
    },
  };
}

function ngramScores(samples: readonly TokenisedCaption[]) {
  const index = new NGramIndex();
  const counted = samples.map(({ caption = [], references }) => ({
    caption: index.count(caption),
    references: references.map((reference) => index.count(reference)),
  }));
  const bleus = samples.map(({ caption = [], references }, i) => {
    const lengths = references.map(({ length }) => length);
    return bleuCounts(counted[i]!.caption, caption.length, counted[i]!.references, lengths);
  });
  return { bleus, cider: ciderScores(counted) };
}

function* of<T>(all: readonly T[], chosen: Uint32Array | undefined): Generator<T> {
  if (chosen) for (const i of chosen) yield all[i]!;
  else yield* all;
}
