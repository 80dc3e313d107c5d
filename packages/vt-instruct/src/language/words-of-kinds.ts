// Which kind a word means, for networks that know some kinds only: COCO's 80 names, everyday words, WordNet's narrower nouns,
// and words that mean none of them.
import { wordsFor } from "./everyday-words.js";
import { pluralOf } from "./plural.js";
import { WordNetNouns } from "./wordnet-nouns.js";

/** A word or a name of several, and the kind that it means. */
export interface WordOfKind {
  readonly word: string;
  readonly kind: string | null;
  /** The name itself or an everyday word for it, of one or of several; others are WordNet's. */
  readonly everyday: boolean;
}

/** What names are called in WordNet and in which sense, where that is not the name in its first sense; null: not at all. */
const senses: Readonly<Record<string, readonly [word: string, sense: number] | null>> = {
  "stop sign": null,
  skis: ["ski", 1],
  "sports ball": ["ball", 1],
  kite: ["kite", 3],
  "wine glass": ["wineglass", 1],
  cake: ["cake", 3],
  "hot dog": ["hot dog", 2],
  broccoli: ["broccoli", 2],
  "potted plant": null,
  toilet: ["toilet", 2],
  tv: ["tv", 2],
  mouse: ["mouse", 4],
  "cell phone": ["cellular telephone", 1],
  microwave: ["microwave", 2],
  toaster: ["toaster", 2],
};

/** Words of questions and descriptions, which mean no thing. */
const functionWords =
  `a an the this that these those is are was be there here where what which who how many much do does can you see find show
  me all every each any some no not and or of in on at with to from by near next left right above below behind front under
  over big small large little tall short red green blue yellow orange black white brown gray pink purple one two three four
  five six picture photo image please list count box boxes segment mask point tell it its their his her most biggest
  smallest middle other first second last`.split(/\s+/);

/**
 * Words with the kinds that they mean, each once. A noun of WordNet means the kind in which its most frequent sense lies;
 * nouns that texts hardly use are left out.
 * @param names of the kinds, in the singular
 */
export function wordsOfKinds(names: readonly string[]): WordOfKind[] {
  const words = new Map<string, WordOfKind>();
  const add = (word: string, kind: string | null, everyday: boolean) => {
    for (const form of [word, kind === null ? word : pluralOf(word)])
      if (!words.has(form)) words.set(form, { word: form, kind, everyday });
  };
  for (const name of names) add(name, name, true);
  for (const name of names) for (const word of wordsFor(name)) add(word, name, true);
  for (const word of functionWords) add(word, null, false);
  const nouns = new WordNetNouns();
  const kindOf = new Map<string, string>();
  for (const name of names) {
    const sense = senses[name] === undefined ? ([name, 1] as const) : senses[name];
    if (sense) for (const synset of nouns.kindsOf(...sense)) kindOf.set(synset, kindOf.get(synset) ?? name);
  }
  for (const { word, synsets, met } of nouns.all())
    if (met > 0 && /^[a-z][a-z -]*$/.test(word)) add(word, kindOf.get(synsets[0]) ?? null, false);
  return [...words.values()];
}
