// An answer as JSON: what `refvlm predict --json` prints and `refvlm start` writes beside its pictures.
import type { Plan } from "@refvlm/trp";
import { type UnitShapes, unitsToJson } from "@refvlm/vision";
import type { GroundedAnswer } from "./answer.js";

/**
 * One instance of a phrase in one unit, and under the names of units what was found, in original pixels and as
 * `UnitShape.json` writes it; nothing where nothing was found.
 */
export interface InstanceJson extends Record<string, unknown> {
  unit: string;
  phrase: string;
  /** Counts the instances of the phrase, from 0. */
  instance: number;
  /** 0..1 */
  score: number;
}

export interface AnswerJson {
  /** The picture's path as given. */
  picture: string;
  /** [width, height] */
  size: [number, number];
  question: string;
  /** The words alone. */
  text: string;
  /** The answer as generated, with plan and markers. */
  trp: string;
  plan: Pick<Plan, "decode" | "lines"> | null;
  units: InstanceJson[];
}

/** What the answer was about. */
export interface Asked {
  picture: string;
  size: readonly [width: number, height: number];
  question: string;
}

/** The answer as plain data. */
export function answerToJson(
  { text, trp, plan, units }: GroundedAnswer,
  { picture, size, question }: Asked,
  shapes?: UnitShapes,
): AnswerJson {
  return {
    picture,
    size: [...size],
    question,
    text,
    trp,
    plan: plan && {
      decode: plan.decode,
      lines: plan.lines.map(({ name, units, count }) => ({ name, units, count })),
    },
    units: units.map((each) => ({
      unit: each.unit,
      phrase: each.phrase,
      instance: each.instance,
      score: Number(each.score.toFixed(4)),
      ...unitsToJson(each, shapes),
    })),
  };
}
