// Handles on the chosen object's box, while objects are corrected by hand.
import { BoxHandles } from "../stage/box-handles.js";
import { tool } from "../state/drawing.js";
import { pinned } from "../state/looking.js";
import { correctBox } from "./corrections.js";
import { objects } from "./folder.js";

export function ObjectHandles({ size }: { size: { width: number; height: number } }) {
  const thing = objects.value.find(({ key }) => key === pinned.value?.key);
  const isBox = thing?.units.some(({ unit }) => unit === "box");
  if (!thing?.values.box || !isBox || tool.value.name !== "hand") return null;
  return <BoxHandles box={thing.values.box} size={size} onChange={(box, amends) => correctBox(thing, box, amends)} />;
}
