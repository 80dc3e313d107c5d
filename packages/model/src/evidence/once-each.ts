// Texts are read by the text tower once each: a plan's name is asked about at every token behind it.
import { noGrad, scope, type Tensor, tensor } from "@refvlm/torch";
import type { PhraseEncoder } from "../decoders/name-fit.js";

/** Keys of texts as plain numbers, which no scope frees. */
export interface KnownTexts {
  readonly keys: ReadonlyMap<string, Float32Array>;
  readonly like: Pick<Tensor, "dtype" | "device"> & { width: number };
}

/** @param keys of the texts, [N, K] */
export function knownTexts(texts: readonly string[], keys: Tensor): KnownTexts {
  const { dtype, device } = keys;
  const [, width] = keys.shape;
  const values = noGrad(() => scope(() => keys.to("float32").toTypedArray())) as Float32Array;
  const keyOf = (i: number) => values.subarray(i * width, (i + 1) * width);
  return { keys: new Map(texts.map((text, i) => [text, keyOf(i)])), like: { dtype, device, width } };
}

/** An encoder that remembers what it has encoded, without gradients, and does not encode what is known already. */
export function onceEach(encode: PhraseEncoder, already?: KnownTexts): PhraseEncoder {
  const known = new Map(already?.keys);
  let like = already?.like;
  return (phrases) => {
    const fresh = [...new Set(phrases)].filter((phrase) => !known.has(phrase));
    if (fresh.length > 0) {
      const read = noGrad(() => scope(() => knownTexts(fresh, encode(fresh))));
      for (const [text, key] of read.keys) known.set(text, key);
      like = read.like;
    }
    const { width = 0, ...placement } = like ?? {};
    const keys = new Float32Array(phrases.length * width);
    for (const [i, phrase] of phrases.entries()) keys.set(known.get(phrase)!, i * width);
    return tensor(keys, { shape: [phrases.length, width], ...placement });
  };
}
