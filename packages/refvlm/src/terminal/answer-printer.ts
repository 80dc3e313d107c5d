// An answer as it is written: the plan dimmed, each phrase and its references in the colours of the annotated picture.
import type { AnswerEvent } from "@refvlm/model";
import { SPECIAL } from "@refvlm/trp";
import { paletteColour } from "@refvlm/vision";
import { harmless, type Paint } from "./paint.js";

export class AnswerPrinter {
  #inPlan = false;
  /** Colours of the open phrases, by the number of the next reference. */
  readonly #phrases: number[] = [];
  #refs = 0;

  constructor(private readonly paint: Paint) {}

  /** What to write for an event; the pieces of an answer joined are the answer. */
  print(event: AnswerEvent): string {
    if (event.type !== "piece") return "";
    return event.marker ? this.#marker(event.piece) : this.#words(harmless(event.piece));
  }

  #marker(marker: string): string {
    const { paint } = this;
    if (marker === SPECIAL.ref) return paint.colour(marker, paletteColour(this.#refs++));
    if (marker === SPECIAL.task) this.#inPlan = true;
    if (marker === SPECIAL.taskEnd) this.#inPlan = false;
    if (marker === SPECIAL.phrase) this.#phrases.push(this.#refs);
    if (marker === SPECIAL.phraseEnd) this.#phrases.pop();
    return paint.dim(marker);
  }

  #words(words: string): string {
    const phrase = this.#phrases.at(-1);
    if (phrase !== undefined) return this.paint.colour(words, paletteColour(phrase));
    return this.#inPlan ? this.paint.dim(words) : words;
  }
}
