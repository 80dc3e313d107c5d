// The families of published weights by name, and which of them a file is of.
import { clip } from "./clip.js";
import { type Family, type Layout, PARTS, type PartName, renamed } from "./family.js";
import { llama } from "./llama.js";
import { llava } from "./llava.js";
import { nanodet } from "./nanodet.js";
import { openClip } from "./open-clip.js";

export { PARTS, type PartName } from "./family.js";

/** Those that hold others come first. */
export const families: readonly Family[] = [llava, clip, openClip, llama, nanodet];

/** What wrappers around a module put before its names. */
const PREFIXES = ["module.", "model.", "ema."];

/** A family's layout, and what its names have in front. */
export interface Recognised<F> {
  readonly family: F;
  readonly layout: Layout;
  readonly prefix: string;
}

/** The layout whose signature is among the keys, once a prefix that all of them have is taken off; undefined for none. */
export function recognise<F extends Pick<Family, "layouts"> = Family>(
  keys: readonly string[],
  among = families as readonly Pick<Family, "layouts">[] as readonly F[],
): Recognised<F> | undefined {
  const recogniseAt = (prefix: string): Recognised<F> | undefined => {
    const names = keys.map((key) => key.slice(prefix.length));
    for (const family of among)
      for (const layout of family.layouts)
        if (names.some((name) => layout.signature.test(name))) return { family, layout, prefix };
    const further = PREFIXES.find((each) => names.length > 0 && names.every((name) => name.startsWith(each)));
    return further === undefined ? undefined : recogniseAt(prefix + further);
  };
  return recogniseAt("");
}

/** How the keys of a family's files become those of one part by itself, for `loadStateDict`; other parts are dropped. */
export function partKeys(name: string, part: PartName): (key: string) => string | null {
  const family = families.find((each) => each.name === name)!;
  return (key) => {
    for (const { rules } of family.layouts) {
      const own = renamed(key, rules)?.find((each) => each.key.startsWith(PARTS[part]));
      if (own) return own.key.slice(PARTS[part].length);
    }
    return null;
  };
}
