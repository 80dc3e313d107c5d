// How often intervals hold the value of a population that is known: percentiles beside `bootstrapIntervals`.
// Usage: coverage.ts [SETS [NAME]], how many sets of samples (300 without), and a part of the names of those to measure.
import {
  bootstrapIntervals,
  type Evaluation,
  type Figures,
  mean,
  percentileInterval,
  ratioEvaluation,
} from "../src/index.js";
import { Chance, detectionSet, type Population } from "./chance-set.js";

const sets = Number(process.argv[2] ?? 300);
const wanted = process.argv[3] ?? "";
const common: Population = Array.from({ length: 10 }, () => 0.4);
const longTail: Population = Array.from({ length: 40 }, (_, k) => Math.max(0.015, 1 / (k + 1)));
const rare: Population = Array.from({ length: 120 }, () => 0.025);

/** Accuracies, a mean overlap and an F1 over answers, some of which name several things. */
function answers(count: number, chance: Chance): Evaluation {
  const each = <T>(draw: () => T) => Array.from({ length: count }, draw);
  const accuracy = (share: number) => mean(each(() => (chance.share() < share ? 1 : 0)));
  const f1 = each(() => {
    const [truths, skill] = [1 + chance.poisson(1.5), chance.share()];
    let right = 0;
    for (let i = 0; i < truths; i++) if (chance.share() < skill) right++;
    return { gain: 2 * right, of: truths + right + chance.poisson(0.7) };
  });
  return ratioEvaluation(count, {
    F1: { gain: f1.map(({ gain }) => gain), of: f1.map(({ of }) => of) },
    "mean IoU": mean(each(() => (chance.share() < 0.2 ? 0 : 1 - 0.5 * chance.share() ** 2))),
    "accuracy 0.1": accuracy(0.1),
    "accuracy 0.5": accuracy(0.5),
    "accuracy 0.9": accuracy(0.9),
    "accuracy 0.98": accuracy(0.98),
  });
}

interface Study {
  readonly name: string;
  readonly size: number;
  /** Samples, in four sets, that stand for the population. */
  readonly population: number;
  draw(size: number, chance: Chance): Evaluation;
}

const studies: readonly Study[] = [
  ...[
    { name: "10 common classes", rates: common },
    { name: "40 classes, long tail", rates: longTail },
    { name: "120 rare classes", rates: rare },
  ].map(({ name, rates }) => ({
    name,
    size: 100,
    population: 6000,
    draw: (size: number, chance: Chance) => detectionSet(rates, size, chance),
  })),
  { name: "answers", size: 50, population: 400_000, draw: answers },
  { name: "answers", size: 400, population: 400_000, draw: answers },
];

console.log("| samples | figure | population | mean | percentiles | length | corrected | length |");
console.log("|---|---|---|---|---|---|---|---|");
for (const { name, size, population, draw } of studies.filter(({ name }) => name.includes(wanted))) {
  const chance = new Chance(size + name.length);
  const parts = Array.from({ length: 4 }, () => draw(population, chance).figures());
  const names = Object.keys(parts[0]!);
  const held = new Map(names.map((figure) => [figure, { sum: 0, percentiles: [0, 0], corrected: [0, 0] }]));
  const truth = (figure: string) => parts.reduce((sum, each) => sum + each[figure]!, 0) / parts.length;
  for (let seed = 0; seed < sets; seed++) {
    const evaluation = draw(size, chance);
    const figures = evaluation.figures();
    const drawn: Figures[] = [];
    const resampling: Evaluation = {
      size,
      figures(samples) {
        const measured = evaluation.figures(samples);
        if (samples?.length === size) drawn.push(measured); // not those of the jackknife
        return measured;
      },
    };
    const corrected = bootstrapIntervals(resampling, { seed, resamples: 500 });
    for (const [figure, tally] of held) {
      tally.sum += figures[figure]!;
      const count = ([hits, length]: number[], [low, high]: readonly [number, number]) => [
        hits! + (low <= truth(figure) && truth(figure) <= high ? 1 : 0),
        length! + high - low,
      ];
      tally.percentiles = count(tally.percentiles, percentileInterval(drawn.map((each) => each[figure]!)));
      tally.corrected = count(tally.corrected, corrected[figure]!);
    }
  }
  for (const [figure, { sum, percentiles, corrected }] of held) {
    const cells = [truth(figure), sum / sets, ...[...percentiles, ...corrected].map((total) => total / sets)];
    console.log(`| ${size}, ${name} | ${figure} | ${cells.map((value) => value.toFixed(3)).join(" | ")} |`);
  }
}
