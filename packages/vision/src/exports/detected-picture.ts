// What is found in a picture, as exports take it.
import type { UnitValues } from "../units/index.js";

/** One object: its words, how sure that is (0..1), and its units in original pixels. */
export type DetectedObject = Readonly<Partial<UnitValues>> & {
  readonly phrase: string;
  readonly score: number;
  /** What it is counted as, from 1; by default its place among the objects. */
  readonly number?: number;
};

/** A picture with what was found in it. */
export interface DetectedPicture {
  /** Its path, or whatever it is called. */
  readonly file: string;
  readonly width: number;
  readonly height: number;
  readonly objects: readonly DetectedObject[];
}
