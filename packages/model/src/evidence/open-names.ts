// Open names: what a plan may go on with. A question that names things asks for these alone, each once; any other for all that
// counts and that no written name has told yet.
import { indices, noGrad, scope } from "@refvlm/torch";
import type { ListedProposals } from "../decoders/listed-proposals.js";
import type { EvidenceConfig } from "./evidence-config.js";
import { ListedFits } from "./listed-fits.js";
import type { SeenPictures } from "./seen-pictures.js";
import { thingsApart } from "./things-apart.js";

type Seen = Pick<SeenPictures, "list" | "encode">;
type Listing = Pick<EvidenceConfig, "names" | "wordIsName" | "proposals">;

/**
 * Numbers of the listed names that a plan may go on with: what is asked for, or what tells things that count.
 * @param told numbers of the names that the plan has written, see `meantNames`
 * @param asked numbers of the listed names that the question says and shows
 * @param seen one picture
 */
export function openNames(
  told: ReadonlySet<number>,
  asked: ReadonlySet<number>,
  { list, encode }: Seen,
  config: Listing,
): ReadonlySet<number> {
  if (asked.size > 0) return new Set([...asked].filter((name) => !told.has(name)));
  const { first, telling, fits, counts } = tellingFits({ list, encode }, config);
  const toldBy = new Set([...told].map((name) => first[name]));
  const open = new Set<number>();
  for (const n of unrivalled(list, telling)) {
    const owners = telling.filter((name) => fits.owns(0, name, n));
    if (counts(n) && !owners.some((name) => toldBy.has(name))) for (const name of owners) open.add(name);
  }
  return open;
}

/** Numbers of the names that nothing that counts has: of these a description tells nothing. */
export function absentNames(seen: Seen, config: Listing): ReadonlySet<number> {
  const { first, telling, fits, counts } = tellingFits(seen, config);
  const counted = Array.from({ length: fits.listed }, (_, n) => n).filter(counts);
  const isShown = (name: number) => counted.some((n) => fits.owns(0, name, n));
  const shown = new Set(telling.filter(isShown));
  return new Set([...first.keys()].filter((name) => !shown.has(first[name])));
}

/**
 * How many things of a name count.
 * @param ofAll in a list of everything, where what is another name's with a better fit is not told twice
 */
export function countNamed(name: string, seen: Seen, config: Listing, ofAll = false): number {
  const { first, telling, fits, counts } = tellingFits(seen, config);
  const own = new Set([...meantNames([name], seen, config)].map((each) => first[each]));
  const places = ofAll ? unrivalled(seen.list, telling) : Array.from({ length: fits.listed }, (_, n) => n);
  return places.filter((n) => counts(n) && [...own].some((each) => fits.owns(0, each, n))).length;
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

/** The names by which things are told, how well they fit what is listed, and which of it counts. */
function tellingFits({ list, encode }: Seen, config: Listing) {
  const first = firstNames(encode, config);
  const telling = [...new Set(first)];
  const fits = new ListedFits(list, telling);
  const counts = (n: number) => fits.best(0, n) >= (config.proposals.counted ?? 0);
  return { first, telling, fits, counts };
}

/**
 * For each name the first of those that mean the same, by which its things are told: a dog rather than dogs. What a plural fits is
 * smaller and in crowds, so that by it more would count.
 */
function firstNames(encode: Seen["encode"], { names, wordIsName }: Pick<Listing, "names" | "wordIsName">): number[] {
  const cosines = alike(names, names, encode); // [C, C]
  const first: number[] = [];
  for (const name of names.keys()) {
    const before = first.findIndex((_, n) => cosines[name * names.length + n] >= wordIsName);
    first.push(before < 0 ? name : first[before]);
  }
  return first;
}

/** Places of proposals that overlap no better one by more than one thing may overlap another. */
function unrivalled(list: ListedProposals, telling: readonly number[]): number[] {
  const apart = noGrad(() =>
    scope(() => {
      const fits = list.names.indexSelect(1, indices(telling, list.names.device));
      return thingsApart(fits.amax(1, true), list).flatten().toTypedArray();
    }),
  );
  return [...(apart as Uint8Array).keys()].filter((n) => apart[n] === 1);
}

/** Cosines of texts, [A, B]. */
function alike(a: readonly string[], b: readonly string[], encode: Seen["encode"]): Float32Array {
  return noGrad(() => scope(() => encode(a).matmul(encode(b).t()).to("float32").toTypedArray())) as Float32Array;
}
