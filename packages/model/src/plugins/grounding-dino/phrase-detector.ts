// GroundingDINO from pictures and phrases to boxes: every phrase is scored by its own words, so that a box has one whole name.
import { setImmediate } from "node:timers/promises";
import { cat, nn, noGrad, scope, type Tensor, tensor } from "@refvlm/torch";
import { type Box, boxIou, clipBox, cropPicture, cxcywhToXyxy, isCutOff, type Picture, tilesOf } from "@refvlm/vision";
import { z } from "zod";
import type { PictureMemory } from "../../decoders/seen-picture.js";
import { count } from "../../layers/sizes.js";
import { StoredTokenizer } from "../../tokenizer/stored-tokenizer.js";
import { type Caption, captionLayout, captionsOf, longestPhrase, phraseWords } from "./caption.js";
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

/** What was found for a phrase. */
interface Remembered {
  tensors(): readonly Tensor[];
}

/** A picture that has been looked at, before any phrase, and what some phrases have found in it. */
export class SeenTokens implements PictureMemory {
  readonly #found = new Map<string, Remembered>();

  constructor(readonly tokens: PictureTokens) {}

  tensors(): Tensor[] {
    const { values, positions, filled } = this.tokens;
    return [values, positions, filled, ...[...this.#found.values()].flatMap((found) => found.tensors())];
  }

  /** What the phrase has found before, in a picture that outlives scopes. */
  recall(phrase: string): Remembered | undefined {
    return this.#found.get(phrase);
  }

  /** Keeps what a phrase has found, where the picture is kept. */
  remember(phrase: string, found: Remembered): void {
    if (this.tokens.values.owner !== null) return;
    for (const tensor of found.tensors()) tensor.keep();
    this.#found.set(phrase, found);
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
  /** Looks at the picture once more in overlapping tiles of that many pixels, where it is larger. */
  tileSide?: number;
  signal?: AbortSignal;
  /** Told after each pass. */
  onPass?: (done: number, of: number) => void;
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

  /** What queries say of a caption's phrases. */
  forward({ tokens }: SeenTokens, { ids, spans }: Caption): PhraseFits {
    const { device } = tokens.values;
    return scope(() => {
      const text = tensor(BigInt64Array.from(ids, BigInt), { shape: [1, ids.length], device });
      const found = this.detector.forward(tokens, this.detector.read(text, captionLayout(text)));
      const fits = spans.map(({ from, to }) => found.logits.narrow(2, from, to - from).amax(-1, true));
      return { ...found, phrases: spans.map(({ phrase }) => phrase), fits: cat(fits, -1) };
    });
  }

  /** Phrases in as few captions as hold them. @param words of each, none empty */
  captions(words: readonly (readonly number[])[]): Caption[] {
    return captionsOf(words, this.config.captionLength);
  }

  /**
   * Boxes of phrases, best first. A box is of the phrase of its pass that fits it best.
   * @throws PhraseError for a phrase without words, and for one of more than a pass holds; the signal's reason when aborted
   */
  async find(
    picture: Picture,
    phrases: readonly string[],
    { threshold = BOX_THRESHOLD, overlap = SAME_THING, tileSide, signal, onPass }: FindOptions = {},
  ): Promise<PhraseBox[]> {
    const captions = this.captions(phrases.map((phrase) => this.checked(phrase)));
    const { width, height } = picture;
    const whole: Box = [0, 0, width, height];
    const tiles = tileSide === undefined ? [] : tilesOf(width, height, tileSide);
    const places = tiles.length > 1 ? [whole, ...tiles] : [whole];
    const found: PhraseBox[] = [];
    let passes = 0;
    for (const place of places) {
      const part = place === whole ? picture : cropPicture(picture, place);
      const seen = noGrad(() => this.see(part));
      for (const tensor of seen.tensors()) tensor.keep();
      try {
        for (const caption of captions) {
          await setImmediate(); // so that whoever wants to stop is heard
          signal?.throwIfAborted();
          const boxes = noGrad(() => scope(() => likelyBoxes(this.forward(seen, caption), threshold, part)));
          const placed = boxes.map(({ box, ...rest }) => ({ ...rest, box: movedBy(box, place) }));
          found.push(...placed.filter(({ box }) => !isCutOff(box, place, width, height)));
          onPass?.(++passes, places.length * captions.length);
        }
      } finally {
        for (const tensor of seen.tensors()) tensor.dispose();
      }
    }
    return eachThingOnce(found, overlap);
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

const movedBy = ([x1, y1, x2, y2]: Box, [left, top]: Box): Box => [x1 + left, y1 + top, x2 + left, y2 + top];

/** Best first, without those that overlap a better one of the same phrase. */
export function eachThingOnce(found: readonly PhraseBox[], overlap: number): PhraseBox[] {
  const kept: PhraseBox[] = [];
  for (const each of [...found].sort((a, b) => b.score - a.score))
    if (!kept.some(({ phrase, box }) => phrase === each.phrase && boxIou(box, each.box) > overlap)) kept.push(each);
  return kept;
}
