// What a training run leaves to read: one JSON line a logged step, the same for TensorBoard, and a page to look at.
import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { writeWhole } from "@refvlm/config";
import { EventFile } from "./event-file.js";
import type { LogEntry, TrainingEnd } from "./log-entry.js";
import { type AnswerSheet, runPage } from "./run-page.js";

/** Milliseconds between two pages: nobody reads faster, and small networks log every few milliseconds. */
const PAGE_EVERY = 5000;

/** Folder of the sheets of answers, within the run's. */
const ANSWERS = "answers";

/** Where a sheet of answers after a step lies. */
export function answersFile(folder: string, step: number): string {
  return join(folder, ANSWERS, `step-${String(step).padStart(8, "0")}.png`);
}

/** Appends to `log.jsonl` and a TensorBoard file in the run's folder, and writes its `index.html` anew. */
export class TrainingLog {
  readonly #path: string;
  readonly #events: EventFile;
  readonly #entries: LogEntry[] = [];
  #pageWritten = Number.NEGATIVE_INFINITY;

  /**
   * @param step where the run (re)starts: lines of later steps, written before a crash, are dropped
   * @param total steps of the whole run
   */
  constructor(
    private readonly folder: string,
    step: number,
    private readonly total: number,
  ) {
    mkdirSync(folder, { recursive: true });
    this.#path = join(folder, "log.jsonl");
    if (existsSync(this.#path)) {
      this.#entries = readLog(this.#path).filter((entry) => entry.step <= step);
      writeFileSync(this.#path, this.#entries.map((entry) => `${JSON.stringify(entry)}\n`).join(""));
    }
    this.#events = new EventFile(folder);
  }

  write(entry: LogEntry): void {
    appendFileSync(this.#path, `${JSON.stringify(entry)}\n`);
    const losses = Object.entries(entry.losses).map(([name, value]) => [`loss/${name}`, value]);
    this.#events.scalars(entry.step, {
      ...Object.fromEntries(losses),
      lr: entry.lr,
      gradNorm: entry.gradNorm,
      picturesPerSecond: entry.picturesPerSecond,
    });
    this.#entries.push(entry);
    if (performance.now() - this.#pageWritten < PAGE_EVERY) return;
    this.#pageWritten = performance.now();
    this.#writePage();
  }

  /** The page's last state. */
  end(how: TrainingEnd): void {
    this.#writePage(how);
  }

  #writePage(end?: TrainingEnd): void {
    const title = basename(resolve(this.folder));
    const sheets = this.#sheets(this.#entries.at(-1)!.step);
    const page = runPage(title, this.#entries, this.total, { now: new Date(), sheets, end });
    writeWhole(join(this.folder, "index.html"), page);
  }

  /** Those up to a step: later ones were drawn before a crash. */
  #sheets(step: number): AnswerSheet[] {
    const folder = join(this.folder, ANSWERS);
    return (existsSync(folder) ? readdirSync(folder) : [])
      .flatMap((name) => {
        const drawn = /^step-(\d+)\.png$/.exec(name);
        return drawn ? [{ step: Number(drawn[1]), file: `${ANSWERS}/${name}` }] : [];
      })
      .filter((sheet) => sheet.step <= step)
      .sort((a, b) => a.step - b.step);
  }
}

/** The entries of a log; a last line cut by a crash is left out. */
export function readLog(path: string): LogEntry[] {
  return readFileSync(path, "utf8")
    .split("\n")
    .flatMap((line) => {
      try {
        return line === "" ? [] : [JSON.parse(line) as LogEntry];
      } catch {
        return [];
      }
    });
}
