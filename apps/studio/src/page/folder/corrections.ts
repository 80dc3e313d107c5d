// Corrections of a picture's objects: moved, repainted, renamed, added, removed; each can be taken back.
import { type Box, Mask } from "@refvlm/vision";
import { colourOf, type Thing } from "../answer/thing.js";
import { tell } from "../state/announce.js";
import { brush, corners, live, tool } from "../state/drawing.js";
import { pinned } from "../state/looking.js";
import type { Board } from "../tools/tool.js";
import { objects } from "./folder.js";

/** What a person says is sure. */
const SURE = 1;

export function correct(key: string, change: Partial<Thing>, amends = false): void {
  const next = objects.peek().map((thing) => (thing.key === key ? { ...thing, ...change } : thing));
  if (amends) objects.amend(next);
  else objects.set(next);
}

export function correctBox(thing: Thing, box: Box, amends: boolean): void {
  correct(thing.key, { ...marked(thing, "box"), values: { ...thing.values, box } }, amends);
}

export function remove(key: string): void {
  objects.set(objects.peek().filter((thing) => thing.key !== key));
  pinned.value = null;
}

/** A new object, ready to be named. */
function add(values: Thing["values"], unit: string): void {
  const before = objects.peek();
  const triplet = Math.max(-1, ...before.map((thing) => thing.triplet)) + 1;
  const number = Math.max(0, ...before.map((thing) => thing.number)) + 1;
  const key = `${triplet}.0`;
  const units = [{ unit, score: SURE }];
  const phrase = before.at(-1)?.phrase ?? "object";
  objects.set([
    ...before,
    { key, phrase, triplet, index: 0, score: SURE, units, values, number, colour: colourOf(number) },
  ]);
  pinned.value = { triplet, key };
}

/** The unit is there, and a person has said so. */
function marked({ units }: Thing, unit: string): Pick<Thing, "units"> {
  const others = units.filter((mark) => mark.unit !== unit);
  return { units: [...others, { unit, score: SURE }] };
}

function chosen(): Thing | undefined {
  return objects.peek().find(({ key }) => key === pinned.peek()?.key);
}

/** The board on which objects are corrected: masks go on with the chosen object's, boxes and new masks make an object. */
export function objectBoard(size: { width: number; height: number }, zoom: number): Board {
  return {
    ...size,
    reach: 1 / zoom,
    brush: brush.value,
    live,
    corners,
    current() {
      const mask = chosen()?.values.mask;
      return mask ? { kind: "mask", mask: Mask.from(mask) } : null;
    },
    put(visual) {
      const thing = chosen();
      if (visual.kind === "box") return add({ box: visual.box }, "box");
      if (visual.kind === "point") return add({ point: visual.points[0]! }, "point");
      if (visual.kind !== "mask") return tell(`${tool.peek().label} draws prompts, no objects.`);
      if (!thing?.values.mask) return add({ mask: visual.mask, box: visual.mask.box() }, "mask");
      const hasBox = thing.units.some(({ unit }) => unit === "box");
      const values = { ...thing.values, mask: visual.mask, ...(hasBox ? {} : { box: visual.mask.box() }) };
      correct(thing.key, { ...marked(thing, "mask"), values });
    },
    tell,
  };
}
