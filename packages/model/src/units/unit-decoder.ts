// The seam of visual units (section 4.3, DESIGN 1.1): what a decoder gets, what it must answer, and how it is trained.
import { nn, type Tensor } from "@refvlm/torch";
import type { Frame, Mask, UnitValues } from "@refvlm/vision";
import type { z } from "zod";
import type { Prediction, QueryContext, QueryDecoderConfig } from "../decoders/query-decoder.js";
import type { PictureMemory } from "../decoders/seen-picture.js";
import type { FramedPicture } from "../encoders/pixels.js";
import type { Matching } from "../matching/grouped.js";
import type { LabelledInstance, LabelledInstances } from "./labelled-instances.js";

/** Sizes that all unit decoders of a network share. */
export interface UnitDecoderSizes extends QueryDecoderConfig {
  /** Side of the grid on which coverage is compared: that of the finest level. */
  grid: number;
  /** Channels of the encoder's maps, finest first. */
  featureChannels: readonly number[];
}

/** Boxes of <REF>s, cxcywh on the padded square [B, Q, 4], and which of them were found, bool [B, Q]; no gradient. */
export interface FoundBoxes {
  boxes: Tensor;
  found: Tensor;
}

/** Everything a unit decoder sees; B rows, one for each sample with queries of the unit. */
export interface DecoderContext<Memory extends PictureMemory = PictureMemory> extends QueryContext {
  /** Pixel embeddings at the finest level, [B, M, h, w]; made when first asked for, by units that say how many they read. */
  pixelEmbeddings(): Tensor;
  /** The encoder's maps as they come, [B, c, h, w], finest first. */
  features: readonly Tensor[];
  /** The picture of each row; empty where only tensors were encoded. */
  pictures: readonly FramedPicture[];
  /** What the decoder's own `perceive` has kept of each row's picture. */
  memory: readonly Memory[];
  /**
   * The same <REF>s by the decoder of `box`, whether the text asks for boxes or not.
   * @throws Error for a network without that unit
   */
  box(): FoundBoxes;
  /**
   * The same by the decoder of `mask`: in pixels of the pictures, by places in the flattened [B, Q]; none where it found nothing.
   * @throws Error for a network without that unit, or where only tensors were encoded
   */
  masks(): ReadonlyMap<number, Mask>;
}

/** A loss and its unweighted terms for the log (no gradient). */
export interface UnitLoss {
  total: Tensor;
  parts: Record<string, Tensor>;
}

/**
 * A decoder of one visual unit. Truth, outputs and values are its own: nobody else looks into them. An instance whose
 * label it needs is not known still counts; it is matched by what is known, and costs nothing else.
 */
export abstract class UnitDecoder<
  Outputs = unknown,
  Truth = unknown,
  Value = unknown,
  Memory extends PictureMemory = PictureMemory,
> extends nn.Module {
  /**
   * Encodes pictures where the decoder has an encoder of its own: one memory each, made when a `<REF>` of the picture is first
   * routed here, kept and freed with the picture's features.
   */
  perceive?(pictures: readonly FramedPicture[]): readonly Memory[];

  /** Whether it looks at the very box that a user draws: training shows it such boxes beside proposed ones. */
  readonly looksAtDrawn: boolean = false;

  /** Whether an instance that nobody asked about is worth showing to the decoder: where its unit can be labelled at all. */
  learnsFrom(_: LabelledInstance): boolean {
    return true;
  }

  /**
   * How many things of that name a picture shows, for decoders that find them by words alone: what a plan then writes as `Num`.
   * Undefined where the language decides.
   */
  count?(memory: Memory, phrase: string, frame: Frame): number | undefined;

  /** Decodes all queries of the unit at once. */
  abstract override forward(context: DecoderContext<Memory>): Outputs;

  /** The labels of instances as the tensors that it compares with, on the instances' device. */
  abstract truth(instances: LabelledInstances): Truth;

  /** Coverage of the padded square by each instance, [K, n, n], that <REF>s learn to point at; null: it cannot say where. */
  abstract where(truth: Truth): Tensor | null;

  /** Matching cost at padded indices [G, N] into the flattened [B, Q] and [G, M] into the truth -> [G, N, M]. */
  abstract cost(outputs: Outputs, truth: Truth, slots: Tensor, rows: Tensor): Tensor;

  /** Compares matched pairs. */
  abstract loss(outputs: Outputs, context: DecoderContext<Memory>, truth: Truth, matching: Matching): UnitLoss;

  /** One for each <REF>, in the order of `queries.groups`. */
  abstract predictions(outputs: Outputs, context: DecoderContext<Memory>): Prediction<Value>[];

  /** A value in the pixels of the original picture, with what follows from it: a mask also says its box. */
  abstract toPixels(value: Value, frame: Frame): Partial<UnitValues>;
}

/** One way to answer a unit: what a registry lists, and `decoder.units` in the config chooses. */
export interface UnitDecoderKind<Settings extends z.ZodObject = z.ZodObject> {
  /** The word in `<Unit>`. Several decoders may serve one unit. */
  readonly unit: string;
  /** What the config may say about it. */
  readonly settings: Settings;
  /** Channels of the pixel embeddings that it reads; absent where it reads none. */
  pixelChannels?(settings: z.infer<Settings>): number;
  /** Reads no fused maps: where all decoders of a network say so, and a detector proposes, it has no pixel decoder. */
  readonly readsPyramid?: false;
  /** Reads where <REF>s point, so that it needs query selection. */
  readonly needsPointing?: true;
  /** What whoever loads it must know, e.g. of its licence. */
  readonly notice?: string;
  /** Asks for the boxes, or the masks, of its <REF>s, so that some decoder must serve that unit. */
  readonly needs?: "box" | "mask";
  /**
   * The network of a plugin by itself: one whose weights others have published. Its decoder holds it as `network`, a folder of
   * the plugin holds its weights, and whatever else the decoder has begins at zero, where it changes nothing.
   */
  network?(settings: z.infer<Settings>): nn.Module;
  build(sizes: UnitDecoderSizes, settings: z.infer<Settings>): UnitDecoder;
}

/** Decoders by name. A network is built with one; a program's own: `{ ...unitDecoders, landmark }`. */
export type UnitDecoders = Readonly<Record<string, UnitDecoderKind>>;
