// An answer as it is written: the plan dimmed, each phrase and its references in the colours of the annotated picture.
import type { AnswerEvent } from "@refvlm/model";
import { SPECIAL } from "@refvlm/trp";
import { paletteColour } from "@refvlm/vision";
import { harmless, type Paint } from "./paint.js";

export class AnswerPrinter {
  #inPlan = false;
  /** Colours of the open phrases, by the number of the next instance. */
  readonly #phrases: number[] = [];
  /** Instances so far, and how many there were before the phrase that closed last. */
  #instances = 0;
  #before = 0;
  /** Words since the last marker: an index at the end, where a reference follows. */
  #held = "";

  constructor(private readonly paint: Paint) {}

  /** What to write for an event; the pieces of an answer joined are the answer. */
  print(event: AnswerEvent): string {
    if (event.type !== "piece") return "";
    return event.marker ? this.#marker(event.piece) : this.#words(harmless(event.piece));
  }

  #marker(marker: string): string {
    const { paint } = this;
    const [, index = 0] = /\[(\d+)\]$/.exec(this.#held) ?? [];
    this.#held = "";
    if (marker === SPECIAL.ref) {
      const instance = this.#before + Number(index);
      this.#instances = Math.max(this.#instances, instance + 1);
      return paint.colour(marker, paletteColour(instance));
    }
    if (marker === SPECIAL.task) this.#inPlan = true;
    if (marker === SPECIAL.taskEnd) this.#inPlan = false;
    if (marker === SPECIAL.phrase) this.#phrases.push(this.#instances);
    if (marker === SPECIAL.phraseEnd) {
      this.#phrases.pop();
      this.#before = this.#instances;
    }
    return paint.dim(marker);
  }

  #words(words: string): string {
    this.#held += words;
    const phrase = this.#phrases.at(-1);
    if (phrase !== undefined) return this.paint.colour(words, paletteColour(phrase));
    return this.#inPlan ? this.paint.dim(words) : words;
  }
}
