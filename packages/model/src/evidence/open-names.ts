// Open names: what a plan may go on with. A question that names things asks for these alone, each once; any other for all that
// counts and that no written name has told yet.
import { noGrad, scope } from "@refvlm/torch";
import type { EvidenceConfig, SeenPictures } from "./evidence.js";
import { ListedFits } from "./listed-fits.js";

/**
 * @param written names of the plan so far
 * @param asked numbers of the listed names that the question says and shows
 * @param seen one picture
 * @returns numbers of listed names
 */
export function openNames(
  written: readonly string[],
  asked: ReadonlySet<number>,
  { list, encode }: Pick<SeenPictures, "list" | "encode">,
  { names, wordIsName, proposals: { counted } }: Pick<EvidenceConfig, "names" | "wordIsName" | "proposals">,
): ReadonlySet<number> {
  const told = meant(written, names, wordIsName, encode);
  if (asked.size > 0) return new Set([...asked].filter((name) => !told.has(name)));
  const fits = new ListedFits(list);
  const numbers = [...names.keys()];
  const open = new Set<number>();
  for (let n = 0; n < fits.listed; n++) {
    const owners = numbers.filter((name) => fits.owns(0, name, n));
    if (fits.best(0, n) < (counted ?? 0) || owners.some((name) => told.has(name))) continue;
    for (const name of owners) open.add(name);
  }
  return open;
}

/** Numbers of the names that nothing that counts has: of these a description tells nothing. */
export function absentNames(
  { list }: Pick<SeenPictures, "list">,
  { proposals: { counted } }: Pick<EvidenceConfig, "proposals">,
): ReadonlySet<number> {
  const fits = new ListedFits(list);
  const places = Array.from({ length: fits.listed }, (_, n) => n);
  const isShown = (name: number) => places.some((n) => fits.best(0, n) >= (counted ?? 0) && fits.owns(0, name, n));
  return new Set(Array.from({ length: fits.names }, (_, name) => name).filter((name) => !isShown(name)));
}

/** Numbers of the names that some texts mean: "dog" is dog and dogs, "sofa" a couch. */
function meant(
  texts: readonly string[],
  names: readonly string[],
  wordIsName: number,
  encode: SeenPictures["encode"],
): ReadonlySet<number> {
  if (texts.length === 0) return new Set();
  const cosines = noGrad(() =>
    scope(() => encode(names).matmul(encode(texts).t()).amax(-1).to("float32").toTypedArray()),
  ) as Float32Array; // [C]
  return new Set([...names.keys()].filter((name) => cosines[name] >= wordIsName || texts.includes(names[name])));
}
