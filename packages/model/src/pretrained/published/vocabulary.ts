// The vocabulary of a converted language model: rows follow their tokens by name, and the structure markers are new.
import { cat, scope, type Tensor, tensor } from "@refvlm/torch";
import { type TokenizerJson, vocabularySize, withMarkers } from "../../tokenizer/tokenizer-json.js";

/** Added by LLaVA's ports for places of pictures and padding; here neither is a token. */
const FOREIGN = ["<image>", "<pad>"];

/** A tokenizer with the structure markers, and for each of its ids the row of the published table; null for a new one. */
export interface Vocabulary {
  readonly tokenizer: TokenizerJson;
  readonly rows: readonly (number | null)[];
}

/** @param published the tokenizer as it came with the weights */
export function convertedVocabulary(published: TokenizerJson): Vocabulary {
  const learned = Object.values(published.model.vocab).reduce((largest, id) => Math.max(largest, id), -1) + 1;
  const isForeign = ({ content, id }: { content: string; id: number }) => id >= learned && FOREIGN.includes(content);
  const kept = published.added_tokens.filter((token) => !isForeign(token));
  // What stood behind a token that is left out moves up.
  const moved = kept
    .toSorted((a, b) => a.id - b.id)
    .map((token, i, all) => {
      const before = all.slice(0, i).filter(({ id }) => id >= learned).length;
      return token.id < learned ? token : { ...token, id: learned + before };
    });
  const tokenizer = withMarkers({
    ...published,
    added_tokens: kept.length < published.added_tokens.length ? moved : kept,
  });
  const idOf = new Map([
    ...Object.entries(published.model.vocab),
    ...published.added_tokens.map(({ content, id }) => [content, id] as const),
  ]);
  const rows = new Array<number | null>(vocabularySize(tokenizer)).fill(null);
  const named = [
    ...Object.entries(tokenizer.model.vocab),
    ...tokenizer.added_tokens.map(({ content, id }) => [content, id] as const),
  ];
  for (const [name, id] of named) rows[id] = idOf.get(name) ?? null;
  return { tokenizer, rows };
}

/**
 * The table [V', C] of a vocabulary from the published one [V, C]: new tokens begin as the mean of the known ones, so
 * that they are neither likelier nor stranger than others (Hewitt 2021, "Initializing new word embeddings").
 */
export function vocabularyRows(published: Tensor, rows: readonly (number | null)[]): Tensor {
  return scope(() => {
    const known = rows.filter((row) => row !== null);
    const ids = (of: readonly number[]) => tensor([...of], { dtype: "int64" });
    const old = published.indexSelect(0, ids(known)); // [known, C]
    const mean = old.to("float32").mean([0], true).to(published.dtype); // [1, C]
    let next = 0;
    const places = rows.map((row) => (row === null ? known.length : next++));
    return cat([old, mean], 0).indexSelect(0, ids(places));
  });
}
