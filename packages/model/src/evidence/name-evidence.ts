// The evidence of a picture for a text, as twelve figures: how well the best proposal fits it, how many there are, and where the
// best one is. All are 0 for a text that nothing fits, so that evidence says nothing where there is none.
import { cat, stack, type Tensor } from "@refvlm/torch";
import type { ListedProposals } from "../decoders/listed-proposals.js";

/** How many figures a text has. */
export const FIGURES = 12;
/** Place of the figure that names are chosen by: the log-odds of the best fit. */
export const LOG_ODDS = 1;
/** A text owns proposals that it fits at least so well, relative to the name that fits them best: a plural owns what its singular does. */
export const OWN_SHARE = 0.9;
/** A fit below this is none. */
export const LEAST_FIT = 0.005;
/** What is counted has at least such a fit. */
const COUNTED_FROM = [0.1, 0.2, 0.3, 0.4, 0.5];

const logOdds = (p: number) => Math.log(p / (1 - p));

/** Which proposals a text owns: bool [B, L, N]. @param fits of the texts, [B, L, N] */
export function ownedBy(fits: Tensor, { names, valid }: Pick<ListedProposals, "names" | "valid">): Tensor {
  return fits.ge(names.amax(1, true).mul(OWN_SHARE)).logicalAnd(valid.unsqueeze(1));
}

/** How many of some proposals, bool [B, L, N], fit each text at least so well: one int64 [B, L] for each threshold. */
export function countsFrom(fits: Tensor, own: Tensor, thresholds: readonly number[]): Tensor[] {
  return thresholds.map((least) => fits.ge(least).logicalAnd(own).to("int64").sum(-1));
}

/**
 * max P, (logit(max P) - logit(.005)) / 4, log(1 + own with P >= .1, .2, .3, .4, .5), log(1 + sum of own P), and max P times
 * cx, cy, w, h (-1..1) of the best box.
 *
 * @param fits P(proposal is what the text names), [B, L, N]
 * @returns float32 without gradient, [B, L, 12]
 */
export function nameEvidence(fits: Tensor, list: ListedProposals): Tensor {
  const p = fits.detach().to("float32");
  const own = ownedBy(p, list);
  const [most, which] = p.max(-1); // [B, L]
  const odds = most
    .clamp(LEAST_FIT, 1 - LEAST_FIT)
    .logit()
    .sub(logOdds(LEAST_FIT))
    .div(4);
  const counts = countsFrom(p, own, COUNTED_FROM).map((count) => count.to("float32").log1p());
  const sum = p.mul(own.to("float32")).sum(-1).log1p();
  const boxes = list.boxes.detach().to("float32").mul(2).sub(1); // [B, N, 4]
  const place = boxes.gather(1, which.unsqueeze(2).expand([-1, -1, 4])).mul(most.unsqueeze(2)); // [B, L, 4]
  return cat([stack([most, odds, ...counts, sum], -1), place], -1);
}
