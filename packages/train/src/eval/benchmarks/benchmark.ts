// The seam of a published benchmark: its files, how each picture is asked about, how answers are measured, the paper's figures.
import type { AnnotatedObject, AnnotatedPicture, Random, SampleTurn } from "@refvlm/vt-instruct";
import type { QuestionKind } from "../kinds.js";
import type { TaskFamily } from "../tasks/family.js";

/** A question of a benchmark. */
export interface BenchmarkTurn {
  readonly kind: QuestionKind;
  readonly turn: SampleTurn;
  /** Every accepted answer in words. */
  readonly references?: readonly string[];
  /** Regions of many objects. */
  readonly crowds?: readonly AnnotatedObject[];
}

/** One official split. */
export interface BenchmarkPart {
  /** The reader's options: files and folders below the root, and plain settings such as `split`. */
  readonly files: Readonly<Record<string, string>>;
  readonly settings?: Readonly<Record<string, string>>;
  /** What the paper prints of REF-VLM, in hundredths, by the rows of the family. */
  readonly paper?: Readonly<Record<string, number>>;
}

export interface Benchmark {
  readonly title: string;
  /** What is to be downloaded, as it is called where it is published. */
  readonly published: string;
  /** Where the paper reports it, e.g. "Table 5". */
  readonly table: string;
  /** Which of its networks the paper measured, where it has several. */
  readonly network?: string;
  /** Of vt-instruct. */
  readonly reader: string;
  readonly parts: Readonly<Record<string, BenchmarkPart>>;
  /** The official questions about a picture, in the order in which they are asked. */
  ask(picture: AnnotatedPicture, random: Random): BenchmarkTurn[];
  readonly family: TaskFamily;
}
