// What has been told and not yet read, for one reader who waits for it.

export class Mailbox<Item> {
  readonly #items: Item[] = [];
  #failure: { reason: unknown } | null = null;
  #wake: (() => void) | null = null;

  put(item: Item): void {
    this.#items.push(item);
    this.#wake?.();
  }

  /** Nothing follows; what was not read is lost. */
  fail(reason: unknown): void {
    this.#failure ??= { reason };
    this.#wake?.();
  }

  /** @throws the reason of `fail` */
  async next(): Promise<Item> {
    while (!this.#failure && this.#items.length === 0)
      await new Promise<void>((done) => {
        this.#wake = done;
      });
    this.#wake = null;
    if (this.#failure) throw this.#failure.reason;
    return this.#items.shift()!;
  }
}
