// Names said: which listed names the words of a question are, or mean: "sofa" says couch, and "dogs" dog, where the text tower puts
// both in one direction.
import { noGrad, scope } from "@refvlm/torch";
import type { PhraseEncoder } from "../decoders/name-fit.js";

/**
 * @param words in small letters
 * @param numberOf numbers of the listed names, in their order, by the names in small letters
 * @param wordIsName least cosine at which a word says a name; at 1 names are said by themselves only
 * @returns numbers of the names that each word says
 */
export function namesSaid(
  words: ReadonlySet<string>,
  numberOf: ReadonlyMap<string, number>,
  wordIsName: number,
  encode: PhraseEncoder,
): ReadonlyMap<string, readonly number[]> {
  const said = new Map([...words].map((word) => [word, [numberOf.get(word) ?? []].flat()]));
  if (wordIsName === 1 || words.size === 0) return said;
  const names = [...numberOf.keys()];
  const cosines = noGrad(() =>
    scope(() =>
      encode([...words])
        .matmul(encode(names).t())
        .to("float32")
        .toTypedArray(),
    ),
  ) as Float32Array; // [W, C]
  for (const [row, [word, own]] of [...said].entries()) {
    const means = (number: number) => own.includes(number) || cosines[row * names.length + number] >= wordIsName;
    said.set(word, [...names.keys()].filter(means));
  }
  return said;
}
