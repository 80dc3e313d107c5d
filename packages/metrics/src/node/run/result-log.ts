// Results of single samples in a file of JSON lines, so that an evaluation that was cut off goes on where it stopped.
import { appendFileSync, existsSync, readFileSync, truncateSync, writeFileSync } from "node:fs";
import { MetricsError } from "../../evaluation.js";

/** Results by key, each in the file as soon as it is known; lines are only ever added. */
export class ResultLog<Result> {
  readonly #results = new Map<string, Result>();

  /**
   * Opens a file, or begins one; a last line that a crash cut off is dropped.
   * @param about what the results belong to, e.g. a cache key: kept in the first line
   * @param keyOf what tells one sample from all others
   * @throws MetricsError when the file holds the results of something else, or a line that is no result
   */
  constructor(
    readonly path: string,
    about: string,
    private readonly keyOf: (result: Result) => string,
  ) {
    const head = JSON.stringify({ about });
    const text = existsSync(path) ? readFileSync(path, "utf8") : "";
    const whole = text.slice(0, text.lastIndexOf("\n") + 1);
    const [first, ...lines] = whole.split("\n").slice(0, -1);
    if (first === undefined) {
      if (!head.startsWith(text)) throw this.#ofOthers();
      writeFileSync(path, `${head}\n`);
      return;
    }
    if (first !== head) throw this.#ofOthers();
    for (const [i, line] of lines.entries()) this.#take(parsed<Result>(line, `${path}: line ${i + 2}`));
    if (whole.length < text.length) truncateSync(path, Buffer.byteLength(whole));
  }

  has(key: string): boolean {
    return this.#results.has(key);
  }

  /** @throws MetricsError for a key that is not there */
  get(key: string): Result {
    const result = this.#results.get(key);
    if (result === undefined) throw new MetricsError(`${this.path}: no result for ${key}`);
    return result;
  }

  append(results: readonly Result[]): void {
    for (const result of results) this.#take(result);
    if (results.length > 0) appendFileSync(this.path, results.map((result) => `${JSON.stringify(result)}\n`).join(""));
  }

  #take(result: Result): void {
    this.#results.set(this.keyOf(result), result);
  }

  #ofOthers(): MetricsError {
    return new MetricsError(
      `${this.path}: holds results of another network, other settings or another version; name another file or remove it`,
    );
  }
}

function parsed<Result>(line: string, place: string): Result {
  try {
    return JSON.parse(line) as Result;
  } catch {
    throw new MetricsError(`${place}: no result; the file is damaged, remove this line and its sample is asked again`);
  }
}
