// A few places, given in the order in which they were asked for.

export class Places {
  #free: number;
  readonly #waiting: (() => void)[] = [];

  constructor(count: number) {
    this.#free = count;
  }

  /** Waits for a place. @returns what gives it back; doing so twice is harmless @throws the signal's reason */
  async take(signal: AbortSignal): Promise<() => void> {
    if (this.#free > 0) this.#free--;
    else await this.#turn(signal);
    let given = false;
    const back = () => {
      if (!given) this.#giveBack();
      given = true;
    };
    if (!signal.aborted) return back;
    back();
    throw signal.reason;
  }

  #turn(signal: AbortSignal): Promise<void> {
    return new Promise((done, fail) => {
      const onAbort = () => {
        this.#waiting.splice(this.#waiting.indexOf(onTurn), 1);
        fail(signal.reason);
      };
      const onTurn = () => {
        signal.removeEventListener("abort", onAbort);
        done();
      };
      signal.throwIfAborted();
      signal.addEventListener("abort", onAbort, { once: true });
      this.#waiting.push(onTurn);
    });
  }

  #giveBack(): void {
    const next = this.#waiting.shift();
    if (next) next();
    else this.#free++;
  }
}
