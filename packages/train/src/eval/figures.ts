// The evaluation's figures: which questions each one sums over, what it should reach, and how sure it is.
import { bootstrapIntervals, ratioEvaluation } from "@refvlm/metrics";
import { Random } from "@refvlm/vt-instruct";
import type { Score, ScoredKind } from "./score.js";

/** Which scenes: drawn by families that training shows, or by the one kept out of it. */
export type SceneFamilies = "seen" | "held-out";

/** One scored question, as it is kept in a results file. */
export interface QuestionResult extends Score {
  families: SceneFamilies;
  scene: number;
  kind: ScoredKind;
  /** The answer is complete and its plan is kept. */
  wellFormed: boolean;
  /** The answer as generated; empty where the model failed. */
  trp: string;
}

/** A number over one set of scenes. */
export interface Figure {
  name: string;
  families: SceneFamilies;
  /** 0..1. */
  value: number;
  /** 95 %, by a bootstrap over questions, corrected for bias and skewness. */
  interval: readonly [low: number, high: number];
  questions: number;
  /** What the project wants to reach; absent where nothing is promised. */
  target?: number;
}

interface FigureDefinition {
  name: string;
  kinds: readonly ScoredKind[] | "all";
  targets?: Record<SceneFamilies, number>;
  score?(result: QuestionResult): Score;
}

const definitions: readonly FigureDefinition[] = [
  { name: "REC accuracy at IoU 0.5", kinds: ["rec"], targets: { seen: 0.8, "held-out": 0.65 } },
  { name: "RES mean IoU", kinds: ["res"], targets: { seen: 0.65, "held-out": 0.55 } },
  { name: "Freeform detection F1 at IoU 0.5", kinds: ["fovd"], targets: { seen: 0.7, "held-out": 0.55 } },
  {
    name: "VQA presence and count accuracy",
    kinds: ["vqa-presence", "vqa-count"],
    targets: { seen: 0.85, "held-out": 0.75 },
  },
  { name: "VQA presence accuracy", kinds: ["vqa-presence"] },
  { name: "VQA count accuracy", kinds: ["vqa-count"] },
  { name: "VQA relation accuracy", kinds: ["vqa-relation"] },
  { name: "Absent objects denied", kinds: ["rec-absent"] },
  { name: "Follow-up in a conversation, mask IoU", kinds: ["follow-up"] },
  { name: "New unit word, box accuracy at IoU 0.5", kinds: ["new-unit"] },
  {
    name: "Well-formed answers",
    kinds: "all",
    score: ({ wellFormed }) => ({ gain: wellFormed ? 1 : 0, of: 1 }),
  },
];

/** The figures that these results allow, family sets side by side. */
export function figuresOf(results: readonly QuestionResult[]): Figure[] {
  const families = [...new Set(results.map((result) => result.families))];
  return definitions.flatMap(({ name, kinds, targets, score = (result) => result }) =>
    families.flatMap((set): Figure[] => {
      const scores = results
        .filter((result) => result.families === set && (kinds === "all" || kinds.includes(result.kind)))
        .map(score);
      if (scores.every(({ of }) => of === 0)) return [];
      const evaluation = ratioEvaluation(scores.length, {
        ratio: { gain: scores.map(({ gain }) => gain), of: scores.map(({ of }) => of) },
      });
      const random = Random.of("bootstrap", scores.length);
      return [
        {
          name,
          families: set,
          value: evaluation.figures().ratio,
          interval: bootstrapIntervals(evaluation, { below: (count) => random.below(count) }).ratio,
          questions: scores.length,
          target: targets?.[set],
        },
      ];
    }),
  );
}
