// Where the time of a command goes: at every moment it does one thing.

/** Milliseconds, of which a process has spent those before its first line, too. */
type Clock = () => number;

export class TimeSpent {
  readonly #spent = new Map<string, number>();
  #part: string;
  #since = 0;

  /** @param first what has been going on since the process began */
  constructor(
    first: string,
    private readonly clock: Clock = () => performance.now(),
  ) {
    this.#part = first;
  }

  /** From now on it is this that takes time. */
  turnTo(part: string): void {
    const now = this.clock();
    this.#spent.set(this.#part, (this.#spent.get(this.#part) ?? 0) + now - this.#since);
    [this.#part, this.#since] = [part, now];
  }

  /** A line for each part in the order in which they came, with its share, and the sum. */
  report(): string {
    this.turnTo(this.#part);
    const total = this.#since;
    const rows = [...this.#spent, ["together", total] as const];
    const width = Math.max(...rows.map(([part]) => part.length));
    const line = (part: string, spent: number) => {
      const share = total === 0 ? 0 : Math.round((100 * spent) / total);
      return `${part.padEnd(width)}  ${(spent / 1000).toFixed(2).padStart(8)} s  ${String(share).padStart(3)} %\n`;
    };
    return rows.map(([part, spent]) => line(part, spent)).join("");
  }
}
