// What a family of published decoders is: how its files name things, how large their networks are, and what else they need.
import type { Tensor } from "@refvlm/torch";
import type { Description, Layout } from "./family.js";
import type { Shapes } from "./part-configs.js";

/** A tensor that a network needs beside the published ones. */
export interface BesideTensor {
  readonly shape: readonly number[];
  readonly read: () => Tensor;
}

/** What comes of files beside the weights: further tensors by our keys, and what the settings say of them. */
export interface Beside {
  readonly tensors: ReadonlyMap<string, BesideTensor>;
  readonly settings: Readonly<Record<string, unknown>>;
  close(): void;
}

export interface DecoderFamily {
  /** The decoder's name in the registry; also as `--family` says it. */
  readonly name: string;
  readonly layouts: readonly Layout[];
  /**
   * The decoder's settings, as far as its published tensors say them.
   * @param shapes by our keys
   * @param described the config.json beside the weights, empty without one
   * @throws Error naming a tensor that should say one
   */
  settings(shapes: Shapes, described: Description): Readonly<Record<string, unknown>>;
  /**
   * What lies beside the weights.
   * @param folder of the weights
   * @param shapes by our keys
   * @param text where texts are read from, as `--parts text=FOLDER` says
   * @throws ModelFileError and ConversionError naming what is not there
   */
  beside?(folder: string, shapes: Shapes, text?: string): Beside;
  /** Published files by their names, with what they are known by. */
  readonly digests: Readonly<Record<string, { readonly algorithm: "md5" | "sha256"; readonly hex: string }>>;
  readonly licence: string;
}
