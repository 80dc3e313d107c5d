#!/usr/bin/env node
// The command line: one file a command, one clear message an error.
import { Command } from "commander";
import { addTrain } from "./commands/train.js";

const program = new Command("refvlm").description(
  "Ask about a picture; get an answer in which every phrase carries its boxes and masks.",
);
addTrain(program);

try {
  await program.parseAsync();
} catch (error) {
  process.stderr.write(`refvlm: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
