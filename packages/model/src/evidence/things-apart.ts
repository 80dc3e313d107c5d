// Things apart: which proposals are a text's things, each once. What a text counts is its own matter: two boxes of one bus may have
// other best names, and a bus that looks much like a truck is a bus to be counted where buses are asked for.
import { noGrad, scope, type Tensor, tensor } from "@refvlm/torch";
import { cornersOf, iouOf } from "../boxes.js";
import type { ListedProposals } from "../decoders/listed-proposals.js";

/**
 * Of the proposals that overlap more than one thing may, the one that fits a text best; the earlier of two that fit alike.
 * @param fits of the texts, [B, L, N]
 * @returns bool [B, L, N]
 */
export function thingsApart(
  fits: Tensor,
  { boxes, valid, suppression }: Pick<ListedProposals, "boxes" | "valid" | "suppression">,
): Tensor {
  const [batch, texts, listed] = fits.shape;
  const { device } = fits;
  const fit = fits.detach().to("float32").toTypedArray() as Float32Array;
  const there = valid.toTypedArray() as Uint8Array; // [B, N]
  const same = noGrad(() =>
    scope(() => {
      const corners = cornersOf(boxes.detach().to("float32")); // [B, N, 4]
      return iouOf(corners.unsqueeze(2), corners.unsqueeze(1)).gt(suppression).toTypedArray(); // [B, N, N]
    }),
  ) as Uint8Array;
  const apart = new Uint8Array(fit.length);
  for (let row = 0; row < batch * texts; row++) {
    const picture = Math.floor(row / texts) * listed;
    const own = fit.subarray(row * listed, (row + 1) * listed);
    const order = [...own.keys()].filter((n) => there[picture + n]).sort((a, b) => own[b] - own[a]);
    const kept: number[] = [];
    for (const n of order) if (!kept.some((m) => same[(picture + m) * listed + n])) kept.push(n);
    for (const n of kept) apart[row * listed + n] = 1;
  }
  return tensor(apart, { shape: [batch, texts, listed], dtype: "bool", device });
}
