// Stage 0 of the unit decoders: instead of a <REF> state they are shown a token on an object, and must find its box and
// mask. No language is needed, so they learn within minutes what to do once a state points somewhere.
import { noGrad, rand, type Tensor, tensor, zeros } from "@refvlm/torch";
import { cornersOf, iouOf } from "./boxes.js";
import { flattenPyramid } from "./decoders/pyramid-memory.js";
import type { Pointing } from "./decoders/query-selection.js";
import type { SceneObjects } from "./losses/dense.js";
import type { UnitQueries } from "./router.js";
import type { DecoderContext, UnitTargets } from "./units/unit-decoder.js";
import type { VisualDecoders, VisualMemory } from "./visual-decoders.js";

/** Tokens whose dense boxes overlap more than this are taken to lie on the object that is shown. */
const SAME_OBJECT_IOU = 0.5;

/**
 * Losses of every unit decoder when shown one token of each object.
 * @param assignment object of each token of the stride-8 map, -1 for none: int64 [B, T]
 * @returns by unit; empty when no token lies on any object
 */
export function probingLosses(
  decoders: VisualDecoders,
  memory: VisualMemory,
  objects: SceneObjects,
  assignment: Tensor,
): Record<string, Tensor> {
  const shown = showTokens(assignment, objects);
  if (shown.length === 0) return {};
  const { weight } = decoders.reference.contentProjection;
  const { queries, places } = probeQueries(shown, assignment.shape[0], weight);
  const pointing = pointAt(places, memory);
  const kept = tensor(
    BigInt64Array.from(shown, ({ object }) => BigInt(object)),
    { device: weight.device },
  );
  const targets: UnitTargets = {
    counts: shown.map(() => 1),
    boxes: objects.boxes.indexSelect(0, kept),
    masks: objects.masks.indexSelect(0, kept),
    masksKnown: true,
  };
  let pixels: Tensor | undefined;
  const context: DecoderContext = {
    queries,
    pointing,
    content: decoders.reference.content(queries, pointing, memory.tokens),
    memory: flattenPyramid(memory.pyramid.maps),
    pixelEmbeddings: () => (pixels ??= decoders.pixelDecoder.pixelEmbeddings(memory.pyramid)),
  };
  const losses = decoders.units.keys().map((unit) => {
    const decoder = decoders.units.get(unit);
    return [unit, decoder.loss(decoder.forward(context), context, targets).total] as const;
  });
  return Object.fromEntries(losses);
}

interface ShownToken {
  object: number;
  picture: number;
  token: number;
}

/** A random token of each object that has any. */
function showTokens(assignment: Tensor, { pictures }: SceneObjects): ShownToken[] {
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

/**
 * One query for each shown token, every one its own group; places are token numbers [B, Q].
 * @param weight [d, C], what reads the states: they are zeros of its kind
 */
function probeQueries(shown: readonly ShownToken[], batch: number, weight: Tensor) {
  const { device, dtype } = weight;
  const perPicture: number[] = new Array<number>(batch).fill(0);
  for (const { picture } of shown) perPicture[picture]++;
  const width = Math.max(...perPicture);
  const places = new BigInt64Array(batch * width);
  const groupIds = new BigInt64Array(batch * width).fill(-1n);
  const used: number[] = new Array<number>(batch).fill(0);
  const groups = shown.map(({ picture, token }, group) => {
    const ref = used[picture]++;
    const slot = picture * width + ref;
    places[slot] = BigInt(token);
    groupIds[slot] = BigInt(group);
    return { sample: picture, group, slots: [slot], refs: [ref] };
  });
  const queries: UnitQueries = {
    unit: "",
    samples: Array.from({ length: batch }, (_, picture) => picture),
    hiddenStates: zeros([batch, width, weight.shape[1]], { device, dtype }),
    groupIds: tensor(groupIds, { shape: [batch, width], device }),
    instanceIds: zeros([batch, width], { dtype: "int64", device }),
    instances: 1,
    phrases: [""],
    phraseIds: zeros([batch, width], { dtype: "int64", device }),
    groups,
  };
  return { queries, places: tensor(places, { shape: [batch, width], device }) };
}

/** Attention spread evenly over the tokens that agree with the shown one about their box. */
function pointAt(places: Tensor, { tokens }: VisualMemory): Pointing {
  return noGrad(() => {
    const corners = cornersOf(tokens.denseBoxes); // [B, T, 4]
    const shown = corners.gather(1, places.unsqueeze(2).expand([-1, -1, 4])); // [B, Q, 4]
    const near = iouOf(shown.unsqueeze(2), corners.unsqueeze(1)).gt(SAME_OBJECT_IOU).to("float32"); // [B, Q, T]
    const attention = near.div(near.sum(-1, true).clampMin(1));
    return { logits: attention, attention, referenceBoxes: attention.matmul(tokens.denseBoxes) };
  });
}
