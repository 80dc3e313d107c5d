// What `refvlm convert` and `refvlm pull` share: parts, the preset, and the report of what became of them.
import type { DecoderRequest, PartName } from "@refvlm/model";
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

/** As `familyNames` lists them; a test compares them, since help must not load the networks. */
const FAMILIES = "llava, clip, open-clip, llama, nanodet; of decoders sam, grounding-dino, uni-pose";

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
    .option("--family <name>", `what the source is, where its names do not say it: ${FAMILIES}`)
    .option("--seed <n>", "of all that is new", wholeNumber(0), 0)
    .option("--allow-missing", "begin from the seed what the sources do not have");
}

/**
 * Checks what can be checked before anything is fetched or read.
 * @throws Error for no source at all, for a part, a family and a preset that there are not, and for a decoder with parts
 */
export async function checkConversion(
  source: string | undefined,
  { parts, preset, family }: ConversionOptions,
): Promise<void> {
  const { PARTS, checkFamily, isDecoderFamily } = await import("@refvlm/model");
  if (source === undefined && Object.keys(parts).length === 0) throw new Error("give a source, or --parts");
  const unknown = Object.keys(parts).find((name) => !Object.hasOwn(PARTS, name));
  if (unknown !== undefined)
    throw new Error(`--parts: there is no part "${unknown}"; choose of ${Object.keys(PARTS).join(", ")}`);
  if (family !== undefined) checkFamily(family);
  if (isDecoderFamily(family)) checkAlone(family, source, parts);
  await presetConfig(preset);
}

/** A decoder is a network of its own: no part of ours stands beside it but what it reads texts with. */
function checkAlone(family: string, source: string | undefined, { text: _, ...others }: Record<string, string>): void {
  if (source !== undefined && Object.keys(others).length === 0) return;
  throw new Error(
    `${family} is a decoder and is converted alone: give its file or folder as the source, and no --parts but text=PLACE`,
  );
}

/**
 * Converts, and prints where each part is from.
 * @throws as `convertPublished`
 */
export async function convertAndTell(source: string | undefined, options: ConversionOptions): Promise<void> {
  const { output, parts, preset, family, seed, allowMissing } = options;
  const [{ convertPublished, isDecoderFamily, publishedDecoder }, { columns }, { readyEngine }] = await Promise.all([
    import("@refvlm/model"),
    import("@refvlm/metrics"),
    import("@refvlm/torch"),
  ]);
  const base = await presetConfig(preset);
  await readyEngine();
  const recognised = family === undefined && source !== undefined ? publishedDecoder(source) : family;
  if (isDecoderFamily(recognised)) {
    checkAlone(recognised, source, parts);
    return await convertDecoderAndTell({ source: source!, family: recognised, text: parts.text, output });
  }
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

/** A plugin becomes a decoder's folder; how it is used is told. */
async function convertDecoderAndTell(request: DecoderRequest): Promise<void> {
  const { convertDecoder } = await import("@refvlm/model");
  const { decoder, unit, licence, tensors, parameters, published } = convertDecoder(request);
  const digest = published ? "; its digest is the published one" : "";
  const told = `${decoder}: ${tensors} tensors, ${parameters.toLocaleString("en")} parameters${digest}`;
  process.stdout.write(`${told}\nuse it with --${unit}-decoder ${decoder}=${request.output}\n`);
  process.stderr.write(`licence: ${licence}\n`);
  if (published === null)
    process.stderr.write("note: no digest is published for a file of this name, so none was checked\n");
}

function part(value: string, before: Record<string, string>): Record<string, string> {
  const at = value.indexOf("=");
  if (at < 1 || at === value.length - 1)
    throw new InvalidArgumentError("give a part and where it is from, e.g. vit=FOLDER.");
  return { ...before, [value.slice(0, at)]: value.slice(at + 1) };
}
