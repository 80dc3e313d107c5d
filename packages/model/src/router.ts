// Latent Embeddings Router (section 4.3): sends the hidden state of each <REF> to the decoders its own <Unit> names.
import { type Tensor, tensor } from "@refvlm/torch";
import type { VisualPrompt } from "@refvlm/vision";
import type { Direction } from "./place-words.js";

/** What the question that a <REF> answers says of where to point. */
export interface Asks {
  /** What the user points at. */
  prompts?: readonly VisualPrompt[];
  /** Whether it may mean another thing: its words for places look away, "the cup next to this", or the answer tells of several. */
  looksAway?: boolean;
  /** Where its words for places look. */
  toward?: Direction;
  /** Number of the listed attribute that tells the thing apart. */
  attribute?: number;
  /** Number of the listed name of a landmark, and on which side of it the thing is. */
  beside?: { name: number; relation: Direction };
}

/** One <REF> of a sample, as the language layer found it. */
export interface ReferenceMark extends Asks {
  /** Position of the <REF> token in the sequence of hidden states. */
  position: number;
  /** Units named by the <Unit> of its group, e.g. ["box", "keypoint"]; for new words the units that they stand for. */
  units: readonly string[];
  /** Number of the group within the sample; any numbers that tell the sample's groups apart. */
  group: number;
  /** Which instance of its group this is, from 0. */
  instance: number;
  /** The words that the group grounds. */
  phrase: string;
  /** Number of the phrase within the sample, where groups of it share instances; by default no other group does. */
  triplet?: number;
  /** Which instance of the phrase this is: the index that the text writes; by default `instance`. */
  index?: number;
  /** Number of the freeform list within the sample that the phrase stands in: no two instances of a list are one thing. */
  list?: number;
}

/** The <REF>s of one group, where they went. */
export interface QueryGroup extends Asks {
  /** Index of the sample in the batch. */
  sample: number;
  /** The mark's `group`. */
  group: number;
  /** Places of the group's queries in the flattened [B, Q]. */
  slots: number[];
  /** Indices of the same <REF>s in the sample's list of marks. */
  refs: number[];
  /** Number of the phrase that the group belongs to, where it shares instances with other groups. */
  triplet?: number;
  /** Number of the freeform list that the phrase stands in. */
  list?: number;
  /** Which of the phrase's instances each <REF> means. */
  indices: number[];
}

/**
 * The queries of one unit, padded to one length. B counts only samples that have any.
 * Padding repeats a real state and is marked by group -1; decoders let nothing attend to it and losses never see it.
 */
export interface UnitQueries {
  /** Samples that have queries of this unit, in order: row b belongs to sample `samples[b]`. */
  samples: number[];
  /** Hidden states, [B, Q, C]. */
  hiddenStates: Tensor;
  /** Index into `groups`, -1 for padding; int64 [B, Q]. */
  groupIds: Tensor;
  /** Instance within the group, 0 for padding; int64 [B, Q]. */
  instanceIds: Tensor;
  /** Most instances of any group. */
  instances: number;
  /** The distinct phrases of the queries, and which of them each query has (0 for padding); int64 [B, Q]. */
  phrases: string[];
  phraseIds: Tensor;
  /** By sample, then in order of the groups' first <REF>. */
  groups: QueryGroup[];
}

/** Places of the queries in the flattened [B, Q], without padding. */
export function slotsOf({ groups }: UnitQueries): number[] {
  return groups.flatMap(({ slots }) => slots);
}

/**
 * Gathers the <REF> states of a batch by unit; a composite unit sends the same state to each of its decoders.
 *
 * @param hiddenStates last hidden states after the final norm, [B, S, C]
 * @param marks the <REF>s of every sample
 * @param units names of the loaded decoders
 * @returns one entry for each unit that the batch asks for; the others cost nothing
 * @throws when a mark names a unit without a decoder
 */
export function routeReferences(
  hiddenStates: Tensor,
  marks: readonly (readonly ReferenceMark[])[],
  units: readonly string[],
): Map<string, UnitQueries> {
  for (const mark of marks.flat()) {
    const unknown = mark.units.find((unit) => !units.includes(unit));
    if (unknown === undefined) continue;
    throw new Error(`no decoder for unit "${unknown}"; loaded: ${units.join(", ") || "none"}`);
  }
  const routed = new Map<string, UnitQueries>();
  for (const unit of units) {
    const chosen = marks.map((list) => [...list.keys()].filter((ref) => list[ref].units.includes(unit)));
    if (chosen.some((refs) => refs.length > 0)) routed.set(unit, queriesOf(chosen, hiddenStates, marks));
  }
  return routed;
}

