// Which word of a caption stands for which word of a reference: METEOR's alignments, greedy and with the fewest chunks.
import { type MeteorWords, shareSynset } from "./meteor-words.js";

/** A pair of words that stand for each other. */
export interface WordMatch {
  /** Index in the caption. */
  readonly caption: number;
  /** Index in the reference. */
  readonly reference: number;
  /** Index of the stage that found the pair: 0 exact, 1 stem, 2 synonym. */
  readonly stage: number;
}

/**
 * Aligns stage by stage, each from the last word to the first and to the last free partner, as NLTK does; its synonyms
 * are those of the stems. Matches come in the caption's order.
 */
export function greedyAlignment(
  caption: readonly string[],
  reference: readonly string[],
  words: MeteorWords,
): WordMatch[] {
  const matches: WordMatch[] = [];
  const stems = (sentence: readonly string[]) => sentence.map((word) => words.stem(word));
  const [captionStems, referenceStems] = [stems(caption), stems(reference)];
  const same = (i: number, j: number) => captionStems[i] === referenceStems[j];
  const stages: ((i: number, j: number) => boolean)[] = [
    (i, j) => caption[i] === reference[j],
    same,
    (i, j) =>
      same(i, j) || shareSynset(words.synsets(captionStems[i]!).inflected, words.synsets(referenceStems[j]!).own),
  ];
  const taken = new Set<number>();
  const open = new Set(caption.keys());
  stages.forEach((matching, stage) => {
    for (const i of [...open].reverse())
      for (let j = reference.length - 1; j >= 0; j--)
        if (!taken.has(j) && matching(i, j)) {
          matches.push({ caption: i, reference: j, stage });
          taken.add(j);
          open.delete(i);
          break;
        }
  });
  return matches.sort((a, b) => a.caption - b.caption);
}

/** How many partial alignments are kept after each word, as in METEOR 1.5. */
const beam = 40;

interface Path {
  readonly before: Path | undefined;
  readonly match: WordMatch | undefined;
  /** Reference words in use, one bit each. */
  readonly taken: bigint;
  readonly matched: number;
  readonly chunks: number;
  /** Sum of the distances between the places of matched words. */
  readonly distance: number;
}

/**
 * Aligns as METEOR 1.5 does: most words matched, then fewest chunks, then the least distance; all stages at once, with
 * synonyms of the words themselves (Denkowski and Lavie 2014, section 2.1; beam search).
 */
export function fewestChunksAlignment(
  caption: readonly string[],
  reference: readonly string[],
  words: MeteorWords,
): WordMatch[] {
  let paths: Path[] = [{ before: undefined, match: undefined, taken: 0n, matched: 0, chunks: 0, distance: 0 }];
  caption.forEach((word, i) => {
    const partners = reference.flatMap((other, j) => {
      const stage = stageOf(word, other, words);
      return stage === undefined ? [] : [{ caption: i, reference: j, stage }];
    });
    if (partners.length === 0) return;
    // A path itself leaves the word out.
    const longer = paths.flatMap((path) => [
      path,
      ...partners.filter(({ reference: j }) => !((path.taken >> BigInt(j)) & 1n)).map((match) => extended(path, match)),
    ]);
    paths = longer
      .sort((a, b) => b.matched - a.matched || a.chunks - b.chunks || a.distance - b.distance)
      .slice(0, beam);
  });
  const matches: WordMatch[] = [];
  for (let path: Path | undefined = paths[0]; path; path = path.before) if (path.match) matches.push(path.match);
  return matches.reverse();
}

/** Neighbours in both sentences make one chunk. */
export function countChunks(matches: readonly WordMatch[]): number {
  return matches.filter((match, k) => !follows(matches[k - 1], match)).length;
}

function extended(path: Path, match: WordMatch): Path {
  return {
    before: path,
    match,
    taken: path.taken | (1n << BigInt(match.reference)),
    matched: path.matched + 1,
    chunks: path.chunks + (follows(path.match, match) ? 0 : 1),
    distance: path.distance + Math.abs(match.caption - match.reference),
  };
}

function follows(last: WordMatch | undefined, next: WordMatch): boolean {
  return last !== undefined && next.caption === last.caption + 1 && next.reference === last.reference + 1;
}

function stageOf(a: string, b: string, words: MeteorWords): number | undefined {
  if (a === b) return 0;
  if (words.stem(a) === words.stem(b)) return 1;
  return shareSynset(words.synsets(a).inflected, words.synsets(b).inflected) ? 2 : undefined;
}
