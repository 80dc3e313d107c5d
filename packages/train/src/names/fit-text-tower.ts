// Teaches a text tower where texts lie that are known beforehand: a detector's names one direction each, all that means none
// of them opposite to their sum.
import { type ClipText, clipTextIds, type TextCodec, unitVectors } from "@refvlm/model";
import { noGrad, optim, scope, type Tensor, tensor } from "@refvlm/torch";
import { Random } from "@refvlm/vt-instruct";
import type { Lesson } from "./lessons.js";

export interface FitOptions {
  steps: number;
  seed?: number;
  lr?: number;
  /** Told the mean of 1 - cosine now and then. */
  onStep?: (step: number, loss: number) => void;
}

const BATCH = 256;
const REPORTED = 50;

/** @param draw gives a text and the name that it means */
export function fitTextTower(
  tower: ClipText,
  codec: TextCodec,
  draw: (random: Random) => Lesson,
  { steps, seed = 0, lr = 2e-3, onStep }: FitOptions,
): void {
  const random = Random.of(seed);
  const optimizer = new optim.AdamW(tower.parameters(), { lr, betas: [0.9, 0.98], weightDecay: 0.01 });
  const schedule = optim.cosineWithWarmup({ warmup: Math.ceil(steps / 20), total: steps, min: 0.02 });
  for (let step = 0; step < steps; step++) {
    optimizer.paramGroups[0].lr = lr * schedule(step);
    const loss = scope(() => {
      const lessons = Array.from({ length: BATCH }, () => draw(random));
      const found = textVectors(
        tower,
        codec,
        lessons.map(({ text }) => text),
      ); // [B, K]
      const meant = directions(
        lessons.map(({ name }) => name),
        found.shape[1],
      );
      const loss = found.mul(meant).sum(-1).neg().add(1).mean();
      loss.backward();
      return loss.item();
    });
    optimizer.step();
    optimizer.zeroGrad();
    if (onStep && (step + 1) % REPORTED === 0) onStep(step + 1, loss);
  }
  optimizer.dispose();
}

/** What a tower says of texts: unit vectors [N, K]. */
export function textVectors(tower: ClipText, codec: TextCodec, texts: readonly string[]): Tensor {
  const ids = clipTextIds(
    texts.map((text) => codec.encodeText(text)),
    tower.config,
  );
  return unitVectors(tower.forward(tensor(ids, { dtype: "int64" })).textEmbeds);
}

/** Unit vectors of names by their numbers; null means none of them: as far from each as from the others. [N, K] */
function directions(names: readonly (number | null)[], size: number): Tensor {
  const values = new Float32Array(names.length * size);
  for (const [row, name] of names.entries())
    if (name === null) values.fill(-1 / Math.sqrt(size), row * size, (row + 1) * size);
    else values[row * size + name] = 1;
  return noGrad(() => tensor(values, { shape: [names.length, size] }));
}
