// Where the triplets of an answer point while it is still being written, for the words behind them.
import { noGrad, scope, tensor } from "@refvlm/torch";
import type { CxcywhBox } from "@refvlm/vision";
import type { PhraseEncoder } from "../decoders/name-fit.js";
import type { VisualMemory } from "../decoders/visual-memory.js";
import { meanBox } from "../evidence/boxes-in.js";
import type { RefVlmNetwork } from "../network.js";
import type { Asks } from "../router.js";
import type { PendingRef } from "./answer-builder.js";

/**
 * The mean box of each triplet's instances on the padded square, by its number; null where a state is not there yet.
 * @param refs of the whole answer so far: what earlier ones of a list point at is taken
 * @param asks what the question says of where things lie that the answer calls so
 */
export function tripletBoxes(
  network: RefVlmNetwork,
  encodePhrases: PhraseEncoder | undefined,
  memory: VisualMemory,
  picture: number,
  refs: readonly PendingRef[],
  asks: (phrase: string) => Asks = () => ({}),
): (CxcywhBox | null)[] {
  const read = refs.filter(({ state }) => state);
  if (read.length === 0) return [];
  const { device, dtype, config } = network;
  const flat = Float32Array.from(read.flatMap(({ state }) => [...state!]));
  const marks = read.map((ref, position) => ({ ...ref, units: [], position, ...asks(ref.phrase) }));
  const boxes = noGrad(() =>
    scope(() => {
      const states = tensor(flat, { shape: [1, read.length, config.languageModel.hiddenSize], device, dtype });
      const options = { pictureOf: [picture], encodePhrases };
      const { first, pointing } = network.visualDecoders.point(memory, states, [marks], options);
      if (!pointing) return [];
      const found = pointing.referenceBoxes.select(0, 0).toArray() as number[][]; // [Q, 4]
      return first.groups.flatMap(({ slots, refs }) =>
        refs.map((ref, i) => ({ triplet: marks[ref].triplet, box: found[slots[i]] as unknown as CxcywhBox })),
      );
    }),
  );
  const triplets = Math.max(...refs.map(({ triplet }) => triplet)) + 1;
  return Array.from({ length: triplets }, (_, number) => {
    const isRead = refs.every(({ triplet, state }) => triplet !== number || state);
    return isRead ? meanBox(boxes.filter(({ triplet }) => triplet === number).map(({ box }) => box)) : null;
  });
}
