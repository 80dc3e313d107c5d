// `refvlm inspect SHARDS...`: what a built data set holds, whether every row is sound, and some of its samples drawn.
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Inspection } from "@refvlm/vt-instruct";
import type { Command } from "commander";
import { showProgress } from "../terminal/progress.js";
import { tellWritten } from "../terminal/tell-written.js";
import { wholeNumber } from "../whole-number.js";

interface InspectFlags {
  number: number;
  task?: string;
  seed: number;
  output: string;
  root?: string;
  pictures: boolean;
  json: boolean;
}

export function addInspect(program: Command): void {
  program
    .command("inspect")
    .description("look at a built data set: figures, faults, and samples drawn on a sheet and a page")
    .argument("<shards...>", "folders of builds, or Parquet files of them")
    .option("--number <n>", "samples to draw; 0 draws none", wholeNumber(0), 12)
    .option("--task <name>", "draw samples with a turn of this task")
    .option("--seed <n>", "of the choice of samples", wholeNumber(0), 0)
    .option("--output <folder>", "where sheet.png and page.html go", "inspect")
    .option("--root <folder>", "folder that the paths of pictures are told from, where it is not the build's")
    .option("--pictures", "open and decode every picture, too", false)
    .option("--json", "print figures and faults as JSON", false)
    .action(inspect);
}

async function inspect(paths: string[], { output, json, ...options }: InspectFlags): Promise<void> {
  const { inspectShards, spreadsOf, taskNames } = await import("@refvlm/vt-instruct");
  const { task } = options;
  if (task !== undefined && !(taskNames as string[]).includes(task))
    throw new Error(`there is no task "${task}"; there are ${taskNames.join(", ")}`);
  const began = performance.now();
  let bar: ReturnType<typeof showProgress> | undefined;
  const inspection = await inspectShards(paths, {
    ...options,
    onProgress: (rows, of) => {
      bar ??= showProgress("inspecting", of);
      bar.update(rows, `${((rows * 1000) / (performance.now() - began)).toFixed(0)} rows/s`);
    },
  }).finally(() => bar?.stop());
  const { statistics, faults, faultCounts, turned, chosen } = inspection;
  const drawn = chosen.length > 0 ? await draw(inspection, paths, output, task) : [];
  if (json) console.log(JSON.stringify({ statistics, faultCounts, turned, faults, drawn }, null, 2));
  else await report(inspection, spreadsOf(inspection.statistics));
  if (faults.length > 0) process.exitCode = 1;
}

/** Writes the sheet and the page, and says where. */
async function draw(
  inspection: Inspection,
  paths: readonly string[],
  output: string,
  task?: string,
): Promise<string[]> {
  const [{ contactSheet, inspectionPage }, { savePng }] = await Promise.all([
    import("@refvlm/vt-instruct"),
    import("@refvlm/vision/node"),
  ]);
  await mkdir(output, { recursive: true });
  const [sheet, page] = [join(output, "sheet.png"), join(output, "page.html")];
  await savePng(await contactSheet(inspection.chosen, { task }), sheet);
  await writeFile(page, await inspectionPage(paths.join(", "), inspection));
  tellWritten(sheet, page);
  return [sheet, page];
}

/** Faults told on the terminal. */
const SHOWN = 20;

async function report(
  { statistics, faults, faultCounts, turned }: Inspection,
  spreads: ReturnType<typeof import("@refvlm/vt-instruct").spreadsOf>,
): Promise<void> {
  const { columns } = await import("@refvlm/metrics");
  const show = (rows: string[][]) => console.log(`${columns(rows)}\n`);
  const { samples, turns, absentRate, tasks, sources, units, prompts } = statistics;
  console.log(`${samples} samples, ${turns} turns`);
  console.log(`${(100 * absentRate).toFixed(1)} % of the grounding questions are about what is not there\n`);
  const taskRows = Object.entries(tasks).map(([name, each]) => [name, String(each.turns), String(each.absent)]);
  if (taskRows.length > 0) show([["task", "turns", "in words"], ...taskRows]);
  for (const [title, counts] of Object.entries({ source: sources, unit: units, prompt: prompts })) {
    const rows = Object.entries(counts).map(([name, count]) => [name, String(count)]);
    if (rows.length > 0) show([[title, "count"], ...rows]);
  }
  const spreadRows = Object.entries(spreads).map(([name, { least, median, mean, most }]) => [
    name,
    String(least),
    String(median),
    mean.toFixed(1),
    String(most),
  ]);
  show([["", "least", "median", "mean", "most"], ...spreadRows]);
  if (turned > 0)
    console.log(
      `${turned} pictures are turned or mirrored by EXIF: labels are taken to be drawn on the pixels as stored`,
    );
  const total = Object.values(faultCounts).reduce((sum, count) => sum + count, 0);
  if (total === 0) {
    console.log("every row is sound");
    return;
  }
  for (const { file, row, reason, detail } of faults.slice(0, SHOWN))
    process.stderr.write(`${file}: row ${row}: ${reason}: ${detail}\n`);
  const counts = Object.entries(faultCounts).map(([reason, count]) => `${reason} ${count}`);
  const more = total > SHOWN ? `; the first ${SHOWN} are told here, more by --json` : "";
  process.stderr.write(`${total} faults: ${counts.join(", ")}${more}\n`);
}
