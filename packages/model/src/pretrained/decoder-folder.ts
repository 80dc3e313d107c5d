// A plugin's folder: config.json says which decoder of which unit it is, with its settings; model.safetensors has the weights
// of its network. `refvlm convert` writes it of published files.
import { existsSync, statSync } from "node:fs";
import { join } from "node:path";
import { explainConfigIssues, lineInJson, nearestKey } from "@refvlm/config";
import { nn, scope } from "@refvlm/torch";
import { z } from "zod";
import type { ModelConfig } from "../config.js";
import { unitDecoders } from "../units/registry.js";
import type { UnitDecoderKind, UnitDecoders } from "../units/unit-decoder.js";
import { readJson } from "./json-file.js";
import { ModelFileError } from "./model-file-error.js";
import { explainMisfits } from "./published/report.js";
import { openWeightFile, type StoredWeights } from "./stored-weights.js";

/** A kind with a network of its own. */
export type PluginKind = UnitDecoderKind & Required<Pick<UnitDecoderKind, "network">>;

export interface DecoderFolder {
  readonly folder: string;
  /** Its name in the registry. */
  readonly decoder: string;
  readonly kind: PluginKind;
  readonly settings: Readonly<Record<string, unknown>>;
}

const CONFIG = "config.json";
export const DECODER_WEIGHTS = "model.safetensors";

/** The decoders of a registry that folders may hold. */
export function plugins(known: UnitDecoders = unitDecoders): Map<string, PluginKind> {
  return new Map(Object.entries(known).filter((each): each is [string, PluginKind] => each[1].network !== undefined));
}

/**
 * Reads a plugin's folder, without its weights.
 * @throws ModelFileError naming the file: none there, a whole model's, of a decoder that the registry has not, or with wrong settings
 */
export function readDecoderFolder(folder: string, known: UnitDecoders = unitDecoders): DecoderFolder {
  const path = join(folder, CONFIG);
  if (!existsSync(path))
    throw new ModelFileError(
      folder,
      `${statSync(folder, { throwIfNoEntry: false }) ? "holds no decoder" : "is not there"}: a decoder's folder has ${CONFIG} and ${DECODER_WEIGHTS}, as \`refvlm convert FILE --output FOLDER\` writes it`,
    );
  const { value, text } = readJson(path);
  const names = plugins(known);
  const given = typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
  const name = String(given.decoder);
  const kind = names.get(name);
  if (!kind) throw new ModelFileError(path, noDecoder(given, [...names.keys()]));
  const schema = z.strictObject({ decoder: z.literal(name), settings: kind.settings });
  const { data, error } = schema.safeParse(value);
  if (error)
    throw new ModelFileError(
      path,
      explainConfigIssues(error, schema, path, (key) => lineInJson(text, key)),
    );
  return { folder, decoder: name, kind, settings: data.settings };
}

function noDecoder(given: Record<string, unknown>, names: readonly string[]): string {
  const some = names.join(", ");
  if (Object.hasOwn(given, "languageModel")) return "describes a whole model, no decoder; load it as the model";
  if (given.decoder === undefined)
    return `says no decoder (one of ${some}); make the folder of published files with \`refvlm convert FILE --output FOLDER\``;
  const nearest = nearestKey(String(given.decoder), names);
  return `decoder: there is no "${given.decoder}"; ${nearest ? `did you mean "${nearest}"? Known` : "known"} are ${some}`;
}

/**
 * The folders that a caller chooses for units.
 * @param given by unit: a folder, or which decoder it must be, as "sam=FOLDER"
 * @throws ModelFileError as `readDecoderFolder`, and for a folder of another unit or decoder
 */
export function decoderFolders(
  given: Readonly<Record<string, string>>,
  known: UnitDecoders = unitDecoders,
): Map<string, DecoderFolder> {
  return new Map(
    Object.entries(given).map(([unit, said]) => {
      const [, name, path = said] = /^([\w-]+)=(.+)$/.exec(said) ?? [];
      const found = readDecoderFolder(path, known);
      if (name !== undefined && name !== found.decoder)
        throw new ModelFileError(join(path, CONFIG), `its decoder is "${found.decoder}", and "${name}" is asked for`);
      if (found.kind.unit !== unit)
        throw new ModelFileError(
          join(path, CONFIG),
          `"${found.decoder}" decodes ${found.kind.unit}, and a decoder of ${unit} is asked for`,
        );
      return [unit, found] as const;
    }),
  );
}

/** The files of the folders that a caller chooses, by unit. @throws as `decoderFolders` */
export function decoderFiles(given: Readonly<Record<string, string>>): string[] {
  return [...decoderFolders(given).values()].flatMap(({ folder }) =>
    [CONFIG, DECODER_WEIGHTS].map((name) => join(folder, name)),
  );
}

/** A config whose units are decoded by these folders' decoders; units that it had not come behind its own. */
export function withDecoders(config: ModelConfig, chosen: ReadonlyMap<string, DecoderFolder>): unknown {
  const units = [...chosen].map(([unit, { decoder, settings }]) => [unit, { decoder, ...settings }]);
  return {
    ...config,
    decoder: { ...config.decoder, units: { ...config.decoder.units, ...Object.fromEntries(units) } },
  };
}

/**
 * Opens the weights of a plugin's folder, once they are known to be those of its network.
 * @throws ModelFileError naming the file: missing, cut off, or with the list of all missing, extra and wrong-shaped tensors
 */
export function openDecoderWeights({ folder, kind, settings }: DecoderFolder): StoredWeights {
  const path = join(folder, DECODER_WEIGHTS);
  const stored = openWeightFile(path);
  const wanted = networkShapes(kind, settings);
  const explained = explainMisfits({
    missing: [...wanted.keys()].filter((key) => !stored.entries.has(key)),
    unexpected: [...stored.entries.keys()].filter((key) => !wanted.has(key)),
    misshapen: [...stored.entries].flatMap(([key, { shape }]) => {
      const own = wanted.get(key);
      return own && String(own) !== String(shape) ? [`${key}: [${shape}] given, [${own}] needed`] : [];
    }),
  });
  if (explained === "") return stored;
  stored.close();
  throw new ModelFileError(path, `the weights are not those that ${CONFIG} describes:${explained}`);
}

/** The tensors of a plugin's network by name, with their shapes; no memory is taken. */
export function networkShapes(kind: PluginKind, settings: unknown): Map<string, readonly number[]> {
  return scope(() => {
    const network = nn.onMeta(() => kind.network(settings as never));
    const shapes = new Map([...network.stateDict()].map(([key, { shape }]) => [key, [...shape]]));
    network.dispose();
    return shapes;
  });
}
