// Things of one picture by the units that ground them: how alike two are, and the box around each.
import type { Rle, XywhBox } from "@refvlm/vision";
import { Place } from "./place.js";
import { boxes } from "./shapes/box.js";
import { keypoints } from "./shapes/keypoints.js";
import { masks } from "./shapes/mask.js";
import type { ShapeKind, ShapeRecord } from "./shapes/shape-kind.js";

/** What grounds a thing: at least one of these, each under the name of its unit. */
export interface GroundedShape {
  readonly box?: XywhBox;
  readonly mask?: Rle;
  /** `[x, y, visibility, ...]` of COCO's 17 joints. */
  readonly keypoint?: readonly number[];
}

type GroundingUnit = keyof GroundedShape;
/** The kinds by unit, the finest last. */
const kinds: { readonly [Unit in GroundingUnit]-?: ShapeKind<unknown> } = {
  box: boxes,
  mask: masks,
  keypoint: keypoints(),
};
const units = Object.keys(kinds) as GroundingUnit[];

/** Whether anything grounds it. */
export function isGrounded(thing: GroundedShape): boolean {
  return units.some((unit) => thing[unit] !== undefined);
}

/**
 * How alike (0..1) things of one picture are, [predictions][truths]: each pair by the finest unit that both have, else
 * by the boxes around them.
 * @throws MetricsError for a thing that nothing grounds, or a shape that is none
 */
export function likeness(predictions: readonly GroundedShape[], truths: readonly GroundedShape[]): number[][] {
  const [found, there] = [predictions.map(recordOf), truths.map(recordOf)];
  const alike = found.map(() => new Array<number>(there.length).fill(0));
  for (const kind of Object.values(kinds)) {
    const having = (records: readonly ShapeRecord[]) =>
      [...records.keys()].filter((i) => records[i]![kind.field] !== undefined);
    const [rows, columns] = [having(found), having(there)];
    const values = similarities(
      kind,
      rows.map((d) => found[d]!),
      columns.map((t) => there[t]!),
    );
    for (const [i, d] of rows.entries())
      for (const [j, t] of columns.entries()) alike[d]![t] = values[i * columns.length + j]!;
  }
  return alike;
}

/** The box of a thing, else the one around its mask or joints. @throws MetricsError without any */
export function boxAround(thing: GroundedShape): XywhBox {
  return recordOf(thing).bbox;
}

/** As COCO's files hold it, with the box around it. */
function recordOf(thing: GroundedShape): ShapeRecord & { readonly bbox: XywhBox } {
  const record: ShapeRecord = Object.fromEntries(units.map((unit) => [kinds[unit].field, thing[unit]]));
  return { ...record, bbox: boxes.box(shapesOf(boxes.detectionReader(), [record]).shapes, 0) };
}

function similarities<S>(
  kind: ShapeKind<S>,
  found: readonly ShapeRecord[],
  there: readonly ShapeRecord[],
): Float64Array {
  const detections = shapesOf(kind.detectionReader(), found);
  const truths = { ...shapesOf(kind.truthReader(), there), crowd: new Uint8Array(there.length) };
  const out = new Float64Array(found.length * there.length);
  kind.similarity(detections.shapes, truths)(Uint32Array.from(found.keys()), Uint32Array.from(there.keys()), out);
  return out;
}

function shapesOf<S>(reader: ReturnType<ShapeKind<S>["truthReader"]>, records: readonly ShapeRecord[]) {
  const place = new Place("picture", "things");
  const area = Float64Array.from(records, (record) => reader.add(record, { id: 0 }, place));
  return { shapes: reader.finish(), area };
}
