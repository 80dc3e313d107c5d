// What a family of published plugins is: one decoder's whole network, which `refvlm convert` makes a decoder's folder of.
import type { Description, Layout } from "./family.js";
import type { Piece } from "./source.js";

/** A published file's digest, in hexadecimal. */
export interface PublishedDigest {
  readonly algorithm: "md5" | "sha256";
  /** All of it, or how it begins. */
  readonly hex: string;
}

/** The shape of a tensor under our key; undefined where the files have none. */
export type ShapeOf = (key: string) => readonly number[] | undefined;

/** What comes of files beside the weights: further tensors by our keys, and what the settings say of them. */
export interface Beside {
  readonly pieces: ReadonlyMap<string, Piece>;
  readonly settings: Readonly<Record<string, unknown>>;
  close(): void;
}

export interface DecoderFamily {
  /** As the registry of decoders names it, and `--family`. */
  readonly name: string;
  /** Names of files to those of the decoder's network. */
  readonly layouts: readonly Layout[];
  readonly licence: string;
  /**
   * The decoder's settings.
   * @param described the config.json beside the weights; empty where there is none
   * @throws Error for tensors that are no such network's
   */
  settings(shapeOf: ShapeOf, described: Description): Record<string, unknown>;
  /**
   * What the network needs beside its published tensors.
   * @param folder of the weights
   * @param text where texts are read from, as `--parts text=FOLDER` says
   * @throws ModelFileError and ConversionError naming what is not there
   */
  beside?(folder: string, shapeOf: ShapeOf, text?: string): Beside;
  /** The digest that a published file of this name has; undefined for names that nobody has published. */
  digest(fileName: string): PublishedDigest | undefined;
}
