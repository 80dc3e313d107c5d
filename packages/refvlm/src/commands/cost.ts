// `refvlm cost`: hours, machines and bytes that a data set and its training take, from measured rates.
import type { Command } from "commander";
import { optionNumber } from "../option-number.js";
import type { CostQuestion } from "../run-cost.js";
import { wholeNumber } from "../whole-number.js";

const positive = optionNumber((value) => value > 0 && Number.isFinite(value), "a number above 0");

export function addCost(program: Command): void {
  program
    .command("cost")
    .description("hours, machines and bytes of a data set and the paper's three stages, from measured rates")
    .requiredOption("--build-rate <n>", "samples a second that one process of `refvlm build` gives", positive)
    .requiredOption("--train-rate <n>", "samples a second that one device trains on", positive)
    .requiredOption("--row-bytes <n>", "bytes of shards a sample: those of a build's manifest over its rows", positive)
    .option("--picture-bytes <n>", "bytes of a picture, for rows that hold them", positive, 160_000)
    .option("--samples <n>", "samples of the data set; the paper's are 100 million", wholeNumber(1), 100_000_000)
    .option("--processes <n>", "processes of a machine that builds", wholeNumber(1), 1)
    .option("--hours <n>", "hours within which each part is to end", positive, 24)
    .action(async (question: CostQuestion) => {
      const { columns } = await import("@refvlm/metrics");
      const { costCells } = await import("../run-cost.js");
      console.log(columns(costCells(question)));
    });
}
