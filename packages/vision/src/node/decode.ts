// Reading and writing picture files with sharp, under limits that hold before anything is decoded.
import { readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import type { Metadata, Sharp } from "sharp";
import { type Picture, PictureError } from "../picture.js";

const FORMATS = new Set(["jpeg", "png", "webp", "gif", "tiff", "heif", "jp2k", "jxl"]);
const WAY_OUT = "Use a JPEG, PNG, WebP, GIF, TIFF or AVIF file.";

export interface LoadOptions {
  /** Pictures with more pixels are refused before they are decoded. Default 50 million. */
  maxPixels?: number;
  /**
   * Pictures that are wider or higher are refused before they are decoded: strips of one pixel take minutes and
   * gigabytes to decode, however few pixels they have. Default 65,500, the most that JPEG can hold.
   */
  maxSide?: number;
  /** Files with more bytes are refused before they are read. Default 256 MiB. */
  maxBytes?: number;
  /** What messages call a picture given as bytes. Default "the picture". */
  name?: string;
  /** Leaves the picture as it is stored, whatever its EXIF orientation says. Default false. */
  asStored?: boolean;
  /** What transparent pixels lie over. Default "white". */
  under?: "white" | "black";
}

/**
 * Reads a picture from a path or from a file's bytes as 8-bit RGB, turned as its EXIF orientation says, alpha over white unless told otherwise;
 * CMYK, grey, 16-bit and floating-point (0..1) pictures are converted. Of an animation the first frame is used and `notice` says so.
 * Throws {@link PictureError} with one clear message for anything else.
 */
export async function loadPicture(source: string | Uint8Array, options: LoadOptions = {}): Promise<Picture> {
  const name = typeof source === "string" ? `"${source}"` : (options.name ?? "the picture");
  const { maxPixels = 50e6, maxSide = 65_500 } = options;
  const bytes = typeof source === "string" ? await readBytes(source, options.maxBytes ?? 256 * 2 ** 20) : source;
  if (bytes.length === 0) throw new PictureError(`${name} is empty (0 bytes). ${WAY_OUT}`);

  const sharp = await loadSharp();
  // failOn "error" refuses cut-off files but reads the many pictures in the wild with harmless flaws.
  const open = () => sharp(bytes, { limitInputPixels: false, failOn: "error" });
  const metadata = await open()
    .metadata()
    .catch((error) => {
      throw new PictureError(`${name} is not a picture that can be read: ${firstLine(error)}. ${WAY_OUT}`);
    });
  const { width = 0, height = 0, format = "unknown", pages = 1 } = metadata;
  if (!FORMATS.has(format)) throw new PictureError(`${name} is a ${format} file, not a photo format. ${WAY_OUT}`);
  if (Math.max(width, height) > maxSide)
    throw new PictureError(
      `${name} has ${width} x ${height} pixels; the limit for a side is ${maxSide}. Cut it into pieces first.`,
    );
  if (width * height > maxPixels)
    throw new PictureError(
      `${name} has ${width} x ${height} = ${millions(width * height)} million pixels; the limit is ${millions(maxPixels)} million. Make it smaller first.`,
    );

  const turned = options.asStored ? open() : open().autoOrient();
  const { data, info } = await (await inBytes(turned, metadata, name))
    .flatten({ background: options.under ?? "white" })
    .toColourspace("srgb")
    .raw({ depth: "uchar" })
    .toBuffer({ resolveWithObject: true })
    .catch((error) => {
      throw new PictureError(`${name} is damaged or cut off: ${firstLine(error)}. Get a complete copy of the file.`);
    });
  const picture = { width: info.width, height: info.height, data: toRgb(data, info.channels) };
  const frames = pages > 1 ? pages : format === "png" ? apngFrames(bytes) : 1;
  if (frames <= 1) return picture;
  return { ...picture, notice: `${name} has ${frames} frames; only the first is used.` };
}

/** Row-major pixels of one to four samples, told by their number: grey, grey and alpha, RGB, RGBA; of 8 or 16 bits. */
export interface Raster {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array | Uint16Array;
}

/** A PNG file of the pixels. */
export async function encodePng({ data, width, height }: Raster): Promise<Uint8Array> {
  const sharp = await loadSharp();
  const channels = (data.length / (width * height)) as 1 | 2 | 3 | 4;
  const pixels = sharp(data, { raw: { width, height, channels } });
  return (data instanceof Uint16Array ? pixels.toColourspace(channels < 3 ? "grey16" : "rgb16") : pixels)
    .png()
    .toBuffer();
}

/**
 * Writes the pixels as a PNG file. The name stands for a whole file only: what fails on the way leaves nothing behind,
 * and a file of that name as it was. Throws {@link PictureError} when it cannot be written.
 */
export async function savePng(picture: Raster, path: string): Promise<void> {
  const partial = `${path}.partial-${process.pid}`;
  try {
    await writeFile(partial, await encodePng(picture));
    await rename(partial, path);
  } catch (error) {
    await rm(partial, { force: true }).catch(() => {});
    throw new PictureError(`cannot write "${path}": ${firstLine(error)}. Check the folder, its rights and free space.`);
  }
}

/**
 * Samples of 32 bits as bytes; the same pipeline where they have fewer. Floating-point samples are linear light with
 * white at 1 (scRGB, IEC 61966-2-2); what white is in 32-bit integers nobody says: they are measurements or labels.
 */
async function inBytes(pipeline: Sharp, { depth, space }: Metadata, name: string): Promise<Sharp> {
  if (depth === "uchar" || depth === "ushort" || depth === undefined) return pipeline;
  const wayOut = "Convert it to 8 or 16 bits a channel first.";
  if (depth !== "float" && depth !== "double")
    throw new PictureError(`${name} has samples of type ${depth}, which say no brightness. ${wayOut}`);
  const { data, info } = await pipeline
    .toColourspace(space)
    .raw({ depth: "float" })
    .toBuffer({ resolveWithObject: true })
    .catch((error) => {
      throw new PictureError(`${name} is damaged or cut off: ${firstLine(error)}. Get a complete copy of the file.`);
    });
  const values = new Float32Array(data.buffer, data.byteOffset, data.byteLength / 4);
  if (!values.every((value) => value >= 0 && value <= 1))
    throw new PictureError(
      `${name} has floating-point samples outside 0..1, so nobody can say what is white. ${wayOut}`,
    );
  const bytes = Uint8Array.from(values, (value) => Math.round(255 * toSrgb(value)));
  const { width, height, channels } = info;
  return (await loadSharp())(bytes, { raw: { width, height, channels: channels as 1 | 2 | 3 | 4 } });
}

/** Linear light to sRGB's curve, 0..1 each (IEC 61966-2-1). */
function toSrgb(linear: number): number {
  return linear <= 0.0031308 ? 12.92 * linear : 1.055 * linear ** (1 / 2.4) - 0.055;
}

// Imported on first use: it takes a while, and much is done without a picture file.
async function loadSharp() {
  return (await import("sharp")).default;
}

async function readBytes(path: string, maxBytes: number): Promise<Uint8Array> {
  try {
    const found = await stat(path);
    // Reading a pipe or a device could wait for ever.
    if (!found.isFile() && !found.isDirectory())
      throw new PictureError(`"${path}" is a pipe or a device, not a file. Write the picture to a file first.`);
    const { size } = found;
    if (size > maxBytes)
      throw new PictureError(`"${path}" has ${size} bytes; the limit is ${maxBytes}. Make the picture smaller first.`);
    return await readFile(path);
  } catch (error) {
    if (error instanceof PictureError) throw error;
    const code = (error as NodeJS.ErrnoException).code;
    if (code === "ENOENT" || code === "ENOTDIR") throw new PictureError(`there is no file "${path}". Check the path.`);
    if (code === "EISDIR") throw new PictureError(`"${path}" is a folder. Name a picture file in it.`);
    if (code === "EACCES") throw new PictureError(`"${path}" may not be read. Check its rights.`);
    throw new PictureError(`"${path}" cannot be read: ${firstLine(error)}.`);
  }
}

function toRgb(data: Uint8Array, channels: number): Uint8Array {
  if (channels === 3) return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  const rgb = new Uint8Array((data.length / channels) * 3);
  for (let from = 0, to = 0; from < data.length; from += channels, to += 3) rgb.fill(data[from]!, to, to + 3);
  return rgb;
}

/** Frames of an animated PNG from its acTL chunk, which stands before the pixels; 1 for a still one. */
function apngFrames(bytes: Uint8Array): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = 8; at + 12 <= bytes.length; at += 12 + view.getUint32(at)) {
    const type = String.fromCharCode(...bytes.subarray(at + 4, at + 8));
    if (type === "acTL") return view.getUint32(at + 8);
    if (type === "IDAT") break;
  }
  return 1;
}

function firstLine(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.split("\n")[0]!.replace(/[.\s]+$/, "");
}

function millions(pixels: number): string {
  return String(Math.round(pixels / 1e5) / 10);
}
