// Segment Anything by itself: masks of what is pointed at in a picture, or of everything in it.
import { noGrad, scope } from "@refvlm/torch";
import { type Box, Mask, type Picture, promptMask, type VisualPrompt } from "@refvlm/vision";
import { type CutOut, cutOut, placementOf } from "./cut-out.js";
import { SamFrame } from "./frame.js";
import type { Sam } from "./network.js";
import { type PicturePrompt, picturePrompt } from "./picture-prompt.js";
import { suppressed } from "./suppression.js";
import { cropped, isCutOff, tilesOf, type Window, wholeOf, windowAround } from "./windows.js";

export interface SegmentedMask {
  mask: Mask;
  box: Box;
  /** Predicted IoU of the mask with what is meant, 0..1. */
  score: number;
}

export interface SegmentOptions {
  /** Side in pixels of the parts that larger pictures are seen in, too. Default 2048. */
  tile?: number;
}

export interface EverythingOptions extends SegmentOptions {
  /** Points along the longer side of the picture, and of each part. Default 32. */
  points?: number;
  /** Masks of a lower predicted IoU are left out. Default 0.88. */
  minScore?: number;
  /** And those that change more where the threshold is moved by one logit: the IoU of both. Default 0.95. */
  minStability?: number;
  /** Of two masks whose boxes overlap by more the less sure one is left out. Default 0.7. */
  maxOverlap?: number;
  /** Smallest mask in pixels. Default 1. */
  minArea?: number;
  signal?: AbortSignal;
  /** Told after each pass. */
  onProgress?(done: number, of: number): void;
}

/** Points asked for in one pass. */
const PASS = 64;
/** How far the threshold is moved, in logits. */
const MOVED = 1;

/** Owns its network. */
export class Segmenter {
  constructor(readonly network: Sam) {
    network.eval().requiresGrad_(false);
  }

  /**
   * A mask for each prompt, in the picture's pixels; an empty one where the network cuts out nothing.
   * @throws RangeError for a mask prompt of another size than the picture
   */
  segment(picture: Picture, prompts: readonly VisualPrompt[], { tile = 2048 }: SegmentOptions = {}): SegmentedMask[] {
    return this.ask(
      picture,
      prompts.map((prompt) => ({
        prompt: picturePrompt(prompt),
        around: promptMask(prompt, picture.width, picture.height).box(),
      })),
      tile,
    );
  }

