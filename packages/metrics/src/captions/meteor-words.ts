// What METEOR knows of single words: their stems, the meanings that they share, and which carry grammar.

/** The sets of synonyms that a word belongs to. */
export type Synsets = ReadonlySet<string>;

/** The knowledge behind METEOR's stages after the exact one, and its weights. */
export interface MeteorWords {
  stem(word: string): string;
  synsets(word: string): { readonly own: Synsets; readonly inflected: Synsets };
  /**
   * Words that weigh less because they carry grammar; METEOR's own list (`function/english.words` of its program) gives
   * the official figure. Default: {@link functionWords}, our list.
   */
  readonly functionWords?: ReadonlySet<string>;
}

/** True when some sense of one word is a sense of the other. */
export function shareSynset(a: Synsets, b: Synsets): boolean {
  for (const synset of a) if (b.has(synset)) return true;
  return false;
}
