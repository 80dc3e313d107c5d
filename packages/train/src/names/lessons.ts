// Texts that say which kind they mean: words alone and as people describe things, where the first noun decides.
import type { Random, WordOfKind } from "@refvlm/vt-instruct";

export interface Lesson {
  readonly text: string;
  /** Number of the name that it means; null for none. */
  readonly name: number | null;
}

const adjectives =
  `red green blue yellow orange black white brown gray pink big small large little tall old young new wooden
  striped left right biggest smallest leftmost rightmost first second other`.split(/\s+/);
const places = ["on the left", "on the right", "in the middle", "in the background", "in front", "at the top"];
const relations = ["next to", "in front of", "behind", "on", "under", "near", "left of", "right of", "with"];

/** Draws texts: as often everyday words as narrower ones, things that are none of the names, and words that are no things. */
export class Lessons {
  readonly #names: ReadonlyMap<string, number>;
  readonly #shelves: readonly (readonly WordOfKind[])[];

  readonly #saying: readonly string[];

  /**
   * @param names of the kinds, by whose order they have their numbers
   * @param saying words that questions are put in: "its" or "box" must not mean a kind because it is like a word that does
   */
  constructor(words: readonly WordOfKind[], names: readonly string[], saying: readonly string[]) {
    this.#names = new Map(names.map((name, i) => [name, i]));
    this.#saying = saying;
    this.#shelves = [
      words.filter(({ everyday }) => everyday),
      words.filter(({ everyday, kind }) => !everyday && kind !== null),
      words.filter(({ kind }) => kind === null),
    ];
  }

  draw(random: Random): Lesson {
    if (random.below(this.#shelves.length + 1) === 0)
      return { text: written(random.pick(this.#saying), random), name: null };
    const { word, kind } = random.pick(random.pick(this.#shelves));
    return {
      text: written(this.#described(word, random), random),
      name: kind === null ? null : this.#names.get(kind)!,
    };
  }

  #described(word: string, random: Random): string {
    const way = random.below(8);
    if (way < 4) return word;
    if (way === 4) return `the ${word}`;
    const described = `${random.pick(adjectives)} ${word}`;
    if (way === 5) return random.pick([described, `the ${described}`]);
    if (way === 6) return `the ${word} ${random.pick(places)}`;
    return `the ${word} ${random.pick(relations)} the ${random.pick(random.pick(this.#shelves)).word}`;
  }
}

/** As it stands in the middle of a sentence, at its beginning, or by itself. */
function written(text: string, random: Random): string {
  return random.pick([text, ` ${text}`, text[0].toUpperCase() + text.slice(1)]);
}
