// The evaluation's figures: what the answers of each set give, and how sure that is.
import { bootstrapIntervals } from "@refvlm/metrics";
import { Random } from "@refvlm/vt-instruct";
import type { AnsweredQuestion, EvalQuestion } from "./question.js";
import type { Collected, Row, ScoreFiles, TaskFamily } from "./tasks/index.js";

/** A number over one set of questions. */
export interface Figure {
  name: string;
  set: string;
  value: number;
  /** 95 %, by a bootstrap over questions, corrected for bias and skewness. */
  interval: readonly [low: number, high: number];
  questions: number;
  /** What the project wants to reach; absent where nothing is promised. */
  target?: number;
  /** The smaller, the better. */
  error?: boolean;
}

/** A number that a network cannot have. */
export interface LackingFigure extends Pick<Figure, "name" | "set"> {
  /** Why, e.g. "no decoder for keypoint". */
  lacks: string;
}

/** Collects answers for the figures of some families. */
export class FigureCollector {
  readonly #collected = new Map<string, Map<TaskFamily, Collected>>();
  readonly #lacks = new Map<string, Map<TaskFamily, string>>();

  constructor(private readonly families: readonly TaskFamily[]) {}

  add(asked: AnsweredQuestion): void {
    for (const collected of this.#of(asked.question)) collected.add(asked);
  }

  /** Takes note of a question that the network cannot answer. */
  lack({ set, kind }: EvalQuestion, why: string): void {
    const lacks = this.#lacks.get(set) ?? new Map<TaskFamily, string>();
    this.#lacks.set(set, lacks);
    for (const family of this.families) if (family.kinds.includes(kind)) lacks.set(family, why);
  }

  /** Row by row, sets side by side; a row without questions is left out. */
  figures(): (Figure | LackingFigure)[] {
    const sets = [...new Set([...this.#collected.keys(), ...this.#lacks.keys()])];
    return this.families.flatMap((family) => {
      const measured = sets.map((set) => {
        const collected = this.#collected.get(set)?.get(family);
        return { set, ...(collected && measure(collected)), lacks: this.#lacks.get(set)?.get(family) };
      });
      return family.rows.flatMap((row) =>
        measured.flatMap(({ set, figures, lacks }): (Figure | LackingFigure)[] => {
          const own = figures?.(row, set);
          if (own) return [{ name: row.name, set, ...own }];
          return lacks === undefined ? [] : [{ name: row.name, set, lacks }];
        }),
      );
    });
  }

  /** What `refvlm score` takes, by set and family. */
  *files(): Generator<ScoreFiles & { set: string; family: string }> {
    for (const [set, families] of this.#collected)
      for (const [{ name: family }, collected] of families) {
        const files = collected.files();
        if (files) yield { set, family, ...files };
      }
  }

  #of({ set, kind }: EvalQuestion): Collected[] {
    const own = this.#collected.get(set) ?? new Map<TaskFamily, Collected>();
    this.#collected.set(set, own);
    return this.families
      .filter(({ kinds }) => kinds.includes(kind))
      .map((family) => {
        const collected = own.get(family) ?? family.collect();
        own.set(family, collected);
        return collected;
      });
  }
}

/** The figures of one family over one set, each with its interval. */
function measure(collected: Collected) {
  const evaluation = collected.measure();
  if (!evaluation) return undefined;
  const random = Random.of("bootstrap", evaluation.size);
  const intervals = bootstrapIntervals(evaluation, { below: (count) => random.below(count) });
  const values = evaluation.figures();
  return {
    figures({ figure, targets, error }: Row, set: string): Omit<Figure, "name" | "set"> | undefined {
      const value = values[figure];
      if (value === undefined || Number.isNaN(value)) return undefined;
      const target = targets?.[set];
      return {
        value,
        interval: intervals[figure],
        questions: collected.size,
        ...(target !== undefined && { target }),
        ...(error && { error }),
      };
    },
  };
}
