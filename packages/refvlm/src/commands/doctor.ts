// `refvlm doctor`: which engine runs, with which settings, and what this machine reaches.
import type { Command } from "commander";
import { wholeNumber } from "../whole-number.js";

interface DoctorOptions {
  json?: boolean;
  distributed?: boolean;
  timeout: number;
}

export function addDoctor(program: Command): void {
  program
    .command("doctor")
    .description("say which engine runs, how fast it is, and what could be better")
    .option("--json", "print the report as JSON")
    .option(
      "--distributed",
      "say instead where the processes of a run meet, started as `train` would be, and let them add up",
    )
    .option("--timeout <seconds>", "how long one process waits for the others", wholeNumber(1), 30)
    .action(async ({ json, distributed, timeout }: DoctorOptions) => {
      if (distributed) {
        const { distributedReport } = await import("@refvlm/train");
        for await (const line of distributedReport(1000 * timeout)) process.stdout.write(`${line}\n`);
        return;
      }
      const { doctorReport, formatDoctor } = await import("@refvlm/torch");
      const report = await doctorReport();
      process.stdout.write(`${json ? JSON.stringify(report, null, 2) : formatDoctor(report)}\n`);
    });
}