  /** Prompts with what they are about; a mask prompt is asked of the whole picture. */
  private ask(
    picture: Picture,
    asked: readonly { prompt: PicturePrompt; around: Box }[],
    tile: number,
  ): SegmentedMask[] {
    const found: SegmentedMask[] = [];
    const windows = asked.map(({ prompt, around }) =>
      prompt.mask ? wholeOf(picture) : windowAround(around, picture, tile),
    );
    const seen = new Map<string, { window: Window; places: number[] }>();
    for (const [i, window] of windows.entries()) {
      const key = Object.values(window).join();
      seen.set(key, { window, places: [...(seen.get(key)?.places ?? []), i] });
    }
    for (const { window, places } of seen.values())
      this.#inside(picture, window, (frame, cut) => {
        const { logits, iou } = cut(places.map((i) => moved(asked[i].prompt, window)));
        const scores = iou.to("float32").toTypedArray();
        for (const [k, i] of places.entries()) {
          const inside = scope(() =>
            frame
              .upscale(logits.narrow(0, k, 1).unsqueeze(1))
              .gt(0)
              .to("uint8")
              .toTypedArray(),
          );
          const mask = placed(inside as Uint8Array, window, picture);
          found[i] = { mask, box: mask.box(), score: Math.min(Math.max(Number(scores[k]), 0), 1) };
        }
      });
    return found;
  }

  /**
   * Masks of everything that a grid of points finds, the surest first. Stability is taken at the network's own resolution,
   * where it costs a sixteenth.
   * @throws the signal's reason when aborted
   */
  everything(picture: Picture, options: EverythingOptions = {}): SegmentedMask[] {
    const { tile = 2048, points = 32, maxOverlap = 0.7, minArea = 1, onProgress, signal } = options;
    const windows = [wholeOf(picture), ...tilesOf(picture, tile)];
    const grids = windows.map((window) => gridOf(window, points));
    const passes = grids.reduce((sum, grid) => sum + Math.ceil(grid.length / PASS), 0);
    let done = 0;
    const found: SegmentedMask[] = [];
    for (const [w, window] of windows.entries())
      this.#inside(picture, window, (frame, cut) => {
        const grid = grids[w];
        for (let from = 0; from < grid.length; from += PASS) {
          signal?.throwIfAborted();
          const asked = grid.slice(from, from + PASS);
          for (const each of scope(() => this.#sure(frame, cut(asked), options))) {
            if (isCutOff(each.mask.box(), window, picture) || each.mask.area() < minArea) continue;
            const mask = Mask.fromRle(placed(each.mask.data, window, picture).toRle());
            found.push({ ...each, mask, box: mask.box() });
          }
          onProgress?.(++done, passes);
        }
        const kept = suppressed(found, maxOverlap);
        found.splice(0, found.length, ...kept);
      });
    return found;
  }

  /** Masks of one pass that are sure and stable, in the pixels of their part. */
  #sure(
    frame: SamFrame,
    { logits, iou }: CutOut,
    { minScore = 0.88, minStability = 0.95 }: EverythingOptions,
  ): { mask: Mask; score: number }[] {
    const scores = iou.to("float32").toTypedArray() as Float32Array;
    const side = logits.shape[2];
    const [across, down] = frame.scaled.map((length) => Math.max(1, Math.ceil((length * side) / frame.side)));
    const inside = logits.narrow(1, 0, down).narrow(2, 0, across).flatten(1);
    const above = (level: number) => inside.gt(level).sum(1).to("float32");
    const stability = above(MOVED).div(above(-MOVED).clampMin(1)).toTypedArray() as Float32Array;
    return [...scores.keys()]
      .filter((i) => scores[i] >= minScore && stability[i] >= minStability)
      .map((i) => {
        const { width, height } = frame;
        const data = scope(() =>
          frame
            .upscale(logits.narrow(0, i, 1).unsqueeze(1))
            .gt(0)
            .to("uint8")
            .toTypedArray(),
        );
        return { mask: new Mask(width, height, data as Uint8Array), score: Math.min(scores[i], 1) };
      });
  }

  /** Encodes a part of a picture and asks about it. */
  #inside(
    picture: Picture,
    window: Window,
    body: (frame: SamFrame, cut: (prompts: readonly PicturePrompt[]) => CutOut) => void,
  ): void {
    const part = cropped(picture, window);
    const frame = new SamFrame(part.width, part.height, this.network.settings.imageSize);
    noGrad(() =>
      scope(() => {
        const map = this.network.encode(frame.pixels(part, placementOf(this.network)));
        body(frame, (prompts) => cutOut(this.network, map, frame, prompts));
      }),
    );
  }

  dispose(): void {
    this.network.dispose();
  }

  [Symbol.dispose](): void {
    this.dispose();
  }
}

/** A prompt in the pixels of a part. */
function moved({ points, box, mask }: PicturePrompt, { x, y }: Window): PicturePrompt {
  return {
    points: points.map(({ at, belongs }) => ({ at: [at[0] - x, at[1] - y], belongs })),
    box: box && [box[0] - x, box[1] - y, box[2] - x, box[3] - y],
    mask,
  };
}

/** The mask of a part at its place in the picture. */
function placed(inside: Uint8Array, { x, y, width, height }: Window, picture: Picture): Mask {
  if (width === picture.width && height === picture.height) return new Mask(width, height, inside);
  const mask = new Mask(picture.width, picture.height);
  for (let row = 0; row < height; row++)
    mask.data.set(inside.subarray(row * width, (row + 1) * width), (y + row) * picture.width + x);
  return mask;
}

/** Points in the middles of a grid's cells, square ones. */
function gridOf({ width, height }: Window, points: number): PicturePrompt[] {
  const step = Math.max(width, height) / points;
  const along = (length: number) => {
    const count = Math.max(1, Math.round(length / step));
    return Array.from({ length: count }, (_, i) => ((i + 0.5) * length) / count);
  };
  return along(height).flatMap((y) =>
    along(width).map((x): PicturePrompt => ({ points: [{ at: [x, y], belongs: true }], box: null, mask: null })),
  );
}
