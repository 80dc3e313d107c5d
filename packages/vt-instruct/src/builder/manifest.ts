// The manifest: what a finished build holds, joined from the reports of its shards.
import { existsSync, readFileSync } from "node:fs";
import { json, OutputError, type OutputFolder, type ShardReport, writingError } from "./output-folder.js";
import { writeOwned } from "./owned-file.js";
import type { BuildPlan, PlannedSource } from "./plan.js";
import { type SourceTally, sumOf, type Tally, worstShare } from "./tally.js";

/** What `manifest.json` says. No time, no machine, no absolute path: equal builds have equal manifests. */
export interface Manifest extends Omit<BuildPlan, "samples" | "shards" | "sources"> {
  readonly rows: number;
  readonly turns: number;
  /** The largest share of what could not be used: of the records, of a source's labels, of a list of a file. */
  readonly rejectShare: number;
  /** Turns of each task. */
  readonly tasks: Tally["tasks"];
  /** Unusable records and labels by reason, what was left out of others, and of how many; `rejects.jsonl` lists them. */
  readonly rejects: Tally["rejects"];
  readonly notes: Tally["notes"];
  readonly lists: Tally["lists"];
  readonly sources: readonly (Omit<PlannedSource, "samples"> & SourceTally)[];
  readonly shards: readonly Pick<ShardReport, "file" | "rows" | "bytes" | "sha256">[];
}

/**
 * Joins the reports in a folder, and writes `manifest.json` and `rejects.jsonl`.
 * @throws OutputError where the folder holds no build, takes no file, or naming the shards that are not whole
 */
export function mergeManifest(folder: OutputFolder): Manifest {
  const plan = folder.plan();
  if (!plan) throw new OutputError(`${folder.path} holds no build; give the --output of one`);
  const reports = folder.reports(plan);
  const { samples: _, shards: __, sources, config, ...head } = plan;
  const tally = sumOf(reports);
  const manifest: Manifest = {
    ...head,
    rows: reports.reduce((sum, { rows }) => sum + rows, 0),
    turns: Object.values(tally.tasks).reduce((sum, turns) => sum + turns, 0),
    rejectShare: worstShare(tally).share,
    tasks: tally.tasks,
    rejects: tally.rejects,
    notes: tally.notes,
    lists: tally.lists,
    sources: sources.map((source) => ({ ...source, ...tally.sources[source.name]! })),
    shards: reports.map(({ file, rows, bytes, sha256 }) => ({ file, rows, bytes, sha256 })),
    config,
  };
  try {
    writeOwned(folder.rejects, rejectLists(folder, plan.shards));
    writeOwned(folder.manifest, json(manifest));
    folder.sweep();
  } catch (error) {
    folder.sweep();
    throw writingError(error, folder.path);
  }
  return manifest;
}

/**
 * The manifest of a finished build.
 * @throws OutputError where there is none
 */
export function readManifest(folder: OutputFolder): Manifest {
  if (!existsSync(folder.manifest))
    throw new OutputError(`${folder.path} has no manifest.json; finish the build, then refvlm build --merge`);
  return JSON.parse(readFileSync(folder.manifest, "utf8")) as Manifest;
}

/** One at a time: a bad data set may have more of them than memory. */
function* rejectLists(folder: OutputFolder, shards: number): Generator<string> {
  for (let shard = 0; shard < shards; shard++) yield readFileSync(folder.shardRejects(shard), "utf8");
}
