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

/** How many partial alignments are kept before each word, as in METEOR 1.5. */
const beam = 40;

interface Path {
  readonly before: Path | undefined;
  readonly match: WordMatch | undefined;
  /** Caption words in use, one bit each. */
  readonly taken: bigint;
  readonly matched: number;
  /** Chunks that have ended. */
  readonly chunks: number;
  /** Sum of the distances between the places of matched words. */
  readonly distance: number;
  /** The caption's word that would carry the open chunk on; -1 where none is open. */
  readonly next: number;
}

/**
 * Aligns as METEOR 1.5 does: most words matched, then fewest chunks, then the least distance; all stages at once, with
 * synonyms of the words themselves (Denkowski and Lavie 2014, section 2.1). The beam search goes along the reference, and
 * of equals the path that came first is kept, as in the official program.
 */
export function fewestChunksAlignment(
  caption: readonly string[],
  reference: readonly string[],
  words: MeteorWords,
): WordMatch[] {
  let paths: Path[] = [
    { before: undefined, match: undefined, taken: 0n, matched: 0, chunks: 0, distance: 0, next: -1 },
  ];
  reference.forEach((other, j) => {
    const partners = caption
      .flatMap((word, i) => {
        const stage = stageOf(word, other, words);
        return stage === undefined ? [] : [{ caption: i, reference: j, stage }];
      })
      .sort((a, b) => a.stage - b.stage);
    paths = best(paths).flatMap((path) => [
      ...partners.filter(({ caption: i }) => !((path.taken >> BigInt(i)) & 1n)).map((match) => extended(path, match)),
      closed(path),
    ]);
  });
  const [chosen] = best(best(paths).map(closed));
  const matches: WordMatch[] = [];
  for (let path: Path | undefined = chosen; path; path = path.before) if (path.match) matches.push(path.match);
  return matches.sort((a, b) => a.caption - b.caption);
}

function best(paths: Path[]): Path[] {
  return paths.sort((a, b) => b.matched - a.matched || a.chunks - b.chunks || a.distance - b.distance).slice(0, beam);
}

/** Neighbours in both sentences make one chunk. */
export function countChunks(matches: readonly WordMatch[]): number {
  return matches.filter((match, k) => !follows(matches[k - 1], match)).length;
}

function extended(path: Path, match: WordMatch): Path {
  return {
    before: path,
    match,
    taken: path.taken | (1n << BigInt(match.caption)),
    matched: path.matched + 1,
    chunks: path.chunks + (path.next >= 0 && path.next !== match.caption ? 1 : 0),
    distance: path.distance + Math.abs(match.caption - match.reference),
    next: match.caption + 1,
  };
}

/** The same path with its open chunk ended. */
function closed(path: Path): Path {
  return path.next < 0 ? path : { ...path, chunks: path.chunks + 1, next: -1 };
}

function follows(last: WordMatch | undefined, next: WordMatch): boolean {
  return last !== undefined && next.caption === last.caption + 1 && next.reference === last.reference + 1;
}

function stageOf(a: string, b: string, words: MeteorWords): number | undefined {
  if (a === b) return 0;
  if (words.stem(a) === words.stem(b)) return 1;
  return shareSynset(words.synsets(a).inflected, words.synsets(b).inflected) ? 2 : undefined;
}
