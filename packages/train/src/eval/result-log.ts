// Results of single questions in a file of JSON lines, so that an evaluation that was cut off goes on where it stopped.
import { appendFileSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import type { QuestionResult } from "./figures.js";

/** What tells one question from all others. */
export function resultKey({ families, scene, kind }: Pick<QuestionResult, "families" | "scene" | "kind">): string {
  return `${families}/${kind}/${scene}`;
}

/** Results by key, each in the file as soon as it is known. */
export class ResultLog {
  readonly #results = new Map<string, QuestionResult>();

  /**
   * Opens a file, or begins one; a last line that a crash cut off is dropped.
   * @param about what the results belong to (the network's weights, say): kept in the first line
   * @throws Error when the file holds the results of something else
   */
  constructor(
    readonly path: string,
    about: string,
  ) {
    const head = JSON.stringify({ about });
    const [first, ...lines] = existsSync(path) ? readFileSync(path, "utf8").split("\n") : [];
    if (first !== undefined && first !== head)
      throw new Error(`${path}: holds results of another network; name another file or remove it`);
    for (const line of lines) {
      const result = parsed(line);
      if (result) this.#results.set(resultKey(result), result);
    }
    writeFileSync(path, [head, ...[...this.#results.values()].map((r) => JSON.stringify(r)), ""].join("\n"));
  }

  has(key: string): boolean {
    return this.#results.has(key);
  }

  /** @throws Error for a key that is not there */
  get(key: string): QuestionResult {
    const result = this.#results.get(key);
    if (!result) throw new Error(`${this.path}: no result for ${key}`);
    return result;
  }

  append(results: readonly QuestionResult[]): void {
    for (const result of results) this.#results.set(resultKey(result), result);
    if (results.length > 0) appendFileSync(this.path, results.map((result) => `${JSON.stringify(result)}\n`).join(""));
  }
}

function parsed(line: string): QuestionResult | undefined {
  try {
    return JSON.parse(line) as QuestionResult;
  } catch {
    return undefined;
  }
}
