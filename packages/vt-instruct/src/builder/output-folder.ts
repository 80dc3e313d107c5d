// The folder of a build: its files' names, the plan that it was begun with, the reports of its finished shards.
import { accessSync, constants, existsSync, mkdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { sweepFolder, writeFirst, writeOwned } from "./owned-file.js";
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

/** What a shard may be instead of whole. */
const LACKS = ["missing", "damaged", "of another build"] as const;
type Lack = (typeof LACKS)[number];

/** A folder that cannot be used as it is. */
export class OutputError extends Error {
  override name = "OutputError";
}

/** What disks say that take no more. */
const refusals: Readonly<Record<string, string>> = {
  ENOSPC: "the disk is full; make room",
  EDQUOT: "the disk's quota is used up; make room",
  EROFS: "the disk may only be read; mount it for writing",
};

/** An error of writing with a way out, where the disk is the reason; any other as it is. */
export function writingError(error: unknown, path: string): unknown {
  const refusal = refusals[(error as NodeJS.ErrnoException).code ?? ""];
  if (refusal === undefined) return error;
  return new OutputError(`${path}: ${refusal}; the same command goes on behind the finished shards`, { cause: error });
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
    // Many processes may begin one folder at once, and by mistake with different words.
    if (!this.plan()) writeFirst(this.#plan, json(plan));
    const begun = this.plan()!;
    if (begun.digest !== plan.digest)
      throw new OutputError(
        `${this.path} holds another build: ${differences(begun, plan)}. Give another --output, or remove the folder.`,
      );
    writeOwned(this.#local, json({ root }));
  }

  #make(folder: string): void {
    try {
      makeFolder(folder);
      accessSync(folder, constants.W_OK);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      const why = {
        ENOTDIR: "a file is in its way",
        EEXIST: "a file is in its way",
        EACCES: "it may not be written",
        EROFS: "the disk may only be read",
      };
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

  /** The report of a shard that is whole: its file is there and as long as it was, and so is its reject list. */
  report(plan: BuildPlan, shard: number): ShardReport | undefined {
    const found = this.#look(plan, shard);
    return typeof found === "string" ? undefined : found;
  }

  /** A shard's report, or what it is instead. */
  #look(plan: BuildPlan, shard: number): ShardReport | Lack {
    if (!existsSync(this.#report(shard)) || !existsSync(this.shardRejects(shard))) return "missing";
    const report = parsed<ShardReport>(this.#report(shard));
    if (!report) return "damaged";
    if (report.digest !== plan.digest) return "of another build";
    const path = join(this.path, report.file);
    if (!existsSync(path)) return "missing";
    return statSync(path).size === report.bytes ? report : "damaged";
  }

  /**
   * The reports of shards, of all by default.
   * @throws OutputError naming those that are missing, damaged or of another build
   */
  reports(
    plan: BuildPlan,
    shards: readonly number[] = Array.from({ length: plan.shards }, (_, i) => i),
  ): ShardReport[] {
    const found = shards.map((shard) => this.#look(plan, shard));
    const lacks = LACKS.flatMap((lack) => {
      const numbers = shards.filter((_, i) => found[i] === lack);
      return numbers.length > 0 ? [`${rangesOf(numbers)} ${numbers.length === 1 ? "is" : "are"} ${lack}`] : [];
    });
    if (lacks.length > 0)
      throw new OutputError(
        `${this.path}: of ${plan.shards} shards (counted from 0), ${lacks.join("; ")}; build them here, or copy them and their .build files from where they were built`,
      );
    return found as ShardReport[];
  }

  /** Removes what crashes have left unfinished; files that a process still writes stay. */
  sweep(): void {
    for (const folder of [this.path, join(this.path, "data"), join(this.path, ".build")]) sweepFolder(folder);
  }

  /** Says that a shard is finished: after this it is never built again. */
  finishShard(report: ShardReport, rejects: readonly string[]): void {
    writeOwned(
      this.shardRejects(report.shard),
      rejects.map((line) => `${line}\n`),
    );
    writeOwned(this.#report(report.shard), json(report));
  }
}

/** Not by Node's `recursive`, which never ends where the system denies that the parent exists, as in /proc. */
function makeFolder(path: string): void {
  if (existsSync(path) && statSync(path).isDirectory()) return;
  if (!existsSync(dirname(path))) makeFolder(dirname(path));
  try {
    mkdirSync(path);
  } catch (error) {
    // Another process may have been quicker.
    if (!(existsSync(path) && statSync(path).isDirectory())) throw error;
  }
}

/** Where two plans disagree, in the words of the config. */
function differences(earlier: BuildPlan, plan: BuildPlan): string {
  const told = ({ config, version, sources }: BuildPlan): Record<string, unknown> => ({
    "the program's version": version,
    ...config,
    "the sizes of data sets": sources.map(({ size }) => size),
    "the files of data sets": sources.map(({ fingerprint }) => fingerprint),
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

/** Numbers in order with runs drawn together: "0, 4-7". */
function rangesOf(numbers: readonly number[]): string {
  const starts = numbers.filter((number, i) => number !== numbers[i - 1]! + 1);
  const ends = numbers.filter((number, i) => number !== numbers[i + 1]! - 1);
  return starts.map((start, i) => (start === ends[i] ? `${start}` : `${start}-${ends[i]}`)).join(", ");
}
