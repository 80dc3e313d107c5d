// The evaluation's questions about photographs. They are data, written once, and hold their truth: only pictures are missing.
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";
import type { Relation } from "@refvlm/vt-instruct";
import type { QuestionKind } from "../kinds.js";
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

/** A file of questions. */
export class PhotoQuestions {
  readonly header: PhotoHeader;
  readonly lines: readonly PhotoLine[];
  /** SHA-256 of the file: what an evaluation's results depend on. */
  readonly digest: string;

  private constructor(bytes: Uint8Array) {
    const [header, ...lines] = gunzipSync(bytes).toString("utf8").trimEnd().split("\n");
    this.header = JSON.parse(header);
    this.lines = lines.map((text) => JSON.parse(text));
    this.digest = createHash("sha256").update(bytes).digest("hex");
  }

  /** Reads a file of questions, by default the package's own. */
  static read(path = fileURLToPath(new URL("../../../questions/photos.jsonl.gz", import.meta.url))): PhotoQuestions {
    return new PhotoQuestions(readFileSync(path));
  }
}
