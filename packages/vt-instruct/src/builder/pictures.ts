// Pictures of samples as rows hold them: a path from the root, or the bytes of a file.
import { readFile, stat } from "node:fs/promises";
import { relative, sep } from "node:path";
import { type DepthMap, PictureError } from "@refvlm/vision";
import { encodePng, loadPicture } from "@refvlm/vision/node";
import sharp from "sharp";
import { RecordError } from "../files/errors.js";
import { reasonOf } from "../files/source-file.js";
import type { DepthSource, PictureBytes } from "../sample/annotated.js";
import type { BuiltSample } from "../sample/row-sample.js";

/** How pictures get into rows. */
export interface PictureRules {
  /** Absolute folder that paths are told from. */
  readonly root: string;
  readonly embed: boolean;
  /** Opens files that are named by path. */
  readonly check: boolean;
}

/** A path as told from the root, with slashes on every machine. */
export function fromRoot(path: string, root: string): string {
  const told = relative(root, path);
  return sep === "/" ? told : told.split(sep).join("/");
}

/**
 * The sample with its pictures as rows hold them. Pictures in memory become PNG files, depth values 16-bit grey ones.
 * @throws RecordError "missing-picture", "corrupt-picture", "wrong-size"
 */
export async function withFiles(sample: BuiltSample, rules: PictureRules): Promise<BuiltSample> {
  const depths = new Map<DepthSource, DepthSource>();
  for (const { targets } of sample.turns)
    for (const { depth } of targets.flat())
      if (depth && !depths.has(depth)) depths.set(depth, await depthFile(depth, sample, rules));
  if (depths.size > 1) throw new Error(`${sample.id}: a row has one depth picture, this sample ${depths.size}`);
  const turns =
    depths.size === 0
      ? sample.turns
      : sample.turns.map((turn) => ({
          ...turn,
          targets: turn.targets.map((group) =>
            group.map((target) => (target.depth ? { ...target, depth: depths.get(target.depth)! } : target)),
          ),
        }));
  return { ...sample, turns, picture: await pictureFile(sample, rules) };
}

async function pictureFile({ picture, width, height, id }: BuiltSample, rules: PictureRules) {
  if ("data" in picture) return { bytes: await encodePng(picture), name: `${id}.png` };
  if ("bytes" in picture) {
    if (rules.embed || rules.check) await checkBytes(picture, width, height);
    return picture;
  }
  const name = fromRoot(picture.path, rules.root);
  if (!rules.embed && !rules.check) return { path: name };
  const bytes = await bytesOf(picture.path, name);
  if (rules.embed) await checkBytes({ bytes, name }, width, height);
  else await checkHeader({ bytes, name }, width, height);
  return rules.embed ? { bytes, name } : { path: name };
}

async function depthFile(depth: DepthSource, { id }: BuiltSample, { root, embed }: PictureRules) {
  if ("data" in depth) return depthPicture(depth, `${id}.depth.png`);
  if ("bytes" in depth) return depth;
  const { path, ...scale } = depth;
  const name = fromRoot(path, root);
  return embed ? { bytes: await bytesOf(path, name), name, ...scale } : { path: name, ...scale };
}

/** Steps of a 16-bit picture; 0 says that nothing is known. */
const STEPS = 65_535;

/** A millimetre a step where metres allow it, else as fine as 16 bits can tell. */
async function depthPicture({ width, height, data, kind }: DepthMap, name: string): Promise<DepthSource> {
  const farthest = data.reduce((most, depth) => Math.max(most, depth), 0);
  const scale = kind !== "relative" && farthest <= STEPS / 1000 ? 0.001 : (farthest || 1) / STEPS;
  const steps = Uint16Array.from(data, (depth) => (depth > 0 ? Math.max(1, Math.round(depth / scale)) : 0));
  const bytes = await sharp(steps, { raw: { width, height, channels: 1 } })
    .toColourspace("grey16")
    .png()
    .toBuffer();
  return { bytes, name, scale, kind };
}

async function bytesOf(path: string, name: string): Promise<Uint8Array> {
  const read = async () => {
    const found = await stat(path);
    // Whoever writes into a pipe, or none, may never end.
    if (!found.isFile() && !found.isDirectory())
      throw new RecordError(name, "the picture", "corrupt-picture", "this is a pipe or a device");
    return readFile(path);
  };
  return read().catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT" || error.code === "ENOTDIR")
      throw new RecordError(name, "the picture", "missing-picture", reasonOf(error));
    if (error.code === "EISDIR" || error.code === "EACCES")
      throw new RecordError(name, "the picture", "corrupt-picture", reasonOf(error));
    throw error;
  });
}

/** Decodes the whole file: a cut-off one has a sound header. */
async function checkBytes(file: PictureBytes, width: number, height: number): Promise<void> {
  await loadPicture(file.bytes, { name: file.name }).catch((error) => {
    if (!(error instanceof PictureError)) throw error;
    throw new RecordError(file.name, "the picture", "corrupt-picture", error.message);
  });
  await checkHeader(file, width, height);
}

async function checkHeader({ bytes, name }: PictureBytes, width: number, height: number): Promise<void> {
  const fault = (reason: string, detail: string) => new RecordError(name, "the picture", reason, detail);
  if (bytes.length === 0) throw fault("corrupt-picture", "the file is empty");
  const found = await sharp(bytes)
    .metadata()
    .catch((error: Error) => {
      throw fault("corrupt-picture", error.message.split("\n")[0]!);
    });
  // Labels of a turned photograph are drawn on it as it is stored, or as it is shown.
  const upright = found.width === width && found.height === height;
  const turned = (found.orientation ?? 1) > 4 && found.width === height && found.height === width;
  if (!upright && !turned)
    throw fault(
      "wrong-size",
      `the picture is ${found.width} x ${found.height}, its labels are for ${width} x ${height}`,
    );
}
