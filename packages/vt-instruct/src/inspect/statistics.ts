// What built rows hold, in figures.
import { type Answer, bodyText, triplets } from "@refvlm/trp";
import type { SampleRow } from "../sample/row.js";
import { Spread, type SpreadFigures } from "./spread.js";

/** Figures of a data set. */
export interface Statistics {
  readonly samples: number;
  readonly turns: number;
  /** Turns of each task, and those of them whose plan announces nothing to decode. */
  readonly tasks: Readonly<Record<string, { turns: number; absent: number }>>;
  /** Share of grounding questions that are answered in words: what they ask for is not there. */
  readonly absentRate: number;
  /** Samples by source, and by split. */
  readonly sources: Readonly<Record<string, number>>;
  readonly splits: Readonly<Record<string, number>>;
  /** Samples whose turns do not see each other. */
  readonly independent: number;
  /** Samples whose picture's file is in the row. */
  readonly embedded: number;
  /** Instances by unit. */
  readonly units: Readonly<Record<string, number>>;
  /** Visual prompts by kind. */
  readonly prompts: Readonly<Record<string, number>>;
  readonly turnsPerSample: SpreadFigures;
  readonly instancesPerPhrase: SpreadFigures;
  readonly wordsPerQuestion: SpreadFigures;
  readonly wordsPerAnswer: SpreadFigures;
  /** Pixels. */
  readonly widths: SpreadFigures;
  readonly heights: SpreadFigures;
}

/** The spreads among them, by what a reader calls them. */
export function spreadsOf(statistics: Statistics): Readonly<Record<string, SpreadFigures>> {
  return {
    "turns of a sample": statistics.turnsPerSample,
    "instances of a phrase": statistics.instancesPerPhrase,
    "words of a question": statistics.wordsPerQuestion,
    "words of an answer": statistics.wordsPerAnswer,
    "picture width": statistics.widths,
    "picture height": statistics.heights,
  };
}

/** Tasks that are answered in words even where everything is there. */
const inWords = /^(caption|vqa|reg-\w+)$/;

/** Counts rows. */
export class StatisticsCounter {
  readonly #tasks: Record<string, { turns: number; absent: number }> = {};
  readonly #sources: Record<string, number> = {};
  readonly #splits: Record<string, number> = {};
  readonly #units: Record<string, number> = {};
  readonly #prompts: Record<string, number> = {};
  readonly #turnsPerSample = new Spread();
  readonly #instancesPerPhrase = new Spread();
  readonly #wordsPerQuestion = new Spread();
  readonly #wordsPerAnswer = new Spread();
  readonly #widths = new Spread();
  readonly #heights = new Spread();
  #samples = 0;
  #independent = 0;
  #embedded = 0;

  /** @param answers of the row's turns, parsed; undefined for one that cannot be */
  add(row: SampleRow, answers: readonly (Answer | undefined)[]): void {
    this.#samples++;
    if (row.independent) this.#independent++;
    if (row.image.bytes) this.#embedded++;
    count(this.#sources, row.source);
    count(this.#splits, row.split);
    this.#turnsPerSample.add(row.turns.length);
    this.#widths.add(row.width);
    this.#heights.add(row.height);
    for (const [i, { task, user, prompts = [] }] of row.turns.entries()) {
      const counts = (this.#tasks[task] ??= { turns: 0, absent: 0 });
      counts.turns++;
      this.#wordsPerQuestion.add(words(user.map((part) => (part.type === "text" ? part.text : " ")).join("")));
      for (const { kind } of prompts) count(this.#prompts, kind);
      const answer = answers[i];
      if (!answer) continue;
      if (answer.plan?.decode === false) counts.absent++;
      this.#wordsPerAnswer.add(words(bodyText(answer.body)));
      for (const { groups } of triplets(answer.body)) {
        this.#instancesPerPhrase.add(groups[0].instances.length);
        for (const group of groups) for (const unit of group.units) count(this.#units, unit, group.instances.length);
      }
    }
  }

  figures(): Statistics {
    const grounding = Object.entries(this.#tasks).filter(([task]) => !inWords.test(task));
    const [asked, absent] = (["turns", "absent"] as const).map((key) =>
      grounding.reduce((sum, [, counts]) => sum + counts[key], 0),
    ) as [number, number];
    return {
      samples: this.#samples,
      turns: Object.values(this.#tasks).reduce((sum, { turns }) => sum + turns, 0),
      tasks: byName(this.#tasks),
      absentRate: asked === 0 ? 0 : absent / asked,
      sources: byName(this.#sources),
      splits: byName(this.#splits),
      independent: this.#independent,
      embedded: this.#embedded,
      units: byName(this.#units),
      prompts: byName(this.#prompts),
      turnsPerSample: this.#turnsPerSample.figures(),
      instancesPerPhrase: this.#instancesPerPhrase.figures(),
      wordsPerQuestion: this.#wordsPerQuestion.figures(),
      wordsPerAnswer: this.#wordsPerAnswer.figures(),
      widths: this.#widths.figures(),
      heights: this.#heights.figures(),
    };
  }
}

function count(counts: Record<string, number>, key: string, times = 1): void {
  counts[key] = (counts[key] ?? 0) + times;
}

const words = (text: string): number => text.split(/\s+/).filter((word) => /[\p{L}\p{N}]/u.test(word)).length;

function byName<Value>(record: Record<string, Value>): Record<string, Value> {
  return Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)));
}
