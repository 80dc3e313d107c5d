// What METEOR knows of single words: their stems (Porter 2) and the meanings that they share (WordNet).
import porter2 from "wink-porter2-stemmer";
import { type Synsets, WordNet } from "./wordnet.js";

/** The knowledge behind METEOR's stages after the exact one. */
export interface MeteorWords {
  stem(word: string): string;
  synsets(word: string): { readonly own: Synsets; readonly inflected: Synsets };
}

/** Snowball's English stemmer, as in METEOR 1.5, and WordNet 3.1; shared, because words looked up are remembered. */
export const englishWords: MeteorWords = (() => {
  const stems = new Map<string, string>();
  const wordnet = new WordNet();
  return {
    stem(word) {
      let stem = stems.get(word);
      if (stem === undefined) stems.set(word, (stem = porter2(word)));
      return stem;
    },
    synsets: (word) => wordnet.synsets(word),
  };
})();
