// `refvlm doctor`: which engine runs, with which settings, and what this machine reaches.
import type { Command } from "commander";

export function addDoctor(program: Command): void {
  program
    .command("doctor")
    .description("say which engine runs, how fast it is, and what could be better")
    .option("--json", "print the report as JSON")
    .action(async ({ json }: { json?: boolean }) => {
      const { doctorReport, formatDoctor } = await import("@refvlm/torch");
      const report = await doctorReport();
      process.stdout.write(`${json ? JSON.stringify(report, null, 2) : formatDoctor(report)}\n`);
    });
}
