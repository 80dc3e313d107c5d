// What shows an answer while it is written.
import type { AnswerEvent } from "@refvlm/model";

export interface AnswerPrinter {
  /** What to write for an event; the answer's end is one. */
  print(event: AnswerEvent): string;
}
