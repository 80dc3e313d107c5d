// What `refvlm convert` and `refvlm pull` share: parts, the preset, and the report of what became of them.
import type { PartName } from "@refvlm/model";
import { type Command, InvalidArgumentError } from "commander";
import { presetConfig } from "../preset-config.js";
import { wholeNumber } from "../whole-number.js";

export interface ConversionOptions {
  output: string;
  parts: Record<string, string>;
  preset: string;
  family?: string;
  seed: number;
  allowMissing?: boolean;
}

/** @param where what a part's source is, e.g. "folder" */
export function conversionOptions(command: Command, where: string): Command {
  return command
    .option(
      `--parts <part=${where}...>`,
      "single parts: vit, convnext, detector, text, projector, language-model",
      part,
      {},
    )
    .option(
      "--preset <name>",
      "numbers that the files do not say, and all that is new; a folder's network does, too",
      "vicuna-7b",
    )
    .option("--family <name>", "what the source is, where its names do not say it")
    .option("--seed <n>", "of all that is new", wholeNumber(0), 0)
    .option("--allow-missing", "begin from the seed what the sources do not have");
}

/**
 * Checks what can be checked before anything is fetched or read.
 * @throws Error for no source at all, for a part and a preset that there are not
 */
export async function checkConversion(source: string | undefined, { parts, preset }: ConversionOptions): Promise<void> {
  const { PARTS } = await import("@refvlm/model");
  if (source === undefined && Object.keys(parts).length === 0) throw new Error("give a source, or --parts");
  const unknown = Object.keys(parts).find((name) => !Object.hasOwn(PARTS, name));
  if (unknown !== undefined)
    throw new Error(`--parts: there is no part "${unknown}"; choose of ${Object.keys(PARTS).join(", ")}`);
  await presetConfig(preset);
}

/**
 * Converts, and prints where each part is from.
 * @throws as `convertPublished`
 */
export async function convertAndTell(source: string | undefined, options: ConversionOptions): Promise<void> {
  const { output, parts, preset, family, seed, allowMissing } = options;
  const [{ convertPublished }, { columns }, { readyEngine }] = await Promise.all([
    import("@refvlm/model"),
    import("@refvlm/metrics"),
    import("@refvlm/torch"),
  ]);
  if (source !== undefined && (await convertDecoderAndTell(source, options))) return;
  const base = await presetConfig(preset);
  await readyEngine();
  const report = convertPublished(
    { source, parts: parts as Partial<Record<PartName, string>>, family, base, output, allowMissing },
    { seed, onFile: (name, number, of) => process.stderr.write(`writing ${name} (${number} of ${of})\n`) },
  );
  for (const missing of report.missing) process.stderr.write(`note: from the seed: ${missing}\n`);
  for (const { part, path } of report.unused)
    process.stderr.write(`note: not taken: the ${part} of ${path}, for which ${base.name} has no place\n`);
  const rows = report.parts.map(({ part, source, tensors, parameters }) => [
    part,
    String(tensors),
    parameters.toLocaleString("en"),
    source ? `${source.family} (${source.path})` : `seed ${seed}`,
  ]);
  console.log(columns([["part", "tensors", "parameters", "from"], ...rows]));
}

/** Converts a decoder by itself, as GroundingDINO. @returns whether the source is one */
async function convertDecoderAndTell(source: string, { family, parts, output }: ConversionOptions): Promise<boolean> {
  const { convertDecoder, decoderFamilyAt } = await import("@refvlm/model");
  const found = decoderFamilyAt(source, family);
  if (!found) return false;
  const unasked = Object.keys(parts).find((name) => name !== "text");
  if (unasked !== undefined) throw new Error(`--parts ${unasked}: ${found.name} is a decoder and has no such part`);
  await (await import("@refvlm/torch")).readyEngine();
  const { decoder, unit, tensors, parameters, path, licence, published } = convertDecoder({
    ...{ source, family: found.name, text: parts.text, output },
  });
  process.stderr.write(`licence: ${licence}\n`);
  if (published === false)
    process.stderr.write(`note: ${path} is not the published file of this name: damaged, or other weights\n`);
  console.log(
    `${decoder}, a decoder of ${unit}: ${tensors} tensors, ${parameters.toLocaleString("en")} parameters${published ? ", as published" : ""}`,
  );
  console.log(`use it with --${unit}-decoder ${decoder}=${output}`);
  return true;
}

function part(value: string, before: Record<string, string>): Record<string, string> {
  const at = value.indexOf("=");
  if (at < 1 || at === value.length - 1)
    throw new InvalidArgumentError("give a part and where it is from, e.g. vit=FOLDER.");
  return { ...before, [value.slice(0, at)]: value.slice(at + 1) };
}
