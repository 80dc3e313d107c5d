// The list of a detector: what answers by rule are made of.
import type { Box, Picture } from "@refvlm/vision";

/** One thing that was found. */
export interface Listed {
  /** In the picture's own pixels. */
  readonly box: Box;
  /** A name of the data set, e.g. "dog". */
  readonly name: string;
  /** 0..1. */
  readonly score: number;
}

/** Everything that is found in a picture, unsure things included; `name` tells the picture in files of results. */
export type ProposalList = (picture: Picture, name: string) => readonly Listed[] | Promise<readonly Listed[]>;

/** Scores from which on a rule believes a detector; chosen on the training pictures that it had not seen. */
export const believed = {
  /** It is listed, or counted. */
  listed: 0.35,
  /** It is there. */
  present: 0.15,
  /** It is the one that is asked for; below, it is denied. */
  asked: 0.2,
  /** It is one of those among which a word for a place chooses. */
  compared: 0.3,
} as const;

/** The surest first. */
export function ofName(list: readonly Listed[], name: string, least: number): Listed[] {
  return list.filter((each) => each.name === name && each.score >= least).sort((a, b) => b.score - a.score);
}
