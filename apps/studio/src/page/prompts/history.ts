// A value with its past and future, for undo and redo.
import { computed, signal } from "@preact/signals";

export class History<Value> {
  readonly #past = signal<readonly Value[]>([]);
  readonly #future = signal<readonly Value[]>([]);
  readonly #now;
  readonly canUndo = computed(() => this.#past.value.length > 0);
  readonly canRedo = computed(() => this.#future.value.length > 0);

  constructor(first: Value) {
    this.#now = signal(first);
  }

  get value(): Value {
    return this.#now.value;
  }

  /** Without making whoever reads it follow it. */
  peek(): Value {
    return this.#now.peek();
  }

  /** A change that can be taken back. */
  set(next: Value): void {
    this.#past.value = [...this.#past.value, this.#now.value];
    this.#future.value = [];
    this.#now.value = next;
  }

  /** The change that was made last goes on: one drag is one step back. */
  amend(next: Value): void {
    this.#now.value = next;
  }

  /** Begins anew, without a past. */
  reset(first: Value): void {
    this.#past.value = [];
    this.#future.value = [];
    this.#now.value = first;
  }

  undo(): void {
    const before = this.#past.value.at(-1);
    if (!this.canUndo.value) return;
    this.#future.value = [this.#now.value, ...this.#future.value];
    this.#past.value = this.#past.value.slice(0, -1);
    this.#now.value = before as Value;
  }

  redo(): void {
    const [next] = this.#future.value;
    if (!this.canRedo.value) return;
    this.#past.value = [...this.#past.value, this.#now.value];
    this.#future.value = this.#future.value.slice(1);
    this.#now.value = next as Value;
  }
}
