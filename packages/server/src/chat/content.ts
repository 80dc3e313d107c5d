// The content of an answer while it streams: words without the spaces around them, up to the first stop sequence.

export class Content {
  readonly #stops: readonly string[];
  /** May be the beginning of a stop sequence, or space at the end. */
  #held = "";
  #begun = false;
  #stopped = false;

  constructor(stops: readonly string[] = []) {
    this.#stops = stops;
  }

  /** A stop sequence has come: nothing more is said. */
  get stopped(): boolean {
    return this.#stopped;
  }

  /** @returns what can be said now */
  push(words: string): string {
    if (this.#stopped) return "";
    this.#held += words;
    if (!this.#begun) this.#held = this.#held.trimStart();
    const ends = this.#stops.map((stop) => this.#held.indexOf(stop)).filter((at) => at >= 0);
    this.#stopped = ends.length > 0;
    const sure = this.#stopped ? Math.min(...ends) : this.#held.length - this.#begunStop();
    const said = this.#held.slice(0, sure).trimEnd();
    this.#held = this.#held.slice(said.length);
    this.#begun ||= said !== "";
    return said;
  }

  /** @returns what was held back, once nothing follows */
  end(): string {
    return this.#stopped ? "" : this.#held.trimEnd();
  }

  /** How many of the last characters may begin a stop sequence. */
  #begunStop(): number {
    const begun = (stop: string) => {
      let length = Math.min(stop.length - 1, this.#held.length);
      while (length > 0 && !this.#held.endsWith(stop.slice(0, length))) length--;
      return length;
    };
    return Math.max(0, ...this.#stops.map(begun));
  }
}
