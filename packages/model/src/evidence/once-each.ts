// Texts of one answer are read by the text tower once each: a plan's name is asked about at every token behind it.
import { noGrad, scope, type Tensor, tensor } from "@refvlm/torch";
import type { PhraseEncoder } from "../decoders/name-fit.js";

/** An encoder that remembers what it has encoded, without gradients; as plain numbers, which no scope frees. */
export function onceEach(encode: PhraseEncoder): PhraseEncoder {
  const known = new Map<string, Float32Array>();
  let like: Pick<Tensor, "dtype" | "device"> | undefined;
  return (phrases) => {
    const fresh = [...new Set(phrases)].filter((phrase) => !known.has(phrase));
    if (fresh.length > 0)
      noGrad(() =>
        scope(() => {
          const keys = encode(fresh); // [N, K]
          like = { dtype: keys.dtype, device: keys.device };
          for (const [i, key] of keys.to("float32").unbind(0).entries())
            known.set(fresh[i], key.toTypedArray() as Float32Array);
        }),
      );
    const keys = phrases.map((phrase) => [...known.get(phrase)!]);
    return tensor(keys, like); // [N, K]
  };
}
