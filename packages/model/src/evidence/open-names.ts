// Open names: what a plan may go on with. A question that names things asks for these alone, each once; any other for all that
// counts and that no written name has told yet.
import { noGrad, scope } from "@refvlm/torch";
import type { ListedProposals } from "../decoders/listed-proposals.js";
import type { SeenPictures } from "./evidence.js";
import type { EvidenceConfig } from "./evidence-config.js";
import { ListedFits } from "./listed-fits.js";
import { thingsApart } from "./things-apart.js";

type Seen = Pick<SeenPictures, "list" | "encode">;
type Listing = Pick<EvidenceConfig, "names" | "wordIsName" | "proposals">;

/**
 * Numbers of the listed names that a plan may go on with, of several for one thing the first: a dog rather than dogs.
 * @param told numbers of the names that the plan has written, see `meantNames`
 * @param asked numbers of the listed names that the question says and shows
 * @param seen one picture
 */
export function openNames(
  told: ReadonlySet<number>,
  asked: ReadonlySet<number>,
  { list, encode }: Seen,
  { names, wordIsName, proposals: { counted } }: Listing,
): ReadonlySet<number> {
  if (asked.size > 0) return new Set([...asked].filter((name) => !told.has(name)));
  const fits = new ListedFits(list);
  const numbers = [...names.keys()];
  const open = new Set<number>();
  for (const n of unrivalled(list)) {
    const owners = numbers.filter((name) => fits.owns(0, name, n));
    if (fits.best(0, n) >= (counted ?? 0) && !owners.some((name) => told.has(name)))
      for (const name of owners) open.add(name);
  }
  return firstOf(open, names, wordIsName, encode);
}

/** Numbers of the names that nothing that counts has: of these a description tells nothing. */
export function absentNames({ list, encode }: Seen, config: Listing): ReadonlySet<number> {
  const fits = new ListedFits(list);
  const places = Array.from({ length: fits.listed }, (_, n) => n);
  const numbers = [...config.names.keys()];
  const isShown = (name: number) =>
    places.some((n) => fits.best(0, n) >= (config.proposals.counted ?? 0) && fits.owns(0, name, n));
  const shown = meantNames(
    numbers.filter(isShown).map((name) => config.names[name]),
    { encode },
    config,
  );
  return new Set(numbers.filter((name) => !shown.has(name)));
}

/**
 * How many things of a name count.
 * @param ofAll in a list of everything, where what is another name's with a better fit is not told twice
 */
export function countNamed(name: string, { list, encode }: Seen, config: Listing, ofAll = false): number {
  const fits = new ListedFits(list);
  const own = [...meantNames([name], { encode }, config)];
  const places = ofAll ? unrivalled(list) : Array.from({ length: fits.listed }, (_, n) => n);
  const counts = (n: number) => fits.best(0, n) >= (config.proposals.counted ?? 0);
  return places.filter((n) => counts(n) && own.some((each) => fits.owns(0, each, n))).length;
}

/** Numbers of the names that some texts mean: "dog" is dog and dogs, "sofa" a couch. */
export function meantNames(
  texts: readonly string[],
  { encode }: Pick<Seen, "encode">,
  { names, wordIsName }: Pick<Listing, "names" | "wordIsName">,
): ReadonlySet<number> {
  if (texts.length === 0) return new Set();
  const cosines = alike(names, texts, encode); // [C, texts]
  const means = (name: number) => texts.some((_, i) => cosines[name * texts.length + i] >= wordIsName);
  return new Set([...names.keys()].filter((name) => texts.includes(names[name]) || means(name)));
}

/** Places of proposals that overlap no better one by more than one thing may overlap another. */
function unrivalled(list: ListedProposals): number[] {
  const apart = noGrad(() => scope(() => thingsApart(list.names.amax(1, true), list).flatten().toTypedArray()));
  return [...(apart as Uint8Array).keys()].filter((n) => apart[n] === 1);
}

/** Of all names that mean the same as one that is open the first. */
function firstOf(
  open: ReadonlySet<number>,
  names: readonly string[],
  wordIsName: number,
  encode: Seen["encode"],
): ReadonlySet<number> {
  if (open.size === 0) return open;
  const texts = [...open].map((name) => names[name]);
  const cosines = alike(texts, names, encode); // [open, C]
  const first = (name: number, row: number) =>
    names.findIndex((_, other) => other === name || cosines[row * names.length + other] >= wordIsName);
  return new Set([...open].map(first));
}

/** Cosines of texts, [A, B]. */
function alike(a: readonly string[], b: readonly string[], encode: Seen["encode"]): Float32Array {
  return noGrad(() => scope(() => encode(a).matmul(encode(b).t()).to("float32").toTypedArray())) as Float32Array;
}
