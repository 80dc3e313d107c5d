// Samples of rows get their pixels: the picture's file is decoded, and the depth picture's where there is one.
import { join } from "node:path";
import type { DepthMap, Picture } from "@refvlm/vision";
import { loadPicture } from "@refvlm/vision/node";
import { readDepth } from "../readers/common/depth-picture.js";
import type { DepthSource } from "../sample/annotated.js";
import { type BuiltSample, RowError } from "../sample/row-sample.js";

/** A sample whose picture is in memory. */
export interface DecodedSample extends BuiltSample {
  picture: Picture;
}

/**
 * Decodes a sample's files.
 * @param root folder that paths are told from
 * @throws PictureError; RecordError for depth; RowError for a picture of another size, and for a path without root
 */
export async function withPixels(sample: BuiltSample, root: string | undefined): Promise<DecodedSample> {
  let depth: Promise<DepthMap> | undefined;
  const decoded = (source: DepthSource) => (depth ??= readDepth(onDisk(source, root), sample.id));
  const turns = await Promise.all(
    sample.turns.map(async (turn) => {
      if (!turn.targets.some((group) => group.some((target) => target.depth))) return turn;
      const targets = turn.targets.map((group) =>
        Promise.all(group.map(async (one) => (one.depth ? { ...one, depth: await decoded(one.depth) } : one))),
      );
      return { ...turn, targets: await Promise.all(targets) };
    }),
  );
  return { ...sample, turns, picture: await decodePicture(sample, root) };
}

async function decodePicture({ picture, width, height, id }: BuiltSample, root: string | undefined): Promise<Picture> {
  if ("data" in picture) return picture;
  const file = onDisk(picture, root);
  const load = (asStored: boolean) =>
    "bytes" in file ? loadPicture(file.bytes, { name: file.name, asStored }) : loadPicture(file.path, { asStored });
  // Labels are drawn on photographs as they are stored, whatever EXIF says, unless their size says otherwise.
  const stored = await load(true);
  if (stored.width === width && stored.height === height) return stored;
  const shown = await load(false);
  if (shown.width === width && shown.height === height) return shown;
  throw new RowError(`${id}: the picture is ${stored.width} x ${stored.height}, the row says ${width} x ${height}`);
}

/** The source with its path on this machine. @throws RowError */
export function onDisk<Source extends object>(source: Source, root: string | undefined): Source {
  if (!("path" in source)) return source;
  if (root === undefined)
    throw new RowError(`nothing says where the picture "${source.path}" lies; name the root folder of the pictures`);
  return { ...source, path: join(root, source.path as string) };
}
