// `refvlm plot LOG.jsonl OUT.svg`: draws the losses of a training run.
import type { Command } from "commander";
import { tellWritten } from "../terminal/tell-written.js";

export function addPlot(program: Command): void {
  program
    .command("plot")
    .description("draw the losses of a training run")
    .argument("<log>", "log.jsonl of a run")
    .argument("<out>", "SVG file to write")
    .option("--title <text>", "heading", "training")
    .action(async (log: string, out: string, { title }: { title: string }) => {
      const { existsSync, writeFileSync } = await import("node:fs");
      const { plotLog, readLog } = await import("@refvlm/train");
      if (!existsSync(log)) throw new Error(`${log}: there is no such file; give the log.jsonl of a run`);
      const entries = readLog(log);
      if (entries.length === 0) throw new Error(`${log}: holds no logged step yet`);
      writeFileSync(out, plotLog(entries, title));
      tellWritten(out);
    });
}
