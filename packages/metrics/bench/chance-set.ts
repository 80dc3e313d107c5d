// Detection sets drawn from a population: classes of given frequency, pictures of different difficulty, detectors of different skill.
import {
  boxes,
  COCO_PARAMETERS,
  type DetectionEvaluation,
  detectionsFrom,
  evaluateDetections,
  truthsFrom,
} from "../src/index.js";
import { uniform } from "../src/statistics/random.js";

/** Random values of the usual distributions; equal seeds give equal ones. */
export class Chance {
  readonly #below: (count: number) => number;

  constructor(seed: number) {
    this.#below = uniform(seed);
  }

  /** Between 0 and 1, neither of both. */
  share(): number {
    return (this.#below(2 ** 31) + 0.5) / 2 ** 31;
  }

  normal(): number {
    return Math.sqrt(-2 * Math.log(this.share())) * Math.cos(2 * Math.PI * this.share());
  }

  poisson(mean: number): number {
    let count = 0;
    for (let left = this.share(); left > Math.exp(-mean); left *= this.share()) count++;
    return count;
  }
}

/** What all sets of a population share: of each class how many truths a picture has on average. */
export type Population = readonly number[];

/** AP and AP50 over a set of so many pictures; every object has a place of its own in its picture. */
export function detectionSet(rates: Population, pictures: number, chance: Chance): DetectionEvaluation {
  const annotations: object[] = [];
  const found: object[] = [];
  for (let image_id = 1; image_id <= pictures; image_id++) {
    const ease = 0.7 * chance.normal();
    let x = 0;
    const detected = (category_id: number, left: number, quality: number) => {
      found.push({ image_id, category_id, bbox: [left, 0, 60, 60], score: 1 / (1 + Math.exp(-quality)) });
    };
    rates.forEach((rate, k) => {
      const category_id = k + 1;
      const skill = Math.sin(3 * k); // between -1 and 1, whatever the frequency
      for (let count = chance.poisson(rate); count > 0; count--, x += 100) {
        annotations.push({ id: annotations.length + 1, image_id, category_id, bbox: [x, 0, 60, 60], area: 3600 });
        const quality = 0.6 + ease + 0.7 * skill + chance.normal();
        const shift = Math.min(36, (42 * chance.share()) / (1 + Math.exp(quality)));
        if (quality > -0.3) detected(category_id, x + shift, quality + 0.8 * chance.normal());
      }
      for (let wrong = chance.poisson(0.5 * rate + 0.01); wrong > 0; wrong--, x += 100)
        detected(category_id, x, -0.5 + 0.5 * skill + chance.normal());
    });
  }
  const precision = { measure: "precision", area: "all", maxDetections: 100 } as const;
  const kind = {
    ...boxes,
    figures: () => [
      { ...precision, name: "AP" },
      { ...precision, name: "AP50", threshold: 0.5 },
    ],
  };
  const images = Array.from({ length: pictures }, (_, i) => ({ id: i + 1 }));
  const truths = truthsFrom({ images, categories: rates.map((_, k) => ({ id: k + 1 })), annotations }, kind);
  const parameters = { ...COCO_PARAMETERS, maxDetections: [100], areas: { all: [0, 1e10] as const } };
  return evaluateDetections(truths, detectionsFrom(found, truths), parameters);
}
