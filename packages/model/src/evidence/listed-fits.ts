// How well names fit what is listed, on the host: what is chosen without gradient is chosen by these.
import { indices } from "@refvlm/torch";
import type { ListedProposals } from "../decoders/listed-proposals.js";
import { OWN_SHARE } from "./name-evidence.js";

/** Proposals are counted from 0 on each picture's list. */
export class ListedFits {
  /** Places of a picture's list. */
  readonly listed: number;
  /** Names that the network lists. */
  readonly names: number;
  readonly #fits: Float32Array; // [B, C, N]
  readonly #best: Float32Array; // [B, N]

  /** @param among numbers of the names that proposals are told by; all by default */
  constructor({ names, valid }: Pick<ListedProposals, "names" | "valid">, among?: readonly number[]) {
    const fits = names.detach().to("float32");
    [, this.names, this.listed] = names.shape;
    this.#fits = fits.toTypedArray() as Float32Array;
    const told = among ? fits.indexSelect(1, indices(among, fits.device)) : fits;
    this.#best = told.amax(1).mul(valid.to("float32")).toTypedArray() as Float32Array;
  }

  /** P(proposal is what its best name says); 0 where nothing is listed. */
  best(picture: number, proposal: number): number {
    return this.#best[picture * this.listed + proposal];
  }

  /** Whether a listed proposal is a name's own: that name fits it about as well as the best one does. */
  owns(picture: number, name: number, proposal: number): boolean {
    const fit = this.#fits[(picture * this.names + name) * this.listed + proposal];
    return fit >= OWN_SHARE * this.best(picture, proposal);
  }
}
