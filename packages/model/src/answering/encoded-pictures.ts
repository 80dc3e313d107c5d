// Pictures in memory: their features and the language model's reading of them, shared by all questions about them.
import { ELEMENT_BYTES, noGrad, scope, type Tensor } from "@refvlm/torch";
import { encodeQuestion } from "@refvlm/trp";
import { Frame, type Picture } from "@refvlm/vision";
import type { VisualMemory } from "../decoders/visual-memory.js";
import { pixelBatch } from "../encoders/pixels.js";
import { KvCache } from "../language-model/kv-cache.js";
import type { PictureFeatures } from "../network.js";
import { packConversations } from "../packing.js";
import type { PatchFeatures } from "../picture-tokens.js";
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

/** Tokens that the language model reads between two steps of others. */
const CHUNK = 256;

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
    const steps = EncodedPictures.encoding(model, pictures, onPhase);
    for (;;) {
      const { done, value } = steps.next();
      if (done) return value;
    }
  }

  /**
   * The same in steps, for others to go on between them: the encoders, then the language model's reading, a chunk at a time.
   * Nothing is left behind where it is broken off (`return`), either.
   */
  static *encoding(
    model: LoadedModel,
    pictures: readonly Picture[],
    onPhase?: AnswerOptions["onPhase"],
    chunk = CHUNK,
  ): Generator<void, EncodedPictures, void> {
    onPhase?.("encoder");
    const { network } = model;
    const prefixes = pictures.map(() => new KvCache());
    const held: Tensor[] = [];
    let encoded: EncodedPictures | undefined;
    const prompts: Tensor[] = [];
    try {
      const features = noGrad(() => scope(() => seenPictures(model, pictures)));
      held.push(...allTensors(features));
      prompts.push(...features.prompts);
      for (const tensor of [...held, ...prompts]) tensor.keep();
      features.memory.keep();
      onPhase?.("language model");
      for (const [picture, cache] of prefixes.entries()) {
        const [, length] = prompts[picture].shape;
        for (let from = 0; from < length; from += chunk) {
          yield;
          const read = () => {
            network.languageModel.forward({ inputsEmbeds: prompts[picture].slice(1, from, from + chunk), cache });
          };
          noGrad(() => scope(read));
        }
      }
      const frames = pictures.map(({ width, height }) => Frame.letterbox(width, height));
      encoded = new EncodedPictures(frames, features, prefixes);
      return encoded;
    } finally {
      for (const prompt of prompts) prompt.dispose();
      if (!encoded) for (const each of [...held, ...prefixes]) each.dispose();
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

/** Features of pictures, and what the language model reads of each, [1, T, C]: what every conversation about it begins with. */
function seenPictures(model: LoadedModel, pictures: readonly Picture[]): KeptFeatures & { prompts: Tensor[] } {
  const { network, codec, template } = model;
  const features = network.encodePictures(pixelBatch(pictures, network.config, network), listedNames(model));
  // The question behind it only makes the encoder content.
  const { prefix } = encodeQuestion([{ type: "image" }, { type: "text", text: "?" }], codec, template);
  const row = { conversation: { prefix, turns: [] }, independent: true };
  const packed = packConversations([row], network.packing(model));
  const prompts = pictures.map((_, picture) =>
    network.embed(packed, { tokens: features.tokens.narrow(0, picture, 1) }),
  );
  return { memory: features.memory, patches: features.patches, prompts };
}

function allTensors({ memory, patches: { map, fused } }: KeptFeatures): Tensor[] {
  return [...memory.tensors(), map, ...(fused ? [fused] : [])];
}
