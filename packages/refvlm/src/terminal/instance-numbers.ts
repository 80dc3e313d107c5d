// Which object of an answer a `<REF>` means, while the answer is written: the number that table and picture give it, too.
import type { TrpEvent } from "@refvlm/trp";

export class InstanceNumbers {
  /** Objects of the phrase whose references are being written, by their index. */
  readonly #ofPhrase = new Map<number, number>();
  #count = 0;

  /** Objects so far; the next one's place. */
  get count(): number {
    return this.#count;
  }

  /** The object's place, as `instancePlaces` counts, and whether this is the first that is said of it; undefined for other events. */
  follow(event: TrpEvent): { place: number; first: boolean } | undefined {
    if (event.type === "triplet-close") this.#ofPhrase.clear();
    if (event.type !== "ref") return undefined;
    const known = this.#ofPhrase.get(event.index);
    if (known !== undefined) return { place: known, first: false };
    const place = this.#count++;
    this.#ofPhrase.set(event.index, place);
    return { place, first: true };
  }
}
