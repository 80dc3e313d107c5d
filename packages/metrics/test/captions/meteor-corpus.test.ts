// METEOR of corpora is the official program's (golden set "meteor-corpus"), given its list of function words.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { type MeteorCounts, meteorOfCorpus } from "../../src/captions/meteor.js";
import { evaluateTokens, type MeteorWords, MetricsError } from "../../src/index.js";
import { englishWith, englishWords, scoreCaptions, scoreKinds } from "../../src/node/index.js";
import { goldenJson } from "../golden.js";

interface Sentence {
  hypothesis: string;
  references: string[];
  test_length: number;
  reference_length: number;
  test_function_words: number;
  reference_function_words: number;
  test_matches_content: number;
  reference_matches_content: number;
  test_matches_function: number;
  reference_matches_function: number;
  chunks: number;
  test_word_matches: number;
  reference_word_matches: number;
}
const { tolerance, function_words_used: functionWords } = goldenJson<{
  tolerance: number;
  function_words_used: string[];
}>("meteor-corpus/config.json");
const { corpora } = goldenJson<{
  corpora: { name: string; sentences: Sentence[]; corpus: { score: number; chunks: number } }[];
}>("meteor-corpus/cases.json");
const words = (sentence: string) => sentence.split(" ").filter((word) => word !== "");

/** The golden matches are exact ones, and a sentence matched whole in one chunk adds no chunk. */
function countsOf(sentence: Sentence): MeteorCounts {
  const side = (name: "test" | "reference") => ({
    content: sentence[`${name}_length`] - sentence[`${name}_function_words`],
    function: sentence[`${name}_function_words`],
    matchedContent: [sentence[`${name}_matches_content`], 0, 0, 0],
    matchedFunction: [sentence[`${name}_matches_function`], 0, 0, 0],
  });
  const whole =
    sentence.chunks === 1 &&
    sentence.test_word_matches === sentence.test_length &&
    sentence.reference_word_matches === sentence.reference_length;
  return { caption: side("test"), reference: side("reference"), chunks: whole ? 0 : sentence.chunks };
}

const none = new Set<string>();
const exactOnly: MeteorWords = {
  stem: (word) => word,
  synsets: () => ({ own: none, inflected: none }),
  functionWords: new Set(functionWords),
};

describe("METEOR of a corpus", () => {
  it.each(corpora.map(({ name, ...corpus }) => [name, corpus] as const))(
    "1. %s: the formula on the official counts gives the official score",
    (_, { sentences, corpus }) => {
      expect(Math.abs(meteorOfCorpus(sentences.map(countsOf)) - corpus.score)).toBeLessThan(tolerance);
    },
  );

  it.each(corpora.map(({ name, ...corpus }) => [name, corpus] as const))(
    "2. %s: with the official function words the captions give the official score",
    (_, { sentences, corpus }) => {
      const samples = sentences.map(({ hypothesis, references }, id) => ({
        id,
        references: references.map(words),
        caption: words(hypothesis),
      }));
      expect(Math.abs(evaluateTokens(samples, exactOnly).figures().METEOR! - corpus.score)).toBeLessThan(tolerance);
    },
  );
});

describe("a list of function words of one's own", () => {
  const place = mkdtempSync(join(tmpdir(), "function-words-"));
  afterAll(() => rmSync(place, { recursive: true, force: true }));
  const file = (name: string, content: string) => {
    writeFileSync(join(place, name), content);
    return join(place, name);
  };
  const gt = file(
    "gt.json",
    JSON.stringify({ annotations: [{ id: 1, image_id: 1, caption: "the red ball lies beside a tree" }] }),
  );
  const pred = file("pred.json", JSON.stringify([{ image_id: 1, caption: "a red ball under the tree" }]));
  const meteor = (list?: string) =>
    scoreCaptions(gt, pred, list === undefined ? {} : { "function-words": list }).figures().METEOR!;

  it("1. is read one word a line, with any line breaks and a mark at its beginning, and changes METEOR", () => {
    const list = file("words.txt", "\uFEFFred\r\nball\r\n\r\ntree\n");
    expect([...englishWith(list).functionWords!]).toEqual(["red", "ball", "tree"]);
    // Matched are a, red, ball, the, tree; red, ball and tree weigh a quarter, the other words of both sides three.
    const [p, r] = [(2 * 0.75 + 3 * 0.25) / (3 * 0.75 + 3 * 0.25), (2 * 0.75 + 3 * 0.25) / (4 * 0.75 + 3 * 0.25)];
    const mean = (p * r) / (0.85 * p + 0.15 * r);
    expect(meteor(list)).toBeCloseTo(mean * (1 - 0.6 * (4 / 5) ** 0.2), 12);
    expect(meteor(list)).not.toBeCloseTo(meteor(), 3);
  });

  it("2. is a setting of every kind that gives METEOR", () => {
    const named = Object.entries(scoreKinds).filter(([, { settings }]) => settings?.["function-words"]);
    expect(named.map(([name]) => name)).toEqual(["gcg", "captions", "reg"]);
  });

  it("3. that is not there or holds no word is named; without one ours is used", () => {
    expect(() => meteor(join(place, "none.txt"))).toThrow("none.txt: there is no such file; check the path");
    expect(() => meteor(file("empty.txt", "\n"))).toThrow("empty.txt: there is no word; give one function word a line");
    expect(() => meteor(file("empty.txt", "\n"))).toThrow(MetricsError);
    expect(englishWith(undefined)).toBe(englishWords);
  });
});
