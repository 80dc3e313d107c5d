// What a family of published plugins is: one decoder's whole network, which `refvlm convert` makes a decoder's folder of.
import type { Description, Layout } from "./family.js";

/** A published file's digest, in hexadecimal. */
export interface PublishedDigest {
  readonly algorithm: "md5" | "sha256";
  /** All of it, or how it begins. */
  readonly hex: string;
}

/** The shape of a tensor under our key; undefined where the files have none. */
export type ShapeOf = (key: string) => readonly number[] | undefined;

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
  /** The digest that a published file of this name has; undefined for names that nobody has published. */
  digest(fileName: string): PublishedDigest | undefined;
}
