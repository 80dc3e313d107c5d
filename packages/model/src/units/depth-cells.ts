// Known depth of instances' pictures on the grid of the padded square.
import { type Tensor, tensor } from "@refvlm/torch";
import { type DepthMap, depthKinds, type Frame } from "@refvlm/vision";
import type { LabelledInstances } from "./labelled-instances.js";

/** The map of each instance's picture. */
export interface DepthCells {
  /** Mean logarithm of the known depths in a cell, 0 where none is known: [K, n, n]. */
  cells: Tensor;
  /** 1 where any is known, [K, n, n]. */
  valid: Tensor;
  /** 1 where depths are metres, 0 where their scale is unknown: [K]. */
  metric: Tensor;
  /** Index into `depthKinds`, int64 [K]. */
  kind: Tensor;
  /** Whether any depth of the map is known. */
  mapsKnown: boolean[];
}

/** Pools each map once, however many instances are told with it. */
export function depthCells(instances: LabelledInstances, n: number): DepthCells {
  const { list, device } = instances;
  const pooled = new Map<DepthMap, ReturnType<typeof pool>>();
  const maps = instances.labels("depth").map((map, k) => {
    if (!map) return undefined;
    const made = pooled.get(map) ?? pool(map, list[k].frame, n);
    pooled.set(map, made);
    return { ...made, kind: map.kind };
  });
  const shape = [list.length, n, n];
  const all = (of: "cells" | "valid") => {
    const values = new Float32Array(list.length * n * n);
    for (const [k, map] of maps.entries()) if (map) values.set(map[of], k * n * n);
    return tensor(values, { shape, device });
  };
  return {
    cells: all("cells"),
    valid: all("valid"),
    metric: tensor(
      Float32Array.from(maps, (map) => (map && map.kind !== "relative" ? 1 : 0)),
      { device },
    ),
    kind: tensor(
      BigInt64Array.from(maps, (map) => BigInt(depthKinds.indexOf(map?.kind ?? "relative"))),
      { device },
    ),
    mapsKnown: maps.map((map) => map?.valid.some((known) => known > 0) ?? false),
  };
}

/** The mean is that of logarithms: a cell at the edge of something near is not as far as the sky behind it. */
function pool({ data }: DepthMap, frame: Frame, n: number) {
  const known = frame.sumsToUnitSquare(
    data.map((value) => (value > 0 ? 1 : 0)),
    n,
  );
  const sums = frame.sumsToUnitSquare(
    data.map((value) => (value > 0 ? Math.log(value) : 0)),
    n,
  );
  return {
    cells: sums.map((sum, cell) => (known[cell] > 0 ? sum / known[cell] : 0)),
    valid: known.map((share) => (share > 0 ? 1 : 0)),
  };
}
