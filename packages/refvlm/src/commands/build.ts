// `refvlm build CONFIG`: makes a data set from published ones; with `--merge`, joins what several machines have built.
import type { Command } from "commander";
import { type Progress, showProgress } from "../terminal/progress.js";
import { stopSignals } from "../terminal/stop-signals.js";
import { wholeNumber } from "../whole-number.js";

interface BuildFlags {
  workers: number;
  shard?: string;
  shards?: number;
  merge?: string;
  list: boolean;
  output?: string;
  samples?: number;
}

export function addBuild(program: Command): void {
  program
    .command("build")
    .description("make a data set of instructions from published data sets")
    .argument("[config]", "build config in YAML, or the name of one that comes along, e.g. scenes")
    .option("--workers <n>", "threads; each opens the data sets for itself", wholeNumber(1), 1)
    .option("--shard <i/n>", "build part i of n, from 0; RANK, SLURM_ARRAY_TASK_ID or JOB_COMPLETION_INDEX say it, too")
    .option("--shards <n>", "number of parts, where the environment says only which", wholeNumber(1))
    .option("--output <folder>", "where the data set goes, instead of the config's output")
    .option("--samples <n>", "samples over all sources, instead of the config's", wholeNumber(1))
    .option("--merge <folder>", "write the manifest of a data set whose parts were built apart")
    .option("--list", "list the readers of published formats", false)
    .action(async (config: string | undefined, flags: BuildFlags) => {
      if (flags.list) await listReaders();
      else if (flags.merge !== undefined) await merge(flags.merge);
      else if (config !== undefined) await build(config, flags);
      else throw new Error("give a build config, --merge FOLDER or --list; `refvlm build scenes` needs no download");
    });
}

async function build(path: string, { workers, shard, shards, output, samples }: BuildFlags): Promise<void> {
  const { buildDataset, mixtureFolder, readBuildConfig, shareOf } = await import("@refvlm/vt-instruct");
  const { namedFile } = await import("../named-file.js");
  const config = readBuildConfig(namedFile("mixture", path, mixtureFolder), {
    ...(output !== undefined && { output }),
    ...(samples !== undefined && { samples }),
  });
  const share = shareOf(shard, shards, process.env);
  using stop = stopSignals("stopped; the same command goes on behind the finished shards");
  let bar: Progress | undefined;
  let began = 0;
  let earlier = 0;
  let done = 0;
  try {
    const result = await buildDataset(config, {
      workers,
      share,
      signal: stop.signal,
      onPlan: (plan, part) => {
        const split = share.count > 1 ? ` (part ${share.index} of ${share.count})` : "";
        process.stderr.write(`${plan.name}: ${part.samples} samples in ${plan.shards} shards${split}\n`);
        if (part.done > 0) process.stderr.write(`${part.done} samples are there from an earlier run\n`);
        bar = showProgress("building", part.samples, part.done);
        [began, earlier, done] = [performance.now(), part.done, part.done];
      },
      onProgress: (more) => {
        done += more;
        const rate = ((done - earlier) * 1000) / (performance.now() - began);
        bar?.update(done, `${rate.toFixed(0)} samples/s`);
      },
    });
    bar?.stop();
    await report(result);
    if (result.manifest) console.log(`the data set is in ${config.output}`);
    else
      console.log(`part ${share.index} of ${share.count} is done; when all are: refvlm build --merge ${config.output}`);
    judge(result.rejects, result.plan.config.maxRejectShare, config.output);
  } finally {
    bar?.stop();
  }
}

async function merge(path: string): Promise<void> {
  const { checkShards, mergeManifest, OutputFolder, worstShare } = await import("@refvlm/vt-instruct");
  const folder = new OutputFolder(path);
  await checkShards(folder);
  const manifest = mergeManifest(folder);
  const sources = Object.fromEntries(manifest.sources.map((source) => [source.name, source]));
  const { tasks, rejects, notes, lists } = manifest;
  const tally = { tasks, rejects, notes, lists, sources };
  await report({ tally });
  console.log(`the data set is in ${path}`);
  judge(worstShare(tally), manifest.config.maxRejectShare, path);
}

type Counted = { tally: import("@refvlm/vt-instruct").Tally };
type RejectShare = import("@refvlm/vt-instruct").RejectShare;

/** The counts as tables. */
async function report({ tally }: Counted): Promise<void> {
  const { columns } = await import("@refvlm/metrics");
  const show = (rows: string[][]) => console.log(`${columns(rows)}\n`);
  const sources = Object.entries(tally.sources).map(([name, { records, samples, turns, skipped, rejected, lost }]) =>
    [name, records, samples, turns, skipped, rejected, lost].map(String),
  );
  const head = ["source", "records", "samples", "turns", "nothing to ask", "rejected", "labels lost"];
  show([head, ...sources]);
  const tasks = Object.entries(tally.tasks).map(([name, turns]) => [name, String(turns)]);
  if (tasks.length > 0) show([["task", "turns"], ...tasks]);
  for (const [head, what, counts] of [
    ["rejected for", "records", tally.rejects],
    ["left out of labels for", "parts", tally.notes],
  ] as const) {
    const reasons = Object.entries(counts);
    if (reasons.length === 0) continue;
    show([[head, what], ...reasons.map(([reason, { records }]) => [reason, String(records)])]);
    for (const [reason, { first }] of reasons) console.log(`first ${reason}: ${first}`);
  }
}

/** A build with too many unusable records is written, and fails. */
function judge({ of, rejected, records, share }: RejectShare, most: number, output: string): void {
  if (share <= most) return;
  const percent = (value: number) => `${(100 * value).toFixed(2)} %`;
  throw new Error(
    `${percent(share)} of ${of} (${rejected} of ${records}) cannot be used, more than maxRejectShare (${percent(most)}); see ${output}/rejects.jsonl`,
  );
}

async function listReaders(): Promise<void> {
  const { readers } = await import("@refvlm/vt-instruct");
  const rows = Object.entries(readers).map(([name, { title }]) => [name, title] as const);
  const width = Math.max(...rows.map(([name]) => name.length));
  for (const [name, title] of rows) console.log(`${name.padEnd(width)}  ${title}`);
}
