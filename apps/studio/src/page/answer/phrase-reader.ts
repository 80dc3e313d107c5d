// The words of an answer as they stream, and which of its triplets they belong to.
import { TrpStream } from "@refvlm/trp";

/** Words that stand in the same phrase. */
export interface Piece {
  readonly text: string;
  /** The innermost triplet whose phrase holds them; null for plain words. */
  readonly triplet: number | null;
}

/** A phrase on its way: which triplet it is shows behind its end. */
interface Phrase {
  triplet: number | null;
  readonly parent: Phrase | null;
}

export class PhraseReader {
  readonly #stream = new TrpStream({ mode: "tolerant" });
  readonly #said: { text: string; phrase: Phrase | null }[] = [];
  #open: Phrase | null = null;
  #closed: Phrase | null = null;
  #triplets = 0;

  /** Takes the next piece of the answer as written, markers included. */
  push(piece: string): void {
    for (const event of this.#stream.push(piece)) this.#follow(event);
  }

  end(): void {
    for (const event of this.#stream.end()) this.#follow(event);
  }

  /** All words so far; neighbours that belong together are one piece. */
  get pieces(): Piece[] {
    const pieces: { text: string; triplet: number | null }[] = [];
    for (const { text, phrase } of this.#said) {
      const triplet = tripletOf(phrase);
      const last = pieces.at(-1);
      if (last && last.triplet === triplet) last.text += text;
      else pieces.push({ text, triplet });
    }
    return pieces;
  }

  #follow(event: ReturnType<TrpStream["push"]>[number]): void {
    if (event.type === "text") this.#said.push({ text: event.text, phrase: this.#open });
    if (event.type === "phrase-open") this.#open = { triplet: null, parent: this.#open };
    if (event.type === "phrase-close") {
      this.#closed = this.#open;
      this.#open = this.#open?.parent ?? null;
    }
    if (event.type === "unit" && this.#closed && this.#closed.triplet === null) this.#closed.triplet = this.#triplets++;
  }
}

function tripletOf(phrase: Phrase | null): number | null {
  return phrase && (phrase.triplet ?? tripletOf(phrase.parent));
}
