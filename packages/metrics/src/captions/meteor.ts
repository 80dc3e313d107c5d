// METEOR 1.5 with its stages exact, stem and synonym (Denkowski and Lavie 2014, section 2).
import { functionWords as ourFunctionWords } from "./function-words.js";
import { countChunks, fewestChunksAlignment, type WordMatch } from "./meteor-alignment.js";
import type { MeteorWords } from "./meteor-words.js";

/** Words of one side, and how many of them each stage matched. */
export interface MeteorSide {
  content: number;
  function: number;
  /** By stage: exact, stem, synonym, paraphrase. */
  readonly matchedContent: number[];
  readonly matchedFunction: number[];
}

/** What METEOR needs to know of one caption; sums of it give the figure of a corpus. */
export interface MeteorCounts {
  readonly caption: MeteorSide;
  readonly reference: MeteorSide;
  chunks: number;
}

// The published parameters for English.
const alpha = 0.85;
const beta = 0.2;
const gamma = 0.6;
const delta = 0.75;
const stageWeights = [1, 0.6, 0.8, 0.6];

/** The score of counts; 0 where nothing matches. */
export function meteorScore({ caption, reference, chunks }: MeteorCounts): number {
  const precision = weighted(caption);
  const recall = weighted(reference);
  const matched = (matchedWords(caption) + matchedWords(reference)) / 2;
  if (matched === 0) return 0;
  const mean = (precision * recall) / (alpha * precision + (1 - alpha) * recall);
  return mean * (1 - gamma * (chunks / matched) ** beta);
}

/** The counts against the reference that gives the best score. */
export function meteorCounts(
  caption: readonly string[],
  references: readonly (readonly string[])[],
  words: MeteorWords,
): MeteorCounts {
  const all = references.map((reference) => countsAgainst(caption, reference, words));
  return all.reduce((best, each) => (meteorScore(each) > meteorScore(best) ? each : best));
}

/** The score of a corpus: of the sum of its counts, as the official tool gives it. */
export function meteorOfCorpus(samples: Iterable<MeteorCounts>): number {
  const sum: MeteorCounts = { caption: emptySide(), reference: emptySide(), chunks: 0 };
  for (const counts of samples) {
    addSide(sum.caption, counts.caption);
    addSide(sum.reference, counts.reference);
    sum.chunks += counts.chunks;
  }
  return meteorScore(sum);
}

function countsAgainst(caption: readonly string[], reference: readonly string[], words: MeteorWords): MeteorCounts {
  const matches = fewestChunksAlignment(caption, reference, words);
  const chunks = countChunks(matches);
  // Two sentences that match from end to end have no break, and no penalty.
  const whole = chunks === 1 && matches.length === caption.length && matches.length === reference.length;
  const { functionWords = ourFunctionWords } = words;
  return {
    caption: side(caption, matches, "caption", functionWords),
    reference: side(reference, matches, "reference", functionWords),
    chunks: whole ? 0 : chunks,
  };
}

function side(
  sentence: readonly string[],
  matches: readonly WordMatch[],
  name: "caption" | "reference",
  functionWords: ReadonlySet<string>,
): MeteorSide {
  const counts = emptySide();
  counts.function = sentence.filter((word) => functionWords.has(word)).length;
  counts.content = sentence.length - counts.function;
  for (const match of matches) {
    const matched = functionWords.has(sentence[match[name]]!) ? counts.matchedFunction : counts.matchedContent;
    matched[match.stage]!++;
  }
  return counts;
}

function emptySide(): MeteorSide {
  return { content: 0, function: 0, matchedContent: [0, 0, 0, 0], matchedFunction: [0, 0, 0, 0] };
}

function addSide(sum: MeteorSide, other: MeteorSide): void {
  sum.content += other.content;
  sum.function += other.function;
  for (const stage of stageWeights.keys()) {
    sum.matchedContent[stage]! += other.matchedContent[stage]!;
    sum.matchedFunction[stage]! += other.matchedFunction[stage]!;
  }
}

function weighted({ content, function: grammar, matchedContent, matchedFunction }: MeteorSide): number {
  let sum = 0;
  stageWeights.forEach((weight, stage) => {
    sum += weight * (delta * matchedContent[stage]! + (1 - delta) * matchedFunction[stage]!);
  });
  return sum / (delta * content + (1 - delta) * grammar);
}

function matchedWords({ matchedContent, matchedFunction }: MeteorSide): number {
  return [...matchedContent, ...matchedFunction].reduce((a, b) => a + b, 0);
}
