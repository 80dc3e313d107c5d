// The best constant caption: the one of some people's that is most like those of all other pictures.
import { evaluateCaptions } from "@refvlm/metrics";
import { englishWords } from "@refvlm/metrics/node";

/** Candidates that are compared with the captions of so many pictures. */
const CANDIDATES = 20;
const COMPARED = 400;

/** @param told the captions of each picture */
export function bestConstantCaption(told: readonly (readonly string[])[]): string {
  const words = (text: string) => text.toLowerCase().match(/[a-z]+/g) ?? [];
  const frequency = new Map<string, number>();
  for (const captions of told)
    for (const word of new Set(captions.flatMap(words))) frequency.set(word, (frequency.get(word) ?? 0) + 1);
  // Common words make a caption that fits many pictures: a first choice that costs no comparison of all with all.
  const commonness = (caption: string) => {
    const own = words(caption);
    return own.reduce((sum, word) => sum + Math.log((frequency.get(word) ?? 0) / told.length), 0) / own.length;
  };
  const candidates = [...new Set(told.flat())]
    .filter((caption) => words(caption).length >= 8)
    .sort((a, b) => commonness(b) - commonness(a))
    .slice(0, CANDIDATES);
  const cider = (caption: string) => {
    const samples = told.slice(0, COMPARED).map((references, id) => ({ id, references, caption }));
    return evaluateCaptions(samples, englishWords).figures()["CIDEr-D"];
  };
  return candidates.map((caption) => ({ caption, cider: cider(caption) })).sort((a, b) => b.cider - a.cider)[0].caption;
}
