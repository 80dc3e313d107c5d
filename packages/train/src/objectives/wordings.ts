// The words that stage 0 teaches for one name, so that all come to mean the same: after an article or a space, where it is
// another token, in the plural, and its synonyms.
import { rand } from "@refvlm/torch";
import { type ObjectName, synonymsOf } from "@refvlm/vt-instruct";

const openings = ["", " ", "the ", "the small ", "the large ", "the leftmost "];
const ofOne = [...openings, "a "];

/** How often a name is taught as it is written, in its plural, and by a synonym where there is any. */
const SHARES = { itself: 0.55, plural: 0.25 };

/** One wording for each name, drawn from the engine's generator. */
export function drawWordings(names: readonly ObjectName[]): string[] {
  const draws = rand([names.length, 3]).toTypedArray() as Float32Array;
  return names.map((name, i) => {
    const [form, which, opening] = draws.subarray(3 * i, 3 * i + 3);
    const { word, plural } = wordOf(name, form, which);
    return pick(plural ? openings : ofOne, opening) + word;
  });
}

function wordOf({ name, plural }: ObjectName, form: number, which: number): { word: string; plural: boolean } {
  const synonyms = synonymsOf(name);
  if (form < SHARES.itself) return { word: name, plural: false };
  if (form < SHARES.itself + SHARES.plural || synonyms.length === 0) return { word: plural, plural: true };
  const synonym = pick(synonyms, which);
  return form < 0.93 ? { word: synonym.name, plural: false } : { word: synonym.plural, plural: true };
}

const pick = <T>(items: readonly T[], draw: number): T => items[Math.floor(draw * items.length)];
