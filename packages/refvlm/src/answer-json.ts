// An answer as JSON: what `refvlm predict --json` prints and `refvlm start` writes beside its pictures.
import type { GroundedAnswer } from "@refvlm/model";
import type { Plan } from "@refvlm/trp";
import type { Box, Rle } from "@refvlm/vision";

/** One instance; coordinates in original pixels. */
export interface UnitJson {
  kind: string;
  phrase: string;
  /** Counts the instances of the phrase, from 0. */
  instance: number;
  /** 0..1 */
  score: number;
  /** [x1, y1, x2, y2]; null where nothing was found. */
  box: Box | null;
  /** COCO run lengths; absent for units without a mask. */
  mask?: Rle;
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
  units: UnitJson[];
}

/** What the answer was about. */
export interface Asked {
  picture: string;
  size: readonly [width: number, height: number];
  question: string;
}

/** The answer as plain data; boxes to hundredths of a pixel. */
export function answerToJson(
  { text, trp, plan, units }: GroundedAnswer,
  { picture, size, question }: Asked,
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
    units: units.map(({ kind, phrase, instance, score, box, mask }) => ({
      kind,
      phrase,
      instance,
      score: rounded(score, 4),
      box: box ? (box.map((edge) => rounded(edge, 2)) as unknown as Box) : null,
      ...(mask && { mask: mask.toRle() }),
    })),
  };
}

function rounded(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
