// Pictures in memory: their features and the language model's reading of them, shared by all questions about them.
import { ELEMENT_BYTES, noGrad, scope, type Tensor } from "@refvlm/torch";
import { encodeQuestion } from "@refvlm/trp";
import { Frame, type Picture } from "@refvlm/vision";
import type { VisualMemory } from "../decoders/visual-memory.js";
import { pixelBatch } from "../encoders/pixels.js";
import { KvCache } from "../language-model/kv-cache.js";
import type { PatchFeatures, PictureFeatures } from "../network.js";
import { packConversations } from "../packing.js";
import type { LoadedModel } from "../pretrained/loaded-model.js";
import { NoPictureError } from "./errors.js";
import { listedNames } from "./listed-names.js";
import type { AnswerOptions } from "./question.js";

/** One of the pictures that are in memory. */
export interface PictureHandle {
  pictures: EncodedPictures;
  /** Which of them. */
  index: number;
}

/** What questions read: the pictures' own tokens have been read already. */
type KeptFeatures = Pick<PictureFeatures, "memory" | "patches">;

/**
 * Owns the features and caches of some pictures: whoever encodes them disposes them, once nothing is asked about them any
 * more. Answers read them and never free them.
 */
export class EncodedPictures {
  readonly frames: readonly Frame[];
  readonly #memory: VisualMemory;
  readonly #patches: PatchFeatures;
  readonly #prefixes: readonly KvCache[];
  #disposed = false;

  private constructor(frames: readonly Frame[], { memory, patches }: KeptFeatures, prefixes: readonly KvCache[]) {
    this.frames = frames;
    this.#memory = memory;
    this.#patches = patches;
    this.#prefixes = prefixes;
  }

  /** Runs the encoders and lets the language model read each picture; nothing is left behind where that fails. */
  static encode(model: LoadedModel, pictures: readonly Picture[], onPhase?: AnswerOptions["onPhase"]): EncodedPictures {
    onPhase?.("encoder");
    const { network, codec, template } = model;
    const prefixes = pictures.map(() => new KvCache());
    try {
      const encoded = noGrad(() =>
        scope(() => {
          const features = network.encodePictures(pixelBatch(pictures, network.config, network), listedNames(model));
          onPhase?.("language model");
          // What every conversation about a picture begins with; the question behind it only makes the encoder content.
          const { prefix } = encodeQuestion([{ type: "image" }, { type: "text", text: "?" }], codec, template);
          const row = { conversation: { prefix, turns: [] }, independent: true };
          const packed = packConversations([row], network.packing(model));
          for (const [picture, cache] of prefixes.entries()) {
            const inputsEmbeds = network.embed(packed, { tokens: features.tokens.narrow(0, picture, 1) });
            network.languageModel.forward({ inputsEmbeds, cache });
          }
          return { memory: features.memory, patches: features.patches };
        }),
      );
      for (const tensor of allTensors(encoded)) tensor.keep();
      encoded.memory.keep();
      const frames = pictures.map(({ width, height }) => Frame.letterbox(width, height));
      return new EncodedPictures(frames, encoded, prefixes);
    } catch (error) {
      for (const cache of prefixes) cache.dispose();
      throw error;
    }
  }

  /** What features, keys and values take; more once a decoder with an encoder of its own has looked at a picture. */
  get bytes(): number {
    const tensors = allTensors({ memory: this.#memory, patches: this.#patches });
    const features = tensors.reduce((sum, { numel, dtype }) => sum + numel * ELEMENT_BYTES[dtype], 0);
    return this.#prefixes.reduce((sum, { bytes }) => sum + bytes, features);
  }

  /** What the decoders see; a row for each picture. */
  get memory(): VisualMemory {
    this.#check();
    return this.#memory;
  }

  /** What visual prompts are read from, of one picture; views, for whoever asks to free. */
  patches(index: number): PatchFeatures {
    this.#check();
    const { map, fused } = this.#patches;
    return { map: map.narrow(0, index, 1), fused: fused?.narrow(0, index, 1) };
  }

  /** What the language model has read of a picture and all that stands before it: a cache of one row. */
  prefix(index: number): KvCache {
    this.#check();
    return this.#prefixes[index];
  }

  /** @throws NoPictureError */
  handle(index: number): PictureHandle {
    this.#check();
    if (!(index in this.frames))
      throw new NoPictureError(`there is no picture ${index}: ${this.frames.length} in memory, counted from 0`);
    return { pictures: this, index };
  }

  /** Frees everything; doing it twice is harmless. */
  dispose(): void {
    this.#disposed = true;
    for (const tensor of allTensors({ memory: this.#memory, patches: this.#patches })) tensor.dispose();
    for (const cache of this.#prefixes) cache.dispose();
  }

  #check(): void {
    if (this.#disposed) throw new NoPictureError("the picture has been freed: encode it again");
  }
}

function allTensors({ memory, patches: { map, fused } }: KeptFeatures): Tensor[] {
  return [...memory.tensors(), map, ...(fused ? [fused] : [])];
}
