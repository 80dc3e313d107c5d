// An answer as JSON and back: what `refvlm predict --json` prints and `JSON.stringify` writes.
import { explainConfigIssues } from "@refvlm/config";
import {
  promptToJson,
  UnitError,
  type UnitShapes,
  unitsFromJson,
  unitsToJson,
  type VisualPrompt,
} from "@refvlm/vision";
import type { Evidence } from "../pretrained/calibration.js";
import type { GroundedAnswer, GroundedInstance } from "./answer.js";
import { type AnswerJson, answerSchema, type InstanceJson } from "./answer-schema.js";
import { AnswerJsonError } from "./errors.js";
import type { AnswerOptions } from "./question.js";

/** What the answer was about. */
export interface Asked {
  /** Of the row of a list of questions. */
  id?: string | number;
  /** The picture's path, or whatever it is called. */
  picture?: string;
  question?: string;
  /** What the user pointed at. */
  prompts?: readonly VisualPrompt[];
  /** How it was asked, as far as that was said; the seed stands in the answer. */
  options?: Pick<AnswerOptions, "temperature" | "topP" | "minScore" | "deny"> & { maxTokens?: number };
}

/** Gives an answer what `JSON.stringify` asks for; on its prototype, since clones take data alone. */
export function withJson(answer: GroundedAnswer): GroundedAnswer {
  return Object.assign(Object.create(written), answer);
}

const written = {
  toJSON(this: GroundedAnswer): AnswerJson {
    return answerToJson(this);
  },
};

/**
 * The answer as plain data: pixels to thousandths, scores to four digits, masks as run lengths, depth as base64.
 * @param shapes units that are written; a program that adds one names them, `polygonShapes` writes masks as polygons
 */
export function answerToJson(
  { model, seed, image, text, trp, plan, instances, problems, explanation, warnings, tokens, ended }: GroundedAnswer,
  { id, picture, question, prompts, options }: Asked = {},
  shapes?: UnitShapes,
): AnswerJson {
  return {
    ...(id === undefined ? {} : { id }),
    ...(picture === undefined ? {} : { picture }),
    ...(question === undefined ? {} : { question }),
    ...(prompts === undefined ? {} : { prompts: prompts.map(promptToJson) as AnswerJson["prompts"] }),
    ...(options === undefined ? {} : { options: { ...options } }),
    image: { ...image },
    text,
    trp,
    plan: plan && {
      decode: plan.decode,
      lines: plan.lines.map(({ name, units, count }) => ({ name, units: [...units], count })),
    },
    instances: instances.map((instance) => instanceToJson(instance, shapes)),
    problems: [...problems],
    ...(explanation && { explanation }),
    ...(warnings && { warnings: warnings.map((each) => ({ ...each, distance: shortened(each.distance) })) }),
    tokens,
    ended,
    model: { ...model },
    seed,
  };
}

/** One instance as `answerToJson` writes it: what streams before the answer is whole has the same form. */
export function instanceToJson(
  { phrase, triplet, index, score, units, ...values }: GroundedInstance,
  shapes?: UnitShapes,
): InstanceJson {
  return {
    phrase,
    triplet,
    index,
    score: shortened(score),
    units: units.map(({ score, evidence, ...mark }) => ({
      ...mark,
      score: shortened(score),
      ...(evidence && { evidence: shortenedEvidence(evidence) }),
    })),
    ...unitsToJson(values, shapes),
  };
}

/**
 * The answer that `answerToJson` wrote, what it was about left out; the plan's places in the text are not written.
 * @param shapes units that are read; values of others are left out
 * @throws AnswerJsonError naming each field that is not what it must be
 */
export function answerFromJson(json: unknown, shapes?: UnitShapes): GroundedAnswer {
  const { data, error } = answerSchema.safeParse(json);
  if (error) throw new AnswerJsonError(explainConfigIssues(error, answerSchema, "the answer cannot be read"));
  const { id: _, picture: __, question: ___, prompts: ____, options: _____, instances, ...answer } = data;
  return withJson({
    ...answer,
    instances: instances.map(({ phrase, triplet, index, score, units, ...values }, i) => {
      try {
        return { phrase, triplet, index, score, units, ...unitsFromJson(values, shapes) };
      } catch (error) {
        if (error instanceof UnitError) throw new AnswerJsonError(`instances.${i}: ${error.message}`);
        throw error;
      }
    }),
  });
}

function shortenedEvidence({ words, quality, presence, singled }: Evidence): Evidence {
  return {
    words: shortened(words),
    ...(quality === undefined ? {} : { quality: shortened(quality) }),
    ...(presence === undefined ? {} : { presence: shortened(presence) }),
    ...(singled && { singled }),
  };
}

function shortened(score: number): number {
  return Number(score.toFixed(4));
}
