// The references of several answers that can be decoded, decoded together.
import type { LoadedModel } from "../pretrained/loaded-model.js";
import type { PendingRef } from "./answer-builder.js";
import type { AnswerRow } from "./answer-row.js";
import { decodeReferences } from "./decode-references.js";
import type { EncodedPictures } from "./encoded-pictures.js";

/** Decodes what is ready, and hands each row its units; one pass of each decoder for the pictures of one owner. */
export function decodeReady(model: LoadedModel, rows: readonly AnswerRow[]): void {
  const owners = new Map<EncodedPictures, { row: number; refs: PendingRef[] }[]>();
  for (const [row, { picture, ...rest }] of rows
    .map((row) => ({ picture: row.picture, refs: row.ready() }))
    .entries()) {
    if (rest.refs.length === 0) continue;
    const asked = owners.get(picture.pictures) ?? [];
    owners.set(picture.pictures, [...asked, { row, refs: rest.refs }]);
  }
  for (const [pictures, asked] of owners) {
    const answers = asked.map(({ row, refs }) => ({
      refs,
      before: rows[row].before(refs),
      picture: rows[row].picture.index,
      newUnits: rows[row].prompt.newUnits,
      asks: (phrase: string) => rows[row].asks(phrase),
      singled: rows[row].singlesOut,
    }));
    const decoded = decodeReferences(model, pictures.memory, answers, pictures.frames);
    for (const [i, { row }] of asked.entries()) rows[row].units(decoded[i]);
  }
}
