// Stage 0 of the unit decoders: instead of a <REF> state they are shown a token on an object, and must say what it is. No
// language is needed, so they learn within minutes what to do once a state points somewhere.
import {
  cornersOf,
  iouOf,
  type Pointing,
  type UnitQueries,
  type VisualDecoders,
  type VisualMemory,
} from "@refvlm/model";
import { noGrad, rand, type Tensor, tensor, zeros } from "@refvlm/torch";
import type { AnnotatedObjects } from "./labelled-objects.js";

/** Tokens whose proposed boxes overlap more than this are taken to lie on the object that is shown. */
const SAME_OBJECT_IOU = 0.5;

/**
 * Losses of every unit decoder when shown one token of each object; of a network with query selection.
 * @param assignment object of each token of the stride-8 map, -1 for none: int64 [B, T]
 * @returns by unit; empty when no token lies on any object
 */
export function warmUpLosses(
  decoders: VisualDecoders,
  memory: VisualMemory,
  { pictures, instances }: AnnotatedObjects,
  assignment: Tensor,
): Record<string, Tensor> {
  const shown = showTokens(assignment, pictures);
  if (shown.length === 0) return {};
  const hiddenSize = decoders.querySelection!.contentProjection.weight.shape[1];
  const { queries, places } = queriesOf(shown, assignment, hiddenSize);
  const passes = decoders.show(memory, queries, pointAt(places, memory));
  const matched = passes.match((_, group) => instances[shown[group].object]);
  // The decoders learn here what to do where they look; where to look is not for them to say.
  return Object.fromEntries([...matched].map(([unit, pass]) => [unit, pass.decoderLoss().total]));
}

interface ShownToken {
  object: number;
  picture: number;
  token: number;
}

/** A random token of each object that has any. */
function showTokens(assignment: Tensor, pictures: readonly number[]): ShownToken[] {
  const [, count] = assignment.shape;
  const objectOf = assignment.toTypedArray() as BigInt64Array;
  const tokensOf: number[][] = pictures.map(() => []);
  for (const [place, object] of objectOf.entries()) if (object >= 0n) tokensOf[Number(object)].push(place % count);
  const draws = noGrad(() => rand([pictures.length]).toTypedArray()) as Float32Array;
  return tokensOf.flatMap((tokens, object) =>
    tokens.length === 0
      ? []
      : [{ object, picture: pictures[object], token: tokens[Math.floor(draws[object] * tokens.length)] }],
  );
}

/** One query for each shown token, every one its own group; places are token numbers [B, Q]. */
function queriesOf(shown: readonly ShownToken[], { shape: [batch], device }: Tensor, hiddenSize: number) {
  const perPicture: number[] = new Array<number>(batch).fill(0);
  for (const { picture } of shown) perPicture[picture]++;
  const width = Math.max(...perPicture);
  const shape = [batch, width];
  const places = new BigInt64Array(batch * width);
  const groupIds = new BigInt64Array(batch * width).fill(-1n);
  const used: number[] = new Array<number>(batch).fill(0);
  const groups = shown.map(({ picture, token }, group) => {
    const ref = used[picture]++;
    const slot = picture * width + ref;
    places[slot] = BigInt(token);
    groupIds[slot] = BigInt(group);
    return { sample: picture, group, slots: [slot], refs: [ref], indices: [0] };
  });
  const queries: UnitQueries = {
    samples: Array.from({ length: batch }, (_, picture) => picture),
    hiddenStates: zeros([...shape, hiddenSize], { device }),
    groupIds: tensor(groupIds, { shape, device }),
    instanceIds: zeros(shape, { dtype: "int64", device }),
    instances: 1,
    phrases: [""],
    phraseIds: zeros(shape, { dtype: "int64", device }),
    groups,
  };
  return { queries, places: tensor(places, { shape, device }) };
}

/** Attention spread evenly over the tokens that agree with the shown one about their box. */
function pointAt(places: Tensor, { proposals }: VisualMemory): Pointing {
  const { boxes } = proposals!;
  return noGrad(() => {
    const corners = cornersOf(boxes); // [B, T, 4]
    const shown = corners.gather(1, places.unsqueeze(2).expand([-1, -1, 4])); // [B, Q, 4]
    const near = iouOf(shown.unsqueeze(2), corners.unsqueeze(1)).gt(SAME_OBJECT_IOU).to("float32"); // [B, Q, T]
    const attention = near.div(near.sum(-1, true).clampMin(1));
    return { logits: attention, attention, referenceBoxes: attention.matmul(boxes) };
  });
}
