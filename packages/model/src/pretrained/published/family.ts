// What a family of published checkpoints is: how its files name things, and where their config.json describes each part.
import type { Tensor } from "@refvlm/torch";
import type { StoredEntry } from "../stored-weights.js";

/** Parts of the network that come from published files, each with the keys that are its own. */
export const PARTS = {
  vit: "vision_tower.",
  convnext: "pyramid_tower.",
  detector: "detector.",
  text: "text_tower.",
  projector: "projector.",
  "language-model": "language_model.",
} as const;
export type PartName = keyof typeof PARTS;

/** The part that a key of our network belongs to; undefined for the decoders and whatever else is new. */
export function partOf(key: string): PartName | undefined {
  return (Object.keys(PARTS) as PartName[]).find((part) => key.startsWith(PARTS[part]));
}

/** A tensor of our network, and how it is made of a published one. */
export interface RenamedKey {
  readonly key: string;
  readonly shape: (published: readonly number[]) => number[];
  readonly make: (published: Tensor) => Tensor;
}

/**
 * What becomes of the tensors whose name matches: another name (as `String.replace` makes it), nothing, or tensors that are
 * made of it, under names of that kind.
 */
export type KeyRule = readonly [pattern: RegExp, to: string | null | readonly RenamedKey[]];

/** The transposed matrix. */
export const transposed = (key: string): RenamedKey[] => [
  { key, shape: (shape) => shape.toReversed(), make: (tensor) => tensor.t() },
];

/** Rows in thirds: a fused q, k, v. */
export function thirds(...keys: readonly [q: string, k: string, v: string]): RenamedKey[] {
  return keys.map((key, third) => ({
    key,
    shape: ([rows, ...rest]) => [rows / 3, ...rest],
    make: (tensor) => tensor.slice(0, (third * tensor.shape[0]) / 3, ((third + 1) * tensor.shape[0]) / 3),
  }));
}

/** One way in which files of a family name their tensors. */
export interface Layout {
  /** Matches a key that only these files have. */
  readonly signature: RegExp;
  /** The first that matches decides; a key that none matches is unexpected. */
  readonly rules: readonly KeyRule[];
  /** What counts of the file's tensors, and several made into one, before the rules see them. */
  readonly prepare?: (entries: Entries) => Entries;
}

/** The same layout for a network that stands as a part in another one. */
export function within(prefix: string, layout: Layout): Layout {
  const rules = layout.rules.map(([pattern, to]): KeyRule => {
    if (to === null) return [pattern, null];
    if (typeof to !== "string") return [pattern, to.map((made) => ({ ...made, key: prefix + made.key }))];
    return [pattern, prefix + to];
  });
  return { ...layout, rules };
}

/** Tensors of a file by their names. */
export type Entries = ReadonlyMap<string, StoredEntry>;

/** A part's numbers as Hugging Face's config.json files write them. */
export type Description = Readonly<Record<string, unknown>>;

export interface Family {
  /** As `--family` says it. */
  readonly name: string;
  readonly layouts: readonly Layout[];
  /** The sections of a config.json that describe parts. */
  describe(config: Description): Partial<Record<PartName, Description>>;
}

/** What a published key becomes: an empty list drops it, undefined does not know it. */
export function renamed(key: string, rules: readonly KeyRule[]): RenamedKey[] | undefined {
  const rule = rules.find(([pattern]) => pattern.test(key));
  if (!rule) return undefined;
  const [pattern, to] = rule;
  if (to === null) return [];
  if (typeof to === "string")
    return [{ key: key.replace(pattern, to), shape: (shape) => [...shape], make: (tensor) => tensor }];
  return to.map((made) => ({ ...made, key: key.replace(pattern, made.key) }));
}

/** A section of a config.json, empty where there is none. */
export function section(config: Description, key: string): Description {
  const found = config[key];
  return typeof found === "object" && found !== null ? (found as Description) : {};
}
