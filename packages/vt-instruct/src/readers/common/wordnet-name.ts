// Names in WordNet's form, "car, auto, automobile": a list of synonyms, the commonest first.

/** The first synonym. */
export function firstName(synonyms: string): string {
  return synonyms.split(",", 1)[0]!.trim();
}
