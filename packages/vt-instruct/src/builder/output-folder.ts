// The folder of a build: its files' names, and writing that a crash cannot leave half done.
import { randomUUID } from "node:crypto";
import {
  accessSync,
  closeSync,
  constants,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { hostname } from "node:os";
import { basename, dirname, join } from "node:path";
import type { BuildPlan } from "./plan.js";
import type { Tally } from "./tally.js";

/** What is known of a finished shard, beside its file. */
export interface ShardReport extends Tally {
  /** Of the plan. */
  digest: string;
  shard: number;
  /** Within the folder. */
  file: string;
  rows: number;
  bytes: number;
  sha256: string;
}

/** A folder that cannot be used as it is. */
export class OutputError extends Error {
  override name = "OutputError";
}

const numbered = (number: number) => String(number).padStart(5, "0");

/**
 * Paths of a build's files. Shards are called as data sets on the Hugging Face hub are, so that `load_dataset` finds
 * them; the builder's own files lie in `.build`, which it passes over.
 */
export class OutputFolder {
  constructor(readonly path: string) {}

  get manifest(): string {
    return join(this.path, "manifest.json");
  }

  get rejects(): string {
    return join(this.path, "rejects.jsonl");
  }

  /** Within the folder. */
  shardName({ config, shards }: BuildPlan, shard: number): string {
    return `data/${config.split}-${numbered(shard)}-of-${numbered(shards)}.parquet`;
  }

  shardRejects(shard: number): string {
    return join(this.path, ".build", `${numbered(shard)}.rejects.jsonl`);
  }

  #report(shard: number): string {
    return join(this.path, ".build", `${numbered(shard)}.json`);
  }

  get #plan(): string {
    return join(this.path, ".build", "plan.json");
  }

  get #local(): string {
    return join(this.path, ".build", "local.json");
  }

  /**
   * Makes the folder ready for a plan, or sees that it was.
   * @param root absolute folder that paths in the rows are told from; noted for this machine only
   * @throws OutputError where it holds another build
   */
  begin(plan: BuildPlan, root: string): void {
    for (const folder of ["data", ".build"]) this.#make(join(this.path, folder));
    const earlier = this.plan();
    if (earlier && earlier.digest !== plan.digest)
      throw new OutputError(
        `${this.path} holds another build: ${differences(earlier, plan)}. Give another --output, or remove the folder.`,
      );
    // Many processes may begin one folder at once, each with the same words.
    if (!earlier) writeWhole(this.#plan, json(plan));
    writeWhole(this.#local, json({ root }));
  }

  #make(folder: string): void {
    try {
      mkdirSync(folder, { recursive: true });
      accessSync(folder, constants.W_OK);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      const why = { ENOTDIR: "a file is in its way", EEXIST: "a file is in its way", EACCES: "it may not be written" };
      const reason = why[code as keyof typeof why] ?? (error as Error).message;
      throw new OutputError(`${folder}: no folder can be made there: ${reason}; give another --output`);
    }
  }

  /** The plan that the folder was begun with. @throws OutputError where it cannot be read */
  plan(): BuildPlan | undefined {
    if (!existsSync(this.#plan)) return undefined;
    const plan = parsed<BuildPlan>(this.#plan);
    if (plan?.digest !== undefined) return plan;
    throw new OutputError(`${this.#plan} is damaged; give another --output, or remove the folder`);
  }

  /** Folder that paths in the rows are told from, on the machine that built them. */
  root(): string | undefined {
    if (!existsSync(this.#local)) return undefined;
    return (JSON.parse(readFileSync(this.#local, "utf8")) as { root: string }).root;
  }

  /** The report of a shard that is whole: its file is there and as long as it was. */
  report(plan: BuildPlan, shard: number): ShardReport | undefined {
    if (!existsSync(this.#report(shard))) return undefined;
    const report = parsed<ShardReport>(this.#report(shard));
    if (report?.digest !== plan.digest) return undefined;
    const path = join(this.path, report.file);
    return existsSync(path) && statSync(path).size === report.bytes ? report : undefined;
  }

  /** Removes what crashes have left unfinished; files that a process still writes stay. */
  sweep(): void {
    for (const folder of [this.path, join(this.path, "data"), join(this.path, ".build")])
      for (const name of readdirSync(folder)) if (isAbandoned(name)) rmSync(join(folder, name), { force: true });
  }

  /** Says that a shard is finished: after this it is never built again. */
  finishShard(report: ShardReport, rejects: readonly string[]): void {
    writeWhole(this.shardRejects(report.shard), rejects.map((line) => `${line}\n`).join(""));
    writeWhole(this.#report(report.shard), json(report));
  }
}

/** Where two plans disagree, in the words of the config. */
function differences(earlier: BuildPlan, plan: BuildPlan): string {
  const told = ({ config, version, sources }: BuildPlan): Record<string, unknown> => ({
    "the program's version": version,
    ...config,
    "the sizes of data sets": sources.map(({ size }) => size),
    "the number of samples": sources.map(({ samples }) => samples),
  });
  const [before, now] = [told(earlier), told(plan)];
  const keys = Object.keys({ ...before, ...now }).filter(
    (key) => JSON.stringify(before[key]) !== JSON.stringify(now[key]),
  );
  return `it differs in ${keys.join(", ")}`;
}

/** A JSON file of ours; undefined where somebody has damaged it. */
function parsed<T>(path: string): T | undefined {
  try {
    return (JSON.parse(readFileSync(path, "utf8")) as T | null) ?? undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** How our JSON files are written. */
export function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

const thread = randomUUID();

/** What a file is called while this thread writes it, in the same folder: whose it is can be told from the name. */
export function partialPath(path: string): string {
  return join(dirname(path), `.${basename(path)}.${thread}.${process.pid}@${hostname()}.partial`);
}

/**
 * Whether nobody writes a file any more: its process was on this machine and has ended. Processes elsewhere cannot be
 * looked for, so theirs stay; this process asks when its own threads are done.
 */
function isAbandoned(name: string): boolean {
  const [, pid, host] = /^\..+\.(\d+)@(.+)\.partial$/.exec(name) ?? [];
  return host === hostname() && (Number(pid) === process.pid || !isAlive(Number(pid)));
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/** Writes a text so that there is never half of it under its name. */
export function writeWhole(path: string, text: string): void {
  writeFileSync(partialPath(path), text);
  publish(path);
}

/** Gives a file that is written under its partial name its own, once its bytes are on the disk. */
export function publish(path: string): void {
  const partial = partialPath(path);
  sync(partial, "r+");
  renameSync(partial, path);
  sync(dirname(path), "r");
}

function sync(path: string, flags: string): void {
  const handle = openSync(path, flags);
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
