// Plugins on the command line: `--box-decoder`, `--mask-decoder`, `--keypoint-decoder`, each with the folder of one.
import type { Command } from "commander";

/** The options as commander collects them. */
export interface DecoderOptions {
  boxDecoder?: string;
  maskDecoder?: string;
  keypointDecoder?: string;
}

/** Units that plugins serve, and one of them as an example. */
const UNITS = { box: "grounding-dino", mask: "sam", keypoint: "uni-pose" } as const;

export function addDecoderOptions(command: Command): Command {
  for (const [unit, example] of Object.entries(UNITS))
    command.option(
      `--${unit}-decoder <${example}=folder>`,
      `decode ${unit} with a plugin, from the folder that \`refvlm convert\` made of published weights`,
    );
  return command;
}

/** The chosen plugins by unit; undefined where none is. */
export function chosenDecoders(options: DecoderOptions): Record<string, string> | undefined {
  const { boxDecoder: box, maskDecoder: mask, keypointDecoder: keypoint } = options;
  const chosen = Object.entries({ box, mask, keypoint }).filter(
    (each): each is [string, string] => each[1] !== undefined,
  );
  return chosen.length > 0 ? Object.fromEntries(chosen) : undefined;
}
