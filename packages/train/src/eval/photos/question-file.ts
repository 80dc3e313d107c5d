// The evaluation's questions about photographs. They are data, written once, and hold their truth: only pictures are missing.
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";
import { explainConfigIssues, explainJsonError, unreadable } from "@refvlm/config";
import type { Relation } from "@refvlm/vt-instruct";
import { z } from "zod";
import { type QuestionKind, questionKinds } from "../kinds.js";
import { QuestionsError } from "../questions.js";
import type { WrittenTurn } from "../written-turn.js";

/** How one of several things of a name may be meant. */
export const ways = ["leftmost", "rightmost", "topmost", "bottommost", "largest", "smallest"] as const;
export type Way = (typeof ways)[number];

/** What a question is about, for whoever answers it without reading it. */
export interface Asks {
  /** Names of the data set, in the order of the question. */
  readonly names: readonly string[];
  /** What the question, and so the answer, calls the first of them, where that is another word. */
  readonly called?: string;
  /** All things of that word are asked for. */
  readonly many?: true;
  /** Which of the things of the first name. */
  readonly way?: Way;
  /** The first name's thing to the second's. */
  readonly relation?: Relation;
}

export interface WrittenPhotoTurn extends WrittenTurn {
  readonly asks: Asks;
}

/** The first line of the file. */
export interface PhotoHeader {
  readonly seed: number;
  /** Folder of the pictures below the data set's. */
  readonly folder: string;
  /** The one caption that is most like those of other photographs: what a caption must be better than. */
  readonly constantCaption: string;
}

/** Every further line: a picture with what is labelled in it, and its questions. */
export interface PhotoLine {
  readonly picture: string;
  readonly width: number;
  readonly height: number;
  /** Values of units as JSON. */
  readonly objects: readonly ({ readonly name: string; readonly crowd?: true } & Readonly<Record<string, unknown>>)[];
  /** As people wrote them: what captions are compared with. */
  readonly captions?: readonly string[];
  readonly questions: Partial<Record<QuestionKind, readonly WrittenPhotoTurn[]>>;
}

/** What a file that a script wrote must have to be such a file at all. */
const headerSchema = z.looseObject({ seed: z.number(), folder: z.string(), constantCaption: z.string() });
const turnSchema = z.looseObject({
  task: z.string(),
  question: z.string(),
  answer: z.string(),
  targets: z.array(z.array(z.int().nonnegative().nullable())),
  asks: z.looseObject({ names: z.array(z.string()) }),
});
const lineSchema = z.looseObject({
  picture: z.string(),
  width: z.number(),
  height: z.number(),
  objects: z.array(z.looseObject({ name: z.string() })),
  captions: z.array(z.string()).optional(),
  questions: z.partialRecord(z.enum(questionKinds as [QuestionKind, ...QuestionKind[]]), z.array(turnSchema)),
});

/** A file of questions. */
export class PhotoQuestions {
  readonly header: PhotoHeader;
  readonly lines: readonly PhotoLine[];
  /** SHA-256 of the file: what an evaluation's results depend on. */
  readonly digest: string;

  private constructor(bytes: Uint8Array, path: string) {
    const [header, ...lines] = unzipped(bytes, path).trimEnd().split("\n");
    this.header = parsed<PhotoHeader>(header, headerSchema, `${path}: line 1`);
    this.lines = lines.map((text, i) => parsed<PhotoLine>(text, lineSchema, `${path}: line ${i + 2}`));
    if (lines.length === 0) throw new QuestionsError(`${path}: it asks about no picture; ${WRITTEN}`);
    for (const [i, { objects, questions }] of this.lines.entries())
      for (const { question, targets } of Object.values(questions).flat())
        if (targets.flat().some((place) => place !== null && place >= objects.length))
          throw new QuestionsError(
            `${path}: line ${i + 2}: ${JSON.stringify(question)} is about an object that the line, which has ${objects.length}, does not have; ${WRITTEN}`,
          );
    this.digest = createHash("sha256").update(bytes).digest("hex");
  }

  /**
   * Reads a file of questions, by default the package's own.
   * @throws QuestionsError for a file that cannot be read or holds something else
   */
  static read(path = fileURLToPath(new URL("../../../questions/photos.jsonl.gz", import.meta.url))): PhotoQuestions {
    let bytes: Uint8Array;
    try {
      bytes = readFileSync(path);
    } catch (error) {
      throw unreadable(path, error, (message) => new QuestionsError(message));
    }
    return new PhotoQuestions(bytes, path);
  }
}

const WRITTEN = "questions about photographs are gzipped JSON lines, as write-photo-questions.ts writes them";

function unzipped(bytes: Uint8Array, path: string): string {
  try {
    return gunzipSync(bytes).toString("utf8");
  } catch (error) {
    throw new QuestionsError(`${path}: this is not a whole gzip file (${(error as Error).message}); ${WRITTEN}`);
  }
}

function parsed<T>(text: string, schema: z.ZodType, place: string): T {
  const fault = explainJsonError(text, place);
  if (fault !== undefined) throw new QuestionsError(`${fault}; ${WRITTEN}`);
  const value = JSON.parse(text);
  const { error } = schema.safeParse(value);
  if (error) throw new QuestionsError(`${explainConfigIssues(error, schema, place)}\n${WRITTEN}`);
  return value;
}
