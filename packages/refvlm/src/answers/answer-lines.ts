// Answers as JSON lines in a file that a later run goes on with: what was asked before is not asked again.
import { appendFileSync, existsSync, readFileSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { writeWhole } from "@refvlm/config";
import type { AnswerJson } from "@refvlm/model";
import { QuestionError } from "../errors.js";

/** What decides an answer, besides its picture's content, as its line says it. */
export type AnswerKey = Required<Pick<AnswerJson, "picture" | "question">> &
  Pick<AnswerJson, "id" | "prompts" | "options" | "model" | "seed">;

/** A line of a picture about which no question could be answered. */
export type FailureLine = AnswerKey & { error: string };

export class AnswerLines {
  readonly #path: string;
  readonly #answered: ReadonlySet<string>;
  /** Bytes of the file after the last line that this run wrote. */
  #size: number;

  private constructor(path: string, answered: ReadonlySet<string>) {
    this.#path = path;
    this.#answered = answered;
    this.#size = sizeOf(path);
  }

  /**
   * Opens a file, or begins it. A last line that was cut off is taken out, and so are failures, which are tried again.
   * @param asked what this run asks
   * @throws QuestionError for a file that holds anything else: nothing of it is touched
   */
  static open(path: string, asked: readonly AnswerKey[]): AnswerLines {
    if (!existsSync(path)) {
      inFile(path, () => writeFileSync(path, ""));
      return new AnswerLines(path, new Set());
    }
    const text = inFile(path, () => readFileSync(path, "utf8"));
    const end = text.lastIndexOf("\n") + 1;
    // An editor may have taken the last line break and nothing else.
    const isWhole = recordOf(text.slice(end)) !== undefined;
    const [whole, rest] = isWhole ? [`${text}\n`, ""] : [text.slice(0, end), text.slice(end)];
    // A line begins with its id or its picture; whatever begins otherwise was not cut off by a run that ended early.
    if (!['{"id":', '{"picture":'].some((start) => rest.startsWith(start) || start.startsWith(rest)))
      throw foreign(path, whole.split("\n").length);
    const lines = whole.split("\n").slice(0, -1);
    const records = lines.map((line, i) => recordOf(line) ?? raise(foreign(path, i + 1)));
    const asking = new Set(asked.map(keyOf));
    const again = (i: number) => "error" in records[i] && asking.has(keyOf(records[i]));
    const kept = lines.filter((_, i) => !again(i));
    if (kept.length < lines.length || isWhole)
      inFile(path, () => writeWhole(path, kept.map((line) => `${line}\n`).join("")));
    else if (rest !== "") inFile(path, () => truncateSync(path, Buffer.byteLength(whole)));
    return new AnswerLines(path, new Set(records.filter((record) => !("error" in record)).map(keyOf)));
  }

  /** Whether the file holds the answer. */
  has(key: AnswerKey): boolean {
    return this.#answered.has(keyOf(key));
  }

  /**
   * Appends a line; it is in the file when this returns.
   * @throws QuestionError where another program has written into the file meanwhile
   */
  add(line: AnswerJson | FailureLine): void {
    if (sizeOf(this.#path) !== this.#size)
      throw new QuestionError(
        `another run writes into "${this.#path}": one at a time; when it has ended, the same command goes on`,
      );
    const text = `${JSON.stringify(line)}\n`;
    inFile(this.#path, () => appendFileSync(this.#path, text));
    this.#size += Buffer.byteLength(text);
  }
}

function sizeOf(path: string): number {
  return inFile(path, () => statSync(path).size);
}

function keyOf({ id, picture, question, prompts, options = {}, model, seed }: AnswerKey): string {
  const { maxTokens, temperature, topP, minScore, deny } = options;
  const asked = [id, picture, question, prompts, maxTokens, temperature, topP, minScore, deny];
  return JSON.stringify([...asked, model.name, model.version, model.digest, seed]);
}

/** What a line says, if it is one of ours. */
function recordOf(line: string): AnswerKey | FailureLine | undefined {
  try {
    const record = JSON.parse(line);
    const ours = typeof record.picture === "string" && typeof record.question === "string" && record.model;
    return ours ? record : undefined;
  } catch {
    return undefined;
  }
}

function foreign(path: string, line: number): QuestionError {
  return new QuestionError(`${path}: line ${line} is no answer of predict; name another file, or move this one away`);
}

function raise(error: Error): never {
  throw error;
}

function inFile<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new QuestionError(
      `cannot read and write "${path}" (${code ?? message}): check the folder, its rights and free space`,
    );
  }
}
