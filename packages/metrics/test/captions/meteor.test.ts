import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { meteorCounts, meteorOfCorpus, meteorScore } from "../../src/captions/meteor.js";
import { countChunks, fewestChunksAlignment, greedyAlignment } from "../../src/captions/meteor-alignment.js";
import { meteorNltk } from "../../src/captions/meteor-nltk.js";
import type { MeteorWords } from "../../src/index.js";
import { englishWords } from "../../src/node/index.js";
import { goldenJson } from "../golden.js";

interface Aligned {
  matches: [number, number][];
  chunks: number;
  score: number;
}
const stages = ["exact+porter", "exact+porter+wordnet", "exact+snowball", "exact+snowball+wordnet"] as const;
type Golden = {
  pairs: ({ hypothesis: string[]; reference: string[] } & Record<(typeof stages)[number], Aligned>)[];
  multi: ({ hypothesis: string[]; references: string[][] } & Record<(typeof stages)[number], number>)[];
};
const golden = goldenJson<Golden>("captions/meteor.json");
/** NLTK's stems (its default is an extended Porter 1) of the golden words: we ship Porter 2, the others must fit in, too. */
const porter = goldenJson<Record<string, string>>("captions/porter-stems.json");

const noSynsets = { own: new Set<string>(), inflected: new Set<string>() };
const knowledge: Record<(typeof stages)[number], MeteorWords> = {
  "exact+porter": { stem: (word) => porter[word]!, synsets: () => noSynsets },
  "exact+porter+wordnet": { stem: (word) => porter[word]!, synsets: englishWords.synsets },
  "exact+snowball": { stem: englishWords.stem, synsets: () => noSynsets },
  "exact+snowball+wordnet": englishWords,
};
const words = (sentence: string) => sentence.split(" ");

describe("METEOR as NLTK has it", () => {
  for (const stage of stages) {
    it(`${stages.indexOf(stage) + 1}. ${stage}: alignment, chunks and score of every pair`, () => {
      for (const pair of golden.pairs) {
        const matches = greedyAlignment(pair.hypothesis, pair.reference, knowledge[stage]);
        expect(matches.map(({ caption, reference }) => [caption, reference])).toEqual(pair[stage].matches);
        if (matches.length > 0) expect(countChunks(matches)).toBe(pair[stage].chunks);
        const score = meteorNltk(pair.hypothesis, [pair.reference], knowledge[stage]);
        expect(score).toBeCloseTo(pair[stage].score, 12);
      }
    });
  }

  it("5. the best score over several references", () => {
    for (const { hypothesis, references, ...scores } of golden.multi)
      for (const stage of stages)
        expect(meteorNltk(hypothesis, references, knowledge[stage])).toBeCloseTo(scores[stage], 12);
  });
});

describe("METEOR 1.5", () => {
  it("6. the published formula on given counts", () => {
    for (const { hypothesis, reference, chunks, score } of goldenJson<GoldenCounts[]>("captions/meteor15-formula.json"))
      expect(meteorScore({ caption: hypothesis, reference, chunks })).toBeCloseTo(score, 12);
  });

  it("7. stems and synonyms match, irregular forms included", () => {
    const stagesOf = (a: string, b: string) =>
      fewestChunksAlignment(words(a), words(b), englishWords).map(({ stage }) => stage);
    expect(stagesOf("a dog running", "a dog runs")).toEqual([0, 0, 1]);
    expect(stagesOf("sofa", "couch")).toEqual([2]);
    expect(stagesOf("men", "man")).toEqual([2]);
    expect(stagesOf("dog", "sofa")).toEqual([]);
  });

  it("8. among alignments with as many words the one with fewest chunks is taken, where a greedy one breaks", () => {
    const caption = words("the cat and the dog");
    const reference = words("the dog and the cat and the dog");
    const best = fewestChunksAlignment(caption, reference, englishWords);
    expect(best.map(({ reference: j }) => j)).toEqual([3, 4, 5, 6, 7]);
    expect(countChunks(best)).toBe(1);
  });

  it("9. it matches as many words as the greedy alignment or more, each once", () => {
    const sentence = fc.array(fc.constantFrom("a", "man", "men", "sofa", "couch", "sit", "sitting"), { maxLength: 8 });
    fc.assert(
      fc.property(sentence, sentence, (caption, reference) => {
        const best = fewestChunksAlignment(caption, reference, englishWords);
        expect(new Set(best.map(({ reference: j }) => j)).size).toBe(best.length);
        expect(new Set(best.map(({ caption: i }) => i)).size).toBe(best.length);
        expect(best.length).toBeGreaterThanOrEqual(greedyAlignment(caption, reference, englishWords).length);
      }),
    );
  });

  it("10. equal sentences score 1, others that match in one chunk less", () => {
    const score = (a: string, b: string) => meteorScore(meteorCounts(words(a), [words(b)], englishWords));
    expect(score("two cats on a couch", "two cats on a couch")).toBeCloseTo(1, 12);
    expect(score("two cats on a couch", "two cats on a couch asleep")).toBeLessThan(1);
    expect(score("", "a cat")).toBe(0);
  });

  it("11. a function word that is missing costs less than a content word", () => {
    const score = (caption: string) =>
      meteorScore(meteorCounts(words(caption), [words("a cat on the sofa")], englishWords));
    expect(score("cat on the sofa")).toBeGreaterThan(score("a cat on the"));
  });

  it("12. a corpus is the score of the summed counts, not the mean of scores", () => {
    const good = meteorCounts(words("a cat on a sofa"), [words("a cat on a sofa")], englishWords);
    const bad = meteorCounts(words("snow"), [words("a cat on a sofa")], englishWords);
    expect(meteorOfCorpus([good])).toBeCloseTo(meteorScore(good), 12);
    expect(meteorOfCorpus([good, bad])).toBeLessThan(meteorScore(good));
    expect(meteorOfCorpus([good, bad])).not.toBeCloseTo((meteorScore(good) + meteorScore(bad)) / 2, 3);
  });
});

interface GoldenSide {
  content: number;
  function: number;
  matchedContent: number[];
  matchedFunction: number[];
}
interface GoldenCounts {
  hypothesis: GoldenSide;
  reference: GoldenSide;
  chunks: number;
  score: number;
}
