// GroundingDINO from pictures and phrases to boxes: every phrase is scored by its own words, so that a box has one whole name.
import { cat, nn, noGrad, scope, type Tensor, tensor } from "@refvlm/torch";
import { type Box, boxIou, clipBox, cxcywhToXyxy, type Picture } from "@refvlm/vision";
import { z } from "zod";
import type { PictureMemory } from "../../decoders/seen-picture.js";
import { count } from "../../layers/sizes.js";
import { StoredTokenizer } from "../../tokenizer/stored-tokenizer.js";
import { captionLayout, captionsOf, longestPhrase, phraseWords } from "./caption.js";
import { inputPixels, inputSize } from "./input-picture.js";
import { type Detected, GroundingDino, groundingDinoConfig } from "./network.js";
import type { PictureTokens } from "./picture-tokens.js";

export const phraseDetectorConfig = z.strictObject({
  ...groundingDinoConfig.shape,
  /** Sides of the pictures that it takes, in pixels. */
  input: inputSize,
  /** Length of the tokenizer.json among the weights. */
  tokenizerBytes: count,
});
export type PhraseDetectorConfig = z.infer<typeof phraseDetectorConfig>;

/** A picture that has been looked at, before any phrase. */
export class SeenTokens implements PictureMemory {
  constructor(readonly tokens: PictureTokens) {}

  tensors(): Tensor[] {
    const { values, positions, filled } = this.tokens;
    return [values, positions, filled];
  }
}

/** What the queries of one pass say of its phrases. */
export interface PhraseFits extends Detected {
  /** Which phrases were in the pass. */
  phrases: number[];
  /** How well each query fits each of them, as a logit, [B, Q, P]. */
  fits: Tensor;
}

/** A box of a phrase, in the picture's pixels. */
export interface PhraseBox {
  /** Its number among those asked for. */
  phrase: number;
  box: Box;
  /** 0..1 */
  score: number;
}

export interface FindOptions {
  /** Least score. */
  threshold?: number;
  /** Of two boxes of a phrase that overlap by more than this IoU the better one stays. */
  overlap?: number;
  /** Told before each pass over the picture. */
  onPass?: (pass: number, of: number) => void;
}

/** What GroundingDINO's authors take. */
export const BOX_THRESHOLD = 0.35;
/** Queries that have come to the same thing. */
export const SAME_THING = 0.8;

/** A phrase that cannot be looked for. */
export class PhraseError extends Error {
  override readonly name = "PhraseError";
}

export class PhraseDetector extends nn.Module {
  readonly detector: GroundingDino;
  readonly tokenizer: StoredTokenizer;

  constructor(readonly config: PhraseDetectorConfig) {
    super();
    this.detector = new GroundingDino(config);
    this.tokenizer = new StoredTokenizer(config.tokenizerBytes);
  }

  /** What every phrase is looked for in. */
  see(picture: Picture): SeenTokens {
    return scope(
      () =>
        new SeenTokens(this.detector.picture.forward(inputPixels(picture, this.config.input, this.detector.queries))),
    );
  }

  /** The words of a phrase; none for a phrase without any. */
  words(phrase: string): number[] {
    return phraseWords(this.tokenizer.forward(phrase));
  }

  /** The words of a phrase, no more than a pass holds. */
  readable(phrase: string): number[] {
    return this.words(phrase).slice(0, longestPhrase(this.config.captionLength));
  }

  /**
   * What queries say, pass by pass: as many phrases as fit into a caption are looked for at once.
   * @param words of each phrase, none empty
   */
  *forward({ tokens }: SeenTokens, words: readonly (readonly number[])[]): Iterable<PhraseFits> {
    const { device } = tokens.values;
    for (const { ids, spans } of captionsOf(words, this.config.captionLength))
      yield scope(() => {
        const text = tensor(BigInt64Array.from(ids, BigInt), { shape: [1, ids.length], device });
        const found = this.detector.forward(tokens, this.detector.read(text, captionLayout(text)));
        const fits = spans.map(({ from, to }) => found.logits.narrow(2, from, to - from).amax(-1, true));
        return { ...found, phrases: spans.map(({ phrase }) => phrase), fits: cat(fits, -1) };
      });
  }

  /**
   * Boxes of phrases, best first. A box is of the phrase of its pass that fits it best.
   * @throws PhraseError for a phrase without words, and for one of more than a pass holds
   */
  find(picture: Picture, phrases: readonly string[], options: FindOptions = {}): PhraseBox[] {
    const words = phrases.map((phrase) => this.checked(phrase));
    const passes = captionsOf(words, this.config.captionLength).length;
    const { threshold = BOX_THRESHOLD, overlap = SAME_THING, onPass } = options;
    return noGrad(() =>
      scope(() => {
        const seen = this.see(picture);
        const found: PhraseBox[] = [];
        let pass = 0;
        onPass?.(0, passes);
        for (const fits of this.forward(seen, words)) {
          found.push(...likelyBoxes(fits, threshold, picture));
          onPass?.(++pass, passes);
        }
        return eachThingOnce(found, overlap);
      }),
    );
  }

  private checked(phrase: string): number[] {
    const words = this.words(phrase);
    const shown = phrase.length > 40 ? `${phrase.slice(0, 40)}…` : phrase;
    if (words.length === 0)
      throw new PhraseError(`${JSON.stringify(shown)} has no words to look for: name something, e.g. "cat"`);
    const most = longestPhrase(this.config.captionLength);
    if (words.length > most)
      throw new PhraseError(
        `${JSON.stringify(shown)} is of ${words.length} pieces of words, and at most ${most} are read at once: name it shorter, or part several things by commas`,
      );
    return words;
  }
}

function likelyBoxes({ phrases, fits, boxes }: PhraseFits, threshold: number, { width, height }: Picture): PhraseBox[] {
  const [scores, best] = fits.sigmoid().to("float32").max(-1); // [1, Q]
  const [score, which, values] = [scores, best, boxes.to("float32")].map((each) => each.toTypedArray());
  return Array.from(score as Float32Array).flatMap((value, q) => {
    if (value < threshold) return [];
    const [x, y, w, h] = (values as Float32Array).subarray(4 * q, 4 * q + 4);
    const corners = cxcywhToXyxy([x * width, y * height, w * width, h * height]);
    return [{ phrase: phrases[Number(which[q])], box: clipBox(corners, width, height), score: value }];
  });
}

/** Best first, without those that overlap a better one of the same phrase. */
export function eachThingOnce(found: readonly PhraseBox[], overlap: number): PhraseBox[] {
  const kept: PhraseBox[] = [];
  for (const each of [...found].sort((a, b) => b.score - a.score))
    if (!kept.some(({ phrase, box }) => phrase === each.phrase && boxIou(box, each.box) > overlap)) kept.push(each);
  return kept;
}
