// What an answer is once its units are decoded: words, plan, and instances that carry their units in original pixels.
import type { Plan } from "@refvlm/trp";
import type { UnitName, UnitValues } from "@refvlm/vision";
import type { EndReason } from "../generate/row.js";
import type { Evidence } from "../pretrained/calibration.js";
import type { Explanation } from "./explanation.js";
import type { AnswerWarning } from "./warnings.js";

/** Which unit was written for an instance, and how sure that is. */
export interface UnitMark {
  /** `box`, `mask`, …: the unit; a new word of the prompt where that stands for none. */
  unit: string;
  /** What was written in `<Unit>`: a new word of the prompt. Absent where that is the unit itself. */
  word?: string;
  /**
   * Probability that it is right, 0..1: what the evidence is worth by the model's calibration, and without one the
   * probability of the words times the quality.
   */
  score: number;
  /** What speaks for it, in answers of a network. */
  evidence?: Evidence;
}

/** Which object of an answer is meant. */
interface InstanceMark {
  /** The words that ground it. */
  phrase: string;
  /** Counts the phrases of the answer that have units: tells two of the same words apart. */
  triplet: number;
  /** Counts the instances of the phrase, as the number before its `<REF>` does. */
  index: number;
}

/**
 * One instance of a phrase in one unit: what that unit's decoder made of its `<REF>`. The values, in original pixels, are
 * what it said; a mask says the box around it, too. There is none where nothing was found or no decoder serves the unit.
 */
export interface GroundedUnit extends UnitMark, InstanceMark, Partial<UnitValues> {}

/**
 * One object that a phrase grounds: what all units of its `<REF>`s say of it, in original pixels. Beside a mask without a
 * box of its own stands the box around the mask.
 */
export interface GroundedInstance extends InstanceMark, Partial<UnitValues> {
  /** The lowest score of its units, 0..1. */
  score: number;
  /** Its units in the order in which they were written. */
  units: UnitMark[];
}

/** Which network answered. */
export interface ModelIdentity {
  /** From its config. */
  name: string;
  /** From its card, tells trainings of that name apart; null for a network without one. */
  version: string | null;
  /** Of its files, where answers of several networks or calibrations may come together; see `modelDigest`. */
  digest?: string;
}

/** An answer; plain data, which `structuredClone` and `postMessage` keep. `JSON.stringify` writes it as `answerToJson`. */
export interface GroundedAnswer {
  model: ModelIdentity;
  /** Start of the random stream; it decides nothing at temperature 0. */
  seed: number;
  /** The picture's own size, in whose pixels everything is. */
  image: { width: number; height: number };
  /** The words alone. */
  text: string;
  /** The answer as generated, markers and plan included. */
  trp: string;
  plan: Plan | null;
  /** In the order of their first `<REF>`s. */
  instances: GroundedInstance[];
  /** What the parser had to mend; empty for a well-formed answer. */
  problems: string[];
  /** How it came about, where that was asked for. */
  explanation?: Explanation;
  /** What of it lies outside what the network knows; absent where nothing does. */
  warnings?: AnswerWarning[];
  /** Tokens generated. */
  tokens: number;
  /** `end`, or `length` when the limit cut it off. */
  ended: EndReason;
}

/**
 * What streams while an answer is generated.
 * - `piece`: the answer as written, markers included
 * - `text`: words alone
 * - `plan`: the finished plan
 * - `unit`: one decoded unit of an instance, as soon as its triplet closes
 * - `end`: the whole answer, and the geometric mean of the probabilities of its chosen tokens
 */
export type AnswerEvent =
  | { type: "piece"; piece: string; marker: boolean }
  | { type: "text"; text: string }
  | { type: "plan"; plan: Plan }
  | { type: "unit"; unit: GroundedUnit }
  | { type: "end"; answer: GroundedAnswer; probability: number };

/** Joins what was said of the same `<REF>`s, in the order in which they come. */
export function joinUnits(units: readonly GroundedUnit[]): GroundedInstance[] {
  const instances = new Map<string, GroundedUnit[]>();
  for (const unit of units) {
    const key = `${unit.triplet} ${unit.index}`;
    instances.set(key, [...(instances.get(key) ?? []), unit]);
  }
  return [...instances.values()].map((own) => {
    const [{ phrase, triplet, index }] = own;
    return {
      phrase,
      triplet,
      index,
      score: Math.min(...own.map(({ score }) => score)),
      units: own.map(({ unit, word, score, evidence }) => ({
        unit,
        ...(word === undefined ? {} : { word }),
        score,
        ...(evidence === undefined ? {} : { evidence }),
      })),
      // What a unit says itself counts before what another one says besides.
      ...Object.assign({}, ...own.map(valuesOf), ...own.map((each) => decodedValues(each, [each]))),
    };
  });
}

/** The units of an answer one by one, each with its own score and what it says itself. */
export function unitsOfAnswer({ instances }: Pick<GroundedAnswer, "instances">): GroundedUnit[] {
  return instances.flatMap(({ phrase, triplet, index, units, ...values }) =>
    units.map((mark) => ({ ...mark, phrase, triplet, index, ...decodedValues(values, [mark]) })),
  );
}

/** What the decoders of units said themselves: of a mask that alone, without the box around it. */
export function decodedValues(
  values: Partial<UnitValues>,
  units: readonly Pick<UnitMark, "unit">[],
): Partial<UnitValues> {
  const own = units.filter(({ unit }) => Object.hasOwn(values, unit));
  return Object.fromEntries(own.map(({ unit }) => [unit, values[unit as UnitName]]));
}

function valuesOf({
  unit,
  word,
  score,
  evidence,
  phrase,
  triplet,
  index,
  ...values
}: GroundedUnit): Partial<UnitValues> {
  return values;
}
