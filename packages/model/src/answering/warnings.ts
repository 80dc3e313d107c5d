// What an answer is about that its network was not made for: a picture unlike those that it was calibrated on, and things
// that are near none of the names it knows. Data for programs; nothing of the answer changes.
import { noGrad, scope, type Tensor } from "@refvlm/torch";
import type { FamiliarPictures } from "../pretrained/calibration.js";
import type { LoadedModel } from "../pretrained/loaded-model.js";
import { askedPhrases, asksWhere } from "./asked-phrases.js";
import { listedNames } from "./listed-names.js";

/** Why an answer may mean little. */
export interface AnswerWarning {
  about: "picture" | "name";
  /** For a name, what the answer is about. */
  name?: string;
  /** How far from what the network knows; a picture is far above 1, a name is as far as it can be at 1. */
  distance: number;
}

/** Cosine below which a text is near no name: a known word is nearer, and most that mean none of them are farther. */
const NEAR_NAME = 0.7;

/** A denial in words, and what it denies. */
const DENIED = /there (?:is|are) no (.+?)(?: in the picture)?[.!]/gi;

/**
 * Things that an answer is about: those of its plan, and those that it denies; and where it has other words for a question about a
 * place, what that asks for.
 */
export function namesToldOf(text: string, planned: readonly string[], question = ""): string[] {
  const denied = [...text.matchAll(DENIED)].flatMap(([, names]) => names.split(/,? (?:and|or) (?:no )?|, (?:no )?/));
  const asked = planned.length === 0 && asksWhere(question) ? askedPhrases(question) : [];
  return [...new Set([...planned, ...denied, ...asked])];
}

/** A warning for each name that is near none of the network's; none for a network without a list of names. */
export function foreignNames(model: LoadedModel, names: readonly string[]): AnswerWarning[] {
  const encode = model.network.phraseEncoder(model.textCodec);
  if (names.length === 0 || !encode) return [];
  return noGrad(() =>
    scope(() => {
      const known = listedNames(model);
      if (!known) return [];
      const nearest = encode(names).to("float32").matmul(known.to("float32").t()).amax(-1); // [N]
      const cosines = [...(nearest.toTypedArray() as Float32Array)];
      return names.flatMap((name, i) =>
        cosines[i] < NEAR_NAME ? [{ about: "name" as const, name, distance: 1 - Math.max(0, cosines[i]) }] : [],
      );
    }),
  );
}

/** Means of a picture's patches, one for each channel: what pictures are compared by. @param patches [1, P, C] */
export function pictureFigures(patches: Tensor): Float32Array {
  return noGrad(() => scope(() => patches.to("float32").mean([0, 1]).toTypedArray() as Float32Array));
}

/** A warning for a picture unlike those of the calibration; none where it says nothing of pictures. */
export function foreignPicture({ calibration }: LoadedModel, figures: () => Float32Array): AnswerWarning[] {
  const pictures = calibration?.pictures;
  if (!pictures) return [];
  const distance = pictureDistance(figures(), pictures) / pictures.most;
  return distance > 1 ? [{ about: "picture", distance }] : [];
}

/**
 * Squared Mahalanobis distance (Lee et al. 2018), up to a factor: the mean over channels of the squared distance in deviations, less
 * what lies along directions in which familiar pictures differ anyway, as a plate of food does from a street.
 */
export function pictureDistance(
  figures: ArrayLike<number>,
  { mean, deviation, axes }: Omit<FamiliarPictures, "most">,
): number {
  const off = mean.map((each, c) => (figures[c] - each) / deviation[c]);
  const along = (axis: readonly number[]) => axis.reduce((sum, value, c) => sum + value * off[c], 0);
  const all = off.reduce((sum, value) => sum + value ** 2, 0);
  return axes.reduce((left, axis) => left - along(axis) ** 2, all) / mean.length;
}
