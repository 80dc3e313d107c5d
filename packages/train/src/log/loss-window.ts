// What happened between two logged steps: means of losses, pictures, time.
import type { Collective } from "../collectives/collective.js";

/** Means of losses between two logged steps. */
export class LossWindow {
  #sums = new Map<string, { sum: number; count: number }>();
  #began = performance.now();
  pictures = 0;
  gradNorm = 0;

  add(losses: Record<string, number>): void {
    for (const [name, value] of Object.entries(losses)) {
      const entry = this.#sums.get(name) ?? { sum: 0, count: 0 };
      this.#sums.set(name, { sum: entry.sum + value, count: entry.count + 1 });
    }
  }

  seconds(): number {
    return (performance.now() - this.#began) / 1000;
  }

  /** Replicas may have met different losses, so only the total is averaged over them. */
  async means(collective?: Collective): Promise<Record<string, number>> {
    const own = Object.fromEntries([...this.#sums].map(([name, { sum, count }]) => [name, sum / count]));
    return collective ? { ...own, total: (await collective.mean([own.total]))[0] } : own;
  }

  reset(): void {
    this.#sums = new Map();
    this.#began = performance.now();
    this.pictures = 0;
  }
}
