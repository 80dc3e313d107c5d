// Pictures in folders, with their sizes, and that what belongs to one picture is as large as it is.
import { existsSync, statSync } from "node:fs";
import { RecordError } from "../../files/errors.js";
import { sizeOfPicture } from "../../files/picture-header.js";
import type { PictureFile } from "../../sample/annotated.js";

/** Pixels. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/**
 * A picture file with its size; nothing is decoded.
 * @throws RecordError "missing-picture", "corrupt-picture", naming the file
 */
export function sizedPicture(path: string, record: string): Size & { readonly picture: PictureFile } {
  if (!existsSync(path)) throw new RecordError(path, record, "missing-picture", "there is no such file");
  if (statSync(path).isDirectory()) throw new RecordError(path, record, "corrupt-picture", "this is a folder");
  const picture = { path };
  return { picture, ...sizeOfPicture(picture, { file: path, record }) };
}

/**
 * Says that labels or depths must be as large as their picture.
 * @throws RecordError "wrong-size" naming the file of these
 */
export function checkSameSize(picture: Size, other: Size, otherPath: string, record: string): void {
  if (picture.width === other.width && picture.height === other.height) return;
  const detail = `${other.width} x ${other.height} pixels, but its picture has ${picture.width} x ${picture.height}`;
  throw new RecordError(otherPath, record, "wrong-size", detail);
}
