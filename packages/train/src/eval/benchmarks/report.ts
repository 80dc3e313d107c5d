// How benchmarks are listed, and the paper's figures beside ours.
import { columns } from "@refvlm/metrics";
import type { Figure } from "../figures.js";
import type { Beside } from "../report.js";
import type { Benchmark } from "./benchmark.js";
import { benchmarks } from "./registry.js";

/** The column of the paper, in hundredths as it prints them. */
export function besidePaper({ parts, table, network }: Benchmark): Beside {
  return {
    heading: network ? `paper, ${table} (${network})` : `paper, ${table}`,
    percent: true,
    cell: ({ name, set }: Figure) => parts[set]?.paper?.[name]?.toString() ?? "–",
  };
}

/** A table of all benchmarks, with the files that each wants. */
export function benchmarkList(): string {
  const rows = Object.entries(benchmarks).map(([name, { title, table, parts }]) => [
    name,
    table,
    Object.keys(parts).join(", "),
    title,
  ]);
  const aligned = columns([["benchmark", "paper", "parts", "what is measured"], ...rows]);
  return `refvlm eval --benchmark NAME --root FOLDER\n\n${aligned}\n`;
}
