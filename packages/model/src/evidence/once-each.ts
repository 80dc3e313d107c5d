// Texts of one answer are read by the text tower once each: a plan's name is asked about at every token behind it.
import { noGrad, scope, type Tensor, tensor } from "@refvlm/torch";
import type { PhraseEncoder } from "../decoders/name-fit.js";

/** Texts whose keys are known already. */
export interface KnownTexts {
  readonly texts: readonly string[];
  /** [N, K] */
  readonly keys: Tensor;
}

/** An encoder that remembers what it has encoded, without gradients; as plain numbers, which no scope frees. */
export function onceEach(encode: PhraseEncoder, already?: KnownTexts): PhraseEncoder {
  const known = new Map<string, Float32Array>();
  let like: Pick<Tensor, "dtype" | "device"> | undefined;
  const remember = (texts: readonly string[], keys: Tensor) => {
    like = { dtype: keys.dtype, device: keys.device };
    const [, width] = keys.shape;
    const values = noGrad(() => scope(() => keys.to("float32").toTypedArray())) as Float32Array;
    for (const [i, text] of texts.entries()) known.set(text, values.subarray(i * width, (i + 1) * width));
  };
  if (already) remember(already.texts, already.keys);
  return (phrases) => {
    const fresh = [...new Set(phrases)].filter((phrase) => !known.has(phrase));
    if (fresh.length > 0) noGrad(() => scope(() => remember(fresh, encode(fresh))));
    const rows = phrases.map((phrase) => known.get(phrase)!);
    const width = rows[0].length;
    const keys = new Float32Array(rows.length * width);
    for (const [i, row] of rows.entries()) keys.set(row, i * width);
    return tensor(keys, { shape: [rows.length, width], ...like });
  };
}
