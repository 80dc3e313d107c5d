// An answer for people while it is written: its words, each phrase in its colour with the numbers of its objects.
import type { AnswerEvent } from "@refvlm/model";
import { type TrpEvent, TrpStream } from "@refvlm/trp";
import { paletteColour } from "@refvlm/vision";
import type { AnswerPrinter } from "./answer-printer.js";
import { InstanceNumbers } from "./instance-numbers.js";
import { harmless, type Paint } from "./paint.js";

export class WordsPrinter implements AnswerPrinter {
  readonly #stream = new TrpStream({ mode: "tolerant", textMarkers: false });
  readonly #numbers = new InstanceNumbers();
  /** Colours of the open phrases, by the place of the next object. */
  readonly #phrases: number[] = [];
  #begun = false;

  constructor(private readonly paint: Paint) {}

  print(event: AnswerEvent): string {
    if (event.type === "end") return this.#told(this.#stream.end());
    if (event.type !== "piece") return "";
    return this.#told(this.#stream.push(event.marker ? { special: event.piece } : event.piece));
  }

  #told(events: readonly TrpEvent[]): string {
    return events.map((event) => this.#tell(event)).join("");
  }

  #tell(event: TrpEvent): string {
    if (event.type === "phrase-open") this.#phrases.push(this.#numbers.count);
    if (event.type === "phrase-close") this.#phrases.pop();
    if (event.type === "text") return this.#words(event.text);
    const object = this.#numbers.follow(event);
    return object?.first ? ` ${this.paint.colour(`[${object.place + 1}]`, paletteColour(object.place))}` : "";
  }

  /** Without the line break that parts plan and body. */
  #words(text: string): string {
    const words = harmless(this.#begun ? text : text.trimStart());
    if (words !== "") this.#begun = true;
    const phrase = this.#phrases.at(-1);
    return phrase === undefined ? words : this.paint.colour(words, paletteColour(phrase));
  }
}
