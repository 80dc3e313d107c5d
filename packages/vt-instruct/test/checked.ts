// A sample on its way into a built data set: its row, checked by everything that rows are checked by.
import type { Sample } from "../src/index.js";
import { checkRow } from "../src/inspect/validate.js";
import { type SampleRow, sampleRow } from "../src/sample/row.js";
import { rowOf } from "../src/sample/row-sample.js";

/** The sample's row, held to its schema. @throws Error where it does not fit */
export function soundRow(sample: Sample): SampleRow {
  const { picture } = sample;
  const [width, height] = "data" in picture ? [picture.width, picture.height] : [40, 30];
  const told = { id: "1", source: "made", licence: "CC0", split: "train", width, height };
  return sampleRow.parse(rowOf({ ...told, ...sample, ...("data" in picture && { picture: { path: "1.png" } }) }));
}

/** Gives the sample back. @throws Error with every fault of its row */
export function checked<S extends Sample>(sample: S): S {
  const { faults } = checkRow(soundRow(sample));
  if (faults.length > 0) throw new Error(faults.map(({ detail }) => detail).join("\n"));
  return sample;
}
