// Builds a data set: plans it, has its shards built by one or several threads, and joins their reports.
import type { BuildConfig } from "./config.js";
import { collectEarly } from "./garbage.js";
import { type Manifest, mergeManifest } from "./manifest.js";
import { OutputFolder, writingError } from "./output-folder.js";
import { type BuildPlan, planBuild } from "./plan.js";
import { ShardBuilder } from "./shard.js";
import type { Share } from "./share.js";
import { Sources } from "./sources.js";
import { type RejectShare, sumOf, type Tally, worstShare } from "./tally.js";
import { buildInThreads } from "./threads.js";

/** How a build is run. None of this changes what it gives. */
export interface BuildOptions {
  /** Threads; 1 builds in this one. Each opens the data sets for itself. Default 1. */
  workers?: number;
  /** The part of this process. Default: the whole. */
  share?: Share;
  /** Ends the build; finished shards stay. */
  signal?: AbortSignal;
  /** Hears the plan before anything is built, and how many of this share's samples are there from an earlier run. */
  onPlan?(plan: BuildPlan, share: { samples: number; done: number }): void;
  /** Hears how many more samples are done. */
  onProgress?(samples: number): void;
}

/** What a build, or a share of it, gave. */
export interface BuildResult {
  readonly plan: BuildPlan;
  /** Of this share. */
  readonly tally: Tally;
  /** Of what of this share most could not be used. */
  readonly rejects: RejectShare;
  /** Shards of this share, and those of them that an earlier run had finished. */
  readonly shards: number;
  readonly resumed: number;
  /** Of the whole, where this share is the whole. */
  readonly manifest?: Manifest;
}

/**
 * Builds a data set, or a share of it. What an earlier run of the same config has finished is kept.
 * @throws DatasetError, OutputError; the signal's reason
 */
export async function buildDataset(config: BuildConfig, options: BuildOptions = {}): Promise<BuildResult> {
  const { workers = 1, share = { index: 0, count: 1 }, signal, onPlan, onProgress = () => {} } = options;
  collectEarly();
  const folder = new OutputFolder(config.output);
  const sources = new Sources(config);
  try {
    const plan = planBuild(config, await sources.all());
    // What a crash has left may be what fills the disk.
    folder.sweep();
    folder.begin(plan, config.root);
    const shards = Array.from({ length: plan.shards }, (_, shard) => shard).filter(
      (shard) => shard % share.count === share.index,
    );
    const missing = shards.filter((shard) => !folder.report(plan, shard));
    const left = samplesOf(plan, missing);
    const samples = samplesOf(plan, shards);
    onPlan?.(plan, { samples, done: samples - left });
    signal?.throwIfAborted();
    if (workers > 1 && missing.length > 1) {
      await sources.close();
      await buildInThreads({ config, plan }, missing, Math.min(workers, missing.length), onProgress, signal);
    } else {
      const builder = new ShardBuilder(config, plan, folder, sources);
      for (const shard of missing) await builder.build(shard, onProgress, signal);
    }
    const tally = sumOf(folder.reports(plan, shards));
    return {
      plan,
      tally,
      rejects: worstShare(tally),
      shards: shards.length,
      resumed: shards.length - missing.length,
      ...(share.count === 1 && { manifest: mergeManifest(folder) }),
    };
  } catch (error) {
    folder.sweep();
    throw writingError(error, config.output);
  } finally {
    await sources.close();
  }
}

function samplesOf({ samples, config: { shardSize } }: BuildPlan, shards: readonly number[]): number {
  return shards.reduce((sum, shard) => sum + Math.min(shardSize, samples - shard * shardSize), 0);
}
