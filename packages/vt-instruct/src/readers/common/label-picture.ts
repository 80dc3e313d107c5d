// Label pictures: every pixel holds the number of the thing it shows (panoptic PNGs, class and instance maps).
import { readFile } from "node:fs/promises";
import { Mask } from "@refvlm/vision";
import { RecordError } from "../../files/errors.js";
import { reasonOf } from "../../files/source-file.js";
import type { PictureBytes, PictureFile } from "../../sample/annotated.js";

/** A picture of numbers, row-major [height * width]. */
export interface LabelPicture {
  readonly width: number;
  readonly height: number;
  /** Grey pictures: the value, 8 or 16 bits. Colour pictures: `R + 256 G + 65536 B`, as COCO's panoptic format has it. */
  readonly ids: Uint32Array;
}

/**
 * Reads a PNG of 8-bit or 16-bit grey or 8-bit colour, without any conversion of its values. A palette is resolved: its
 * colours count.
 * @throws RecordError "missing-picture", "corrupt-picture", "wrong-picture" (16-bit colour), each for `record`
 */
export async function readLabelPicture(source: PictureFile | PictureBytes, record: string): Promise<LabelPicture> {
  const path = "path" in source ? source.path : source.name;
  const missing = (error: NodeJS.ErrnoException) => {
    throw new RecordError(path, record, "missing-picture", reasonOf(error));
  };
  const bytes = "bytes" in source ? source.bytes : await readFile(path).catch(missing);
  if (bytes.length === 0) throw new RecordError(path, record, "corrupt-picture", "the file is empty");
  const { default: sharp } = await import("sharp");
  const open = () => sharp(bytes, { ignoreIcc: true, failOn: "error" });
  const corrupt = (error: Error) => {
    throw new RecordError(path, record, "corrupt-picture", `damaged or no picture: ${error.message.split("\n")[0]}`);
  };
  const { width, height, space, depth } = await open().metadata().catch(corrupt);
  const wide = depth === "ushort";
  if (!(wide ? ["grey16"] : ["b-w", "srgb"]).includes(space))
    throw new RecordError(path, record, "wrong-picture", `holds ${depth} ${space} values, not labels of 8 or 16 bits`);
  // The colour space must be named: otherwise grey becomes RGB, and 16-bit values are brought down to 8 bits.
  const { data, info } = await open()
    .toColourspace(space)
    .removeAlpha()
    .raw({ depth })
    .toBuffer({ resolveWithObject: true })
    .catch(corrupt);

  const ids = new Uint32Array(width * height);
  if (wide) ids.set(new Uint16Array(data.buffer, data.byteOffset, ids.length));
  else if (info.channels === 1) ids.set(data);
  else
    for (let i = 0, at = 0; i < ids.length; i++, at += 3)
      ids[i] = data[at]! | (data[at + 1]! << 8) | (data[at + 2]! << 16);
  return { width, height, ids };
}

/**
 * The mask of each id that occurs, void ids included, found in one sweep as run lengths: no bitmap an object is made.
 * In the order in which a walk down the columns meets them.
 */
export function labelMasks(ids: Uint32Array | Int32Array, width: number, height: number): Map<number, Mask> {
  const total = width * height;
  const found = new Map<number, { runs: number[]; end: number }>();
  const close = (id: number, start: number, end: number) => {
    let entry = found.get(id);
    if (!entry) found.set(id, (entry = { runs: [], end: 0 }));
    entry.runs.push(start - entry.end, end - start);
    entry.end = end;
  };
  let [current, start, position] = [ids[0]!, 0, 0];
  for (let x = 0; x < width; x++)
    for (let y = 0, at = x; y < height; y++, at += width, position++)
      if (ids[at] !== current) {
        close(current, start, position);
        [current, start] = [ids[at]!, position];
      }
  if (total > 0) close(current, start, total);

  const masks = new Map<number, Mask>();
  for (const [id, { runs, end }] of found) {
    const rle = { size: [height, width] as const, counts: end < total ? [...runs, total - end] : runs };
    masks.set(id, new Mask(width, height, rle));
  }
  return masks;
}
