// What a phrase names: of "a dog on the green disc" the dog, and what tells it apart.

/** A phrase, read. */
export interface Described {
  /** The listed name that its head ends with, or else all of it; null where it says only what tells things apart. */
  name: string | null;
  /** Number of the listed attribute that it has. */
  attribute: number | null;
}

/** Words behind which a phrase says more of what it names, or of other things. */
const behindHead = new Set(
  "on in of with at by near left right above below under over behind beside between next inside who that which wearing".split(
    " ",
  ),
);

export class Descriptions {
  readonly #names: ReadonlySet<string>;
  readonly #attributes: readonly string[];
  readonly #known = new Map<string, Described>();

  /** @param names that a network lists @param attributes the same */
  constructor(names: readonly string[], attributes: readonly string[]) {
    this.#names = new Set(names.map((name) => name.toLowerCase()));
    this.#attributes = attributes.map((attribute) => attribute.toLowerCase());
  }

  read(phrase: string): Described {
    const known = this.#known.get(phrase) ?? this.#read(phrase);
    this.#known.set(phrase, known);
    return known;
  }

  #read(phrase: string): Described {
    const text = phrase.trim().toLowerCase();
    if (this.#names.has(text)) return { name: phrase, attribute: null };
    const alone = this.#attributes.indexOf(text);
    if (alone >= 0) return { name: null, attribute: alone };
    const words = text.match(/[\p{L}\p{N}'-]+/gu) ?? [];
    const end = words.findIndex((word) => behindHead.has(word));
    const head = end < 0 ? words : words.slice(0, end);
    const suffixes = head.map((_, from) => head.slice(from).join(" "));
    const name = suffixes.find((suffix) => this.#names.has(suffix));
    if (name === undefined) return { name: phrase, attribute: null };
    return { name, attribute: this.#attributeIn(words.slice(head.length)) };
  }

  /** The first attribute of words behind a head, before they name another thing. */
  #attributeIn(words: readonly string[]): number | null {
    const other = words.findIndex((word) => this.#names.has(word));
    const own = ` ${(other < 0 ? words : words.slice(0, other)).join(" ")} `;
    const found = this.#attributes
      .map((attribute, number) => ({ number, at: own.indexOf(` ${attribute} `) }))
      .filter(({ at }) => at >= 0)
      .sort((a, b) => a.at - b.at);
    return found[0]?.number ?? null;
  }
}
