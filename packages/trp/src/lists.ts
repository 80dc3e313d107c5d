// Freeform lists: triplets of an answer between which stand only commas and "and". Each of their instances is another thing;
// a phrase inside a phrase, or behind other words, may name one again.

/** What may stand between the triplets of a list. */
const SEPARATOR = /^\s*(?:,|;|and|&|,\s*and)\s*$/i;

/** Numbers the lists of an answer while its nodes come. */
export class ListFollower {
  #list = -1;
  #depth = 0;
  /** Words since the last triplet that no phrase holds; null where another kind of node has come since. */
  #between: string | null = null;
  /** Whether the phrase that is open, or closed last, goes on with the list. */
  #goesOn = false;

  text(words: string): void {
    if (this.#between !== null && this.#depth === 0) this.#between += words;
  }

  phraseOpen(): void {
    if (this.#depth++ === 0) this.#goesOn = this.#between !== null && SEPARATOR.test(this.#between);
    else this.#goesOn = false;
    this.#between = null;
  }

  phraseClose(): void {
    this.#depth--;
  }

  /** The phrase that closed last has units. @returns the number of its list */
  triplet(): number {
    if (!this.#goesOn) this.#list++;
    this.#goesOn = false;
    this.#between = this.#depth === 0 ? "" : null;
    return this.#list;
  }
}
