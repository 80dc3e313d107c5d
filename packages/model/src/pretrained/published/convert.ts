// Conversion of published weights into a model folder: sources to parts, a plan, and its writing.
import type { ModelConfig } from "../../config.js";
import type { TokenizerJson } from "../../tokenizer/tokenizer-json.js";
import { PARTS, type PartName, partOf } from "./family.js";
import { checkFamily, familyNames } from "./family-names.js";
import { lacks, planConversion } from "./plan.js";
import { ConversionError, type ConversionReport } from "./report.js";
import { openPublished, type PublishedSource } from "./source.js";
import { type WriteOptions, writeConverted } from "./write.js";

export interface ConvertRequest {
  /** Gives every part that it has. */
  readonly source?: string;
  /** Where single parts are from, before `source`. */
  readonly parts?: Partial<Record<PartName, string>>;
  /** Of `source`; recognised where absent. */
  readonly family?: string;
  /** Numbers that the files do not say, and everything that is new. */
  readonly base: ModelConfig;
  /** Of a language model that begins from the seed, where no source has one. */
  readonly tokenizer?: TokenizerJson;
  readonly output: string;
  readonly allowMissing?: boolean;
}

/**
 * Makes a model folder of published weights.
 * @throws ConversionError for a family that there is not, for weights that do not make a network, listing all that does not fit,
 *   and for an output that cannot be; ModelFileError naming a file. Nothing is left behind then
 */
export function convertPublished(
  { source, parts = {}, family, base, tokenizer, output, allowMissing }: ConvertRequest,
  options: WriteOptions = {},
): ConversionReport {
  if (family !== undefined) checkFamily(family);
  const opened = new Map<string, PublishedSource>();
  const open = (path: string, as?: string): PublishedSource => {
    const found = opened.get(path) ?? openPublished(path, as, familyNames());
    opened.set(path, found);
    return found;
  };
  try {
    const whole = source === undefined ? undefined : open(source, family);
    const sources = new Map<PartName, PublishedSource>();
    for (const part of Object.keys(PARTS) as PartName[]) {
      const path = parts[part];
      if (path !== undefined && lacks(base, part))
        throw new ConversionError(
          `${part}=${path}: ${base.name} has no such part ("${part}": null); leave it out, or choose a --preset that has one`,
        );
      if (path !== undefined && !has(open(path), part))
        throw new ConversionError(`${path} (${open(path).family}) has no ${part}`);
      // CLIP's two towers come in one file, so the vision tower's brings the text tower along.
      const candidates = [path === undefined ? whole : open(path), ...(part === "text" ? [sources.get("vit")] : [])];
      const found = candidates.find((each) => each && has(each, part));
      if (found) sources.set(part, found);
    }
    const plan = planConversion(sources, base, { allowMissing, tokenizer });
    writeConverted(output, plan, options);
    return plan.report;
  } finally {
    for (const each of opened.values()) each.close();
  }
}

function has({ pieces }: PublishedSource, part: PartName): boolean {
  return [...pieces.keys()].some((key) => partOf(key) === part);
}
