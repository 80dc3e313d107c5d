// Questions about photographs of COCO that training never shows: the same ones in every evaluation.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { type Picture, unitsFromJson } from "@refvlm/vision";
import { loadPicture } from "@refvlm/vision/node";
import { type AnnotatedObject, Random, targetOf } from "@refvlm/vt-instruct";
import type { QuestionSource } from "../evaluate.js";
import type { QuestionKind } from "../kinds.js";
import type { EvalQuestion } from "../question.js";
import { QuestionsError } from "../questions.js";
import { turnOf } from "../written-turn.js";
import { type Asks, type PhotoLine, PhotoQuestions } from "./question-file.js";

/** The set of all questions about photographs. */
export const PHOTOGRAPHS = "photographs";

/** A question that also says in a plain form what it asks. */
export interface PhotoQuestion extends EvalQuestion {
  readonly asks: Asks;
}

export interface PhotoSource extends QuestionSource {
  /** See `PhotoHeader`. */
  readonly constantCaption: string;
  at(index: number): Promise<PhotoQuestion[]>;
}

export interface PhotoSelection {
  /** Default: the package's own. */
  questions?: PhotoQuestions;
  /** So many pictures, drawn evenly. Default: all. */
  limit?: number;
}

/**
 * @param root the data set's folder, with `images/val`
 * @throws QuestionsError where the pictures are not there
 */
export function photoQuestions(
  root: string,
  { questions = PhotoQuestions.read(), limit = Number.POSITIVE_INFINITY }: PhotoSelection = {},
): PhotoSource {
  const { header, lines, digest } = questions;
  const chosen = limit < lines.length ? Random.of("photographs").shuffle(lines).slice(0, limit) : lines;
  const pathOf = ({ picture }: PhotoLine) => join(root, header.folder, picture);
  const missing = chosen.filter((line) => !existsSync(pathOf(line)));
  if (missing.length > 0)
    throw new QuestionsError(
      `${missing.length} of ${chosen.length} pictures are missing, first ${pathOf(missing[0])}; give --root FOLDER, the folder in COCO's layout that holds ${header.folder}`,
    );
  return {
    size: chosen.length,
    digest,
    constantCaption: header.constantCaption,
    async at(index) {
      const line = chosen[index];
      return questionsAbout(line, await loadPicture(pathOf(line)));
    },
  };
}

function questionsAbout(line: PhotoLine, picture: Picture): PhotoQuestion[] {
  const { width, height } = line;
  if (picture.width !== width || picture.height !== height)
    throw new QuestionsError(
      `${line.picture} has ${picture.width} x ${picture.height} pixels, its questions are about ${width} x ${height}: it is another copy of the picture; take the one that they were written for`,
    );
  const objects = line.objects.map((json) => ({ ...json, ...unitsFromJson(json) }) as AnnotatedObject);
  const names = [...new Set(objects.map(({ name }) => name))];
  const crowds = objects.filter(({ crowd }) => crowd);
  return Object.entries(line.questions).flatMap(([kind, turns]) =>
    turns.map(
      (written, number): PhotoQuestion => ({
        set: PHOTOGRAPHS,
        id: `${line.picture}/${number}`,
        kind: kind as QuestionKind,
        picture,
        history: [],
        turn: turnOf(written, (place) => targetOf(objects[place!])),
        asks: written.asks,
        names,
        crowds,
        ...(kind === "caption" && { references: line.captions }),
      }),
    ),
  );
}
