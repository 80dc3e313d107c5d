// Follows the tokens of an answer to those that stand right behind a triplet: ")" has closed its references.
import { type Codec, SPECIAL, WORDING } from "@refvlm/trp";

export class TripletFollower {
  /** Number of the triplet that the next token stands behind; null where it stands behind none. */
  behind: number | null = null;
  readonly #ref: number;
  readonly #close: readonly number[];
  #triplets = 0;
  /** Tokens since the last `<REF>`; null where something else than the end of the triplet has followed. */
  #since: number[] | null = null;

  constructor(codec: Codec) {
    this.#ref = codec.special(SPECIAL.ref);
    this.#close = codec.encodeText(WORDING.close);
  }

  /** Takes the answer's next token. */
  read(id: number): void {
    this.behind = null;
    if (id === this.#ref) {
      this.#since = [];
      return;
    }
    if (!this.#since) return;
    this.#since.push(id);
    if (this.#close[this.#since.length - 1] !== id) this.#since = null;
    else if (this.#since.length === this.#close.length) {
      this.#since = null;
      this.behind = this.#triplets++;
    }
  }
}