/**
 * The first <REF> of every instance of a batch, whatever its units: where it points, those that take the instance up
 * again point as well. Only for a batch that has any.
 */
export function firstReferences(hiddenStates: Tensor, marks: readonly (readonly ReferenceMark[])[]): UnitQueries {
  const first = marks.map((list) => {
    const keys = list.map(instanceKey);
    return [...list.keys()].filter((ref) => keys.indexOf(keys[ref]) === ref);
  });
  return queriesOf(first, hiddenStates, marks);
}

/** The place of each query's instance in the flattened `first` queries, int64 [B, Q]; padding has that of its row's first query. */
export function placesAmong(
  first: UnitQueries,
  { groups, groupIds: { shape, device } }: UnitQueries,
  marks: readonly (readonly ReferenceMark[])[],
): Tensor {
  const placeOf = new Map<string, number>();
  for (const { sample, slots, refs } of first.groups)
    for (const [i, ref] of refs.entries()) placeOf.set(`${sample} ${instanceKey(marks[sample][ref])}`, slots[i]);
  const [rows, width] = shape;
  const places = new BigInt64Array(rows * width).fill(-1n);
  for (const { sample, slots, refs } of groups)
    for (const [i, ref] of refs.entries())
      places[slots[i]] = BigInt(placeOf.get(`${sample} ${instanceKey(marks[sample][ref])}`)!);
  const padded = places.map((place, slot) => (place < 0n ? places[slot - (slot % width)] : place));
  return tensor(padded, { shape, device });
}

/** What tells a sample's instances apart: a later group of a phrase may take one up again. */
function instanceKey({ group, triplet, instance, index = instance }: ReferenceMark): string {
  return `${triplet ?? `group ${group}`} ${index}`;
}

/** @param refsOf the chosen marks of each sample */
function queriesOf(
  refsOf: readonly (readonly number[])[],
  hiddenStates: Tensor,
  marks: readonly (readonly ReferenceMark[])[],
): UnitQueries {
  const chosen = refsOf.map((refs, sample) => ({ sample, refs })).filter(({ refs }) => refs.length > 0);
  const [, length, channels] = hiddenStates.shape;
  const width = Math.max(...chosen.map(({ refs }) => refs.length));
  const positions = new BigInt64Array(chosen.length * width);
  const groupIds = new BigInt64Array(positions.length).fill(-1n);
  const instanceIds = new BigInt64Array(positions.length);
  const phraseIds = new BigInt64Array(positions.length);
  const phrases = [...new Set(chosen.flatMap(({ sample, refs }) => refs.map((ref) => marks[sample][ref].phrase)))];
  const groups: QueryGroup[] = [];
  let instances = 1;

  for (const [row, { sample, refs }] of chosen.entries()) {
    const start = row * width;
    const known = new Map<number, number>();
    positions.fill(BigInt(sample * length + marks[sample][refs[0]].position), start, start + width);
    for (const [q, ref] of refs.entries()) {
      const {
        position,
        group,
        instance,
        phrase,
        index = instance,
        triplet,
        list,
        prompts,
        looksAway,
        toward,
        attribute,
        beside,
      } = marks[sample][ref];
      const asks = { prompts, looksAway, toward, attribute, beside };
      if (!known.has(group))
        known.set(group, groups.push({ sample, group, triplet, list, ...asks, slots: [], refs: [], indices: [] }) - 1);
      const id = known.get(group)!;
      groups[id].slots.push(start + q);
      groups[id].refs.push(ref);
      groups[id].indices.push(index);
      positions[start + q] = BigInt(sample * length + position);
      groupIds[start + q] = BigInt(id);
      instanceIds[start + q] = BigInt(instance);
      phraseIds[start + q] = BigInt(phrases.indexOf(phrase));
      instances = Math.max(instances, instance + 1);
    }
  }

  const { device } = hiddenStates;
  const shape = [chosen.length, width]; // [B, Q]
  const flat = hiddenStates.reshape([-1, channels]);
  return {
    samples: chosen.map(({ sample }) => sample),
    hiddenStates: flat.indexSelect(0, tensor(positions, { device })).reshape([...shape, channels]), // [B, Q, C]
    groupIds: tensor(groupIds, { shape, device }),
    instanceIds: tensor(instanceIds, { shape, device }),
    instances,
    phrases,
    phraseIds: tensor(phraseIds, { shape, device }),
    groups,
  };
}
