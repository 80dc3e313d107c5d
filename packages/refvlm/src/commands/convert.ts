// `refvlm convert SOURCE --output FOLDER`: makes a model folder of published weights.
import type { Command } from "commander";
import { type ConversionOptions, checkConversion, conversionOptions, convertAndTell } from "./conversion.js";

export function addConvert(program: Command): void {
  const convert = program
    .command("convert")
    .description(
      "make a model folder of published weights (CLIP, open_clip, NanoDet-Plus, LLaMA, Vicuna, Qwen2, LLaVA-1.5), or a decoder's (Segment Anything, GroundingDINO, X-Pose)",
    )
    .argument("[source]", "a folder as the Hugging Face Hub has it, or a file; it gives every part that it has")
    .requiredOption("--output <folder>", "where the model goes");
  conversionOptions(convert, "source").action(async (source: string | undefined, options: ConversionOptions) => {
    await checkConversion(source, options);
    await convertAndTell(source, options);
  });
}
