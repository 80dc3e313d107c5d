// Targets of unit decoders as tensors, stacked in the order of the router's groups.
import { cat, type Tensor, tensor } from "@refvlm/torch";
import { boxCoverage } from "../boxes.js";
import type { UnitQueries } from "../router.js";
import type { UnitTargets } from "../units/unit-decoder.js";

/** One annotated instance on the padded square. */
export interface InstanceTarget {
  /** cxcywh in 0..1. */
  box: readonly number[];
  /** Coverage of the cells of an n x n grid, 0..1, row-major; n is the side of the stride-4 map. */
  mask?: Float32Array;
}

/** Boxes [K, 4] and masks [K, n, n] of instances; boxes stand in for masks that are missing. */
export function stackInstances(instances: readonly InstanceTarget[], n: number, device?: string) {
  const boxes = tensor(Float32Array.from(instances.flatMap(({ box }) => [...box])), {
    shape: [instances.length, 4],
    device,
  });
  const masksKnown = instances.every(({ mask }) => mask);
  let masks: Tensor;
  if (masksKnown) {
    const cells = new Float32Array(instances.length * n * n);
    for (const [i, { mask }] of instances.entries()) cells.set(mask!, i * n * n);
    masks = tensor(cells, { shape: [instances.length, n, n], device });
  } else {
    const parts = instances.map(({ mask }, i) =>
      mask ? tensor(mask, { shape: [1, n * n], device }) : boxCoverage(boxes.narrow(0, i, 1), n),
    );
    masks = cat(parts).reshape([-1, n, n]);
  }
  return { boxes, masks, masksKnown };
}

/**
 * Stacks the targets of a unit's groups.
 *
 * @param instancesOf the instances of a group, by sample and the group's number in its marks
 * @param n side of the grid on which masks are given
 */
export function stackTargets(
  { groups }: UnitQueries,
  instancesOf: (sample: number, group: number) => readonly InstanceTarget[],
  n: number,
  device?: string,
): UnitTargets {
  const lists = groups.map(({ sample, group }) => instancesOf(sample, group));
  return { counts: lists.map((list) => list.length), ...stackInstances(lists.flat(), n, device) };
}
