// Stage 0 of the unit decoders: instead of a <REF> state they are shown a token on an object, or what a detector proposes for it,
// and must say what it is. No language is needed, so they learn within minutes what to do once a state points somewhere.
import {
  cornersOf,
  iouOf,
  type LabelledInstance,
  type Pointing,
  type UnitQueries,
  type VisualDecoders,
  type VisualMemory,
} from "@refvlm/model";
import { indices, noGrad, rand, type Tensor, tensor, zeros } from "@refvlm/torch";
import type { CxcywhBox } from "@refvlm/vision";
import type { AnnotatedInstances } from "./labelled-objects.js";

/** Tokens whose proposed boxes overlap more than this are taken to lie on the object that is shown. */
const SAME_OBJECT_IOU = 0.5;

/** How often decoders that look at what users draw are shown the labelled box, as one who draws well would give it. */
const DRAWN = 0.5;

/**
 * Losses of the unit decoders when shown one token of each object that is labelled for them; of a network with query
 * selection. Where a detector proposes, that is a cell whose box is the object's: whatever else lies on an object proposes
 * nothing, or another thing, and nothing points there.
 * @param assignment object of each token of the stride-8 map, -1 for none: int64 [B, T]; none is needed where a detector proposes
 * @param isTaught whether a unit's decoder is to learn
 * @returns by unit; empty when no token lies on any object
 */
export function warmUpLosses(
  decoders: VisualDecoders,
  memory: VisualMemory,
  objects: AnnotatedInstances,
  assignment: Tensor | null,
  isTaught: (unit: string) => boolean = () => true,
): Record<string, Tensor> {
  const { pictures, instances } = objects;
  const detected = decoders.querySelection!.boxHead === null;
  const shown = detected ? showProposals(memory, objects) : showTokens(assignment!, pictures);
  const losses = new Map<string, Tensor>();
  const hiddenSize = decoders.querySelection!.contentProjection.weight.shape[1];
  for (const { tokens, units } of audiences(decoders, shown, instances, isTaught)) {
    const { queries, places, drawn } = queriesOf(tokens, hiddenSize, memory.features[0].device);
    const seen = memory.rows(queries.samples);
    const passes = decoders.show(
      seen,
      units,
      queries,
      detected ? pointAtOne(places, seen, drawn) : pointAt(places, seen),
    );
    const matched = passes.match((_, group) => instances[tokens[group].object]);
    // The decoders learn here what to do where they look; where to look is not for them to say.
    for (const [unit, pass] of matched) losses.set(unit, pass.decoderLoss().total);
  }
  const inOrder = decoders.units.keys().filter((unit) => losses.has(unit));
  return Object.fromEntries(inOrder.map((unit) => [unit, losses.get(unit)!]));
}

interface ShownToken {
  object: number;
  picture: number;
  token: number;
  /** A box as the user might have drawn it, for decoders that look at such. */
  drawn?: CxcywhBox;
}

/** Units that learn from the same tokens, so that what they share is made once; none where there is nothing to show. */
function audiences(
  { units }: VisualDecoders,
  shown: readonly ShownToken[],
  instances: readonly LabelledInstance[],
  isTaught: (unit: string) => boolean,
): { tokens: readonly ShownToken[]; units: readonly string[] }[] {
  const byTokens = new Map<string, { tokens: readonly ShownToken[]; units: string[] }>();
  for (const [unit, decoder] of [...units].filter(([unit]) => isTaught(unit))) {
    const wanted = shown.filter(({ object }) => decoder.learnsFrom(instances[object]));
    const tokens = decoder.looksAtDrawn ? wanted : wanted.map((token) => ({ ...token, drawn: undefined }));
    const key = `${decoder.looksAtDrawn} ${tokens.map(({ object }) => object).join()}`;
    if (tokens.length > 0) byTokens.set(key, { tokens, units: [...(byTokens.get(key)?.units ?? []), unit] });
  }
  return [...byTokens.values()];
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

/** Of each object with a box a random one of the cells that propose about that box; the best of all cells where none does. */
function showProposals({ proposals }: VisualMemory, { pictures, boxes, instances }: AnnotatedInstances): ShownToken[] {
  const proposed = cornersOf(proposals!.boxes.detach().to("float32")); // [B, T, 4]
  const rows = indices(pictures, proposed.device);
  const overlap = iouOf(cornersOf(boxes).unsqueeze(1), proposed.indexSelect(0, rows)); // [O, T]
  const [, count] = overlap.shape;
  const values = overlap.toTypedArray() as Float32Array;
  const draws = noGrad(() => rand([2, pictures.length]).toTypedArray()) as Float32Array;
  return pictures.flatMap((picture, object) => {
    const { box } = instances[object];
    if (!box) return [];
    const own = values.subarray(object * count, (object + 1) * count);
    const near = [...own.keys()].filter((token) => own[token] > SAME_OBJECT_IOU);
    const drawn = near.length === 0 || draws[pictures.length + object] < DRAWN ? box : undefined;
    const token = near.length === 0 ? own.indexOf(Math.max(...own)) : near[Math.floor(draws[object] * near.length)];
    return [{ object, picture, token, drawn }];
  });
}

/** One query for each shown token, every one its own group; rows are the pictures with any, places token numbers [B, Q], drawn boxes by slot. */
function queriesOf(shown: readonly ShownToken[], hiddenSize: number, device: string) {
  const samples = [...new Set(shown.map(({ picture }) => picture))].sort((a, b) => a - b);
  const used = new Map(samples.map((picture) => [picture, 0]));
  const width = Math.max(...samples.map((sample) => shown.filter(({ picture }) => picture === sample).length));
  const shape = [samples.length, width];
  const places = new BigInt64Array(samples.length * width);
  const groupIds = new BigInt64Array(places.length).fill(-1n);
  const drawn = new Map<number, CxcywhBox>();
  const groups = shown.map(({ picture, token, drawn: box }, group) => {
    const ref = used.get(picture)!;
    used.set(picture, ref + 1);
    const slot = samples.indexOf(picture) * width + ref;
    places[slot] = BigInt(token);
    groupIds[slot] = BigInt(group);
    if (box) drawn.set(slot, box);
    return { sample: picture, group, slots: [slot], refs: [ref], indices: [0] };
  });
  const queries: UnitQueries = {
    samples,
    hiddenStates: zeros([...shape, hiddenSize], { device }),
    groupIds: tensor(groupIds, { shape, device }),
    instanceIds: zeros(shape, { dtype: "int64", device }),
    instances: 1,
    phrases: [""],
    phraseIds: zeros(shape, { dtype: "int64", device }),
    groups,
  };
  return { queries, places: tensor(places, { shape, device }), drawn };
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

/** Attention on the shown cells alone, as on what is listed; reference boxes are theirs or, by slot, drawn ones. */
function pointAtOne(places: Tensor, { proposals }: VisualMemory, drawn: ReadonlyMap<number, CxcywhBox>): Pointing {
  const boxes = proposals!.boxes.detach().to("float32");
  return noGrad(() => {
    const at = places.unsqueeze(2); // [B, Q, 1]
    const attention = zeros([...places.shape, boxes.shape[1]], { device: boxes.device }).scatter(2, at, 1); // [B, Q, T]
    const values = (boxes.gather(1, at.expand([-1, -1, 4])).toTypedArray() as Float32Array).slice();
    for (const [slot, box] of drawn) values.set(box, 4 * slot);
    return {
      logits: attention,
      attention,
      referenceBoxes: tensor(values, { shape: [...places.shape, 4], device: boxes.device }),
    };
  });
}
