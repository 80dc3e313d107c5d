// The queries of a batch for the peer: where their states stand, what they take turns with, and what users point at with them.
import type { PackedBatch, QueryGroup, UnitQueries } from "@refvlm/model";
import { type Tensor, tensor } from "@refvlm/torch";
import { type Frame, promptMask } from "@refvlm/vision";
import { integers, marks } from "./recorded-tensors.js";

type Tensors = Record<string, Tensor>;

/** What tells instances apart. */
const instanceKey = ({ sample, group, triplet }: QueryGroup, index: number) =>
  `${sample} ${triplet ?? `group ${group}`} ${index}`;

/** States of queries in the flattened [B, L], int64 [B, Q]; padding has its row's first. */
function statesOf({ groups, groupIds }: UnitQueries, { ids, marks: marked }: PackedBatch): Tensor {
  return perQuery(
    groups,
    groupIds.shape,
    ({ sample, refs }, i) => sample * ids.shape[1] + marked[sample][refs[i]].position,
  );
}

function perQuery(
  groups: readonly QueryGroup[],
  [rows, width]: readonly number[],
  read: (group: QueryGroup, i: number) => number,
): Tensor {
  const values = new Array<number>(rows * width);
  for (const group of groups) for (const [i, slot] of group.slots.entries()) values[slot] = read(group, i);
  for (const slot of values.keys()) values[slot] ??= values[slot - (slot % width)];
  return integers(values, [rows, width]);
}

/**
 * Queries that point: `list` is what each shares things with nobody else in (-1 for padding), `rank` its place there; `toward`
 * where its question's words for places look, `landmark` (-1 for none) what it is `beside`, `prompts` what its question shows.
 */
export function pointingTensors(queries: UnitQueries, packed: PackedBatch): Tensors {
  const { groups, groupIds, phraseIds, samples } = queries;
  const [rows, width] = groupIds.shape;
  const pointed = packed.evidence!.pointed.map(({ prompt }) => prompt);
  const lists = new Map<string, number[]>();
  for (const { sample, group, triplet, list, slots } of groups) {
    const key = `${sample} ${list === undefined ? (triplet ?? `group ${group}`) : `list ${list}`}`;
    lists.set(key, [...(lists.get(key) ?? []), ...slots]);
  }
  const list = new Array<number>(rows * width).fill(-1);
  const rank = new Array<number>(rows * width).fill(0);
  for (const [number, slots] of [...lists.values()].entries())
    for (const [place, slot] of slots.sort((a, b) => a - b).entries()) [list[slot], rank[slot]] = [number, place];
  const [toward, beside] = [0, 1].map(() => new Float32Array(rows * width * 3));
  const landmark = new Array<number>(rows * width).fill(-1);
  const shown: number[][] = Array.from({ length: rows * width }, () => []);
  for (const group of groups)
    for (const slot of group.slots) {
      toward.set(group.toward ?? [0, 0, 0], 3 * slot);
      beside.set(group.beside?.relation ?? [0, 0, 0], 3 * slot);
      landmark[slot] = group.beside?.name ?? -1;
      shown[slot] = (group.prompts ?? []).map((prompt) => pointed.indexOf(prompt));
    }
  return {
    ...{ phraseIds, samples: integers(samples), states: statesOf(queries, packed) },
    ...{ list: integers(list, [rows, width]), rank: integers(rank, [rows, width]) },
    toward: tensor(toward, { shape: [rows, width, 3] }),
    ...{ beside: tensor(beside, { shape: [rows, width, 3] }), landmark: integers(landmark, [rows, width]) },
    prompts: marks(shown, pointed.length).reshape([rows, width, pointed.length]),
  };
}

/** Queries of a unit: `first` is the place of each one's instance among those that point. */
export function queryTensors(queries: UnitQueries, pointing: UnitQueries, packed: PackedBatch): Tensors {
  const { groups, groupIds, samples } = queries;
  const placeOf = new Map(
    pointing.groups.flatMap((group) => group.slots.map((slot, i) => [instanceKey(group, group.indices[i]), slot])),
  );
  return {
    ...{ groupIds, samples: integers(samples), states: statesOf(queries, packed) },
    first: perQuery(groups, groupIds.shape, (group, i) => placeOf.get(instanceKey(group, group.indices[i]))!),
  };
}

/** Boxes that users drew for the very thing that a query means, and corners of the pixels that they cover; both [B, Q, 4]. */
export function drawnTensors({ groups, groupIds }: UnitQueries, frames: readonly Frame[]): Tensors {
  const [rows, width] = groupIds.shape;
  const drawn = new Float32Array(rows * width * 4);
  const covered = new Float32Array(rows * width * 4).fill(-1); // touches nothing
  for (const { slots, prompts = [] } of groups)
    for (const [i, slot] of prompts.length === slots.length ? slots.entries() : []) {
      const prompt = prompts[i];
      const box = prompt.kind === "box" ? prompt.box : prompt.kind === "mask" ? prompt.mask.box() : undefined;
      const frame = frames[Math.floor(slot / width)];
      if (!box) continue;
      const pixels = promptMask({ kind: "box", box }, frame.width, frame.height).box();
      drawn.set(frame.toUnitSquare(box), 4 * slot);
      covered.set(
        pixels.map((edge, i) => (edge + frame.offset[i % 2]) / frame.side),
        4 * slot,
      );
    }
  const shape = [rows, width, 4];
  return { drawn: tensor(drawn, { shape }), covered: tensor(covered, { shape }) };
}
