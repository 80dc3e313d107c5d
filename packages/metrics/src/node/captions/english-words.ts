// What METEOR knows of English words: stems by Snowball's stemmer (Porter 2), as in METEOR 1.5, and WordNet 3.1.
import porter2 from "wink-porter2-stemmer";
import type { MeteorWords } from "../../captions/meteor-words.js";
import { WordNet } from "./wordnet.js";

/** Shared, because words looked up are remembered. */
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
