// An answer as the model writes it: the plan dimmed, each phrase and its references in the colours of the annotated picture.
import type { AnswerEvent } from "@refvlm/model";
import { SPECIAL, TrpStream } from "@refvlm/trp";
import { paletteColour } from "@refvlm/vision";
import type { AnswerPrinter } from "./answer-printer.js";
import { InstanceNumbers } from "./instance-numbers.js";
import { harmless, type Paint } from "./paint.js";

export class MarkupPrinter implements AnswerPrinter {
  readonly #stream = new TrpStream({ mode: "tolerant", textMarkers: false });
  readonly #numbers = new InstanceNumbers();
  #inPlan = false;
  /** Colours of the open phrases, by the place of the next object. */
  readonly #phrases: number[] = [];

  constructor(private readonly paint: Paint) {}

  /** What to write for an event; the pieces of an answer joined are the answer. */
  print(event: AnswerEvent): string {
    if (event.type !== "piece") return "";
    const parsed = this.#stream.push(event.marker ? { special: event.piece } : event.piece);
    const [object] = parsed.flatMap((each) => this.#numbers.follow(each) ?? []);
    return event.marker ? this.#marker(event.piece, object?.place) : this.#words(harmless(event.piece));
  }

  #marker(marker: string, place: number | undefined): string {
    const { paint } = this;
    if (place !== undefined) return paint.colour(marker, paletteColour(place));
    if (marker === SPECIAL.task) this.#inPlan = true;
    if (marker === SPECIAL.taskEnd) this.#inPlan = false;
    if (marker === SPECIAL.phrase) this.#phrases.push(this.#numbers.count);
    if (marker === SPECIAL.phraseEnd) this.#phrases.pop();
    return paint.dim(marker);
  }

  #words(words: string): string {
    const phrase = this.#phrases.at(-1);
    if (phrase !== undefined) return this.paint.colour(words, paletteColour(phrase));
    return this.#inPlan ? this.paint.dim(words) : words;
  }
}
