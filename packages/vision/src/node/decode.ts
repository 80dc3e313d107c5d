// Reading and writing picture files with sharp, under limits that hold before anything is decoded.
import { type Picture, PictureError } from "../picture.js";

const FORMATS = new Set(["jpeg", "png", "webp", "gif", "tiff", "heif", "jp2k", "jxl"]);
const WAY_OUT = "Use a JPEG, PNG, WebP, GIF, TIFF or AVIF file.";

export interface LoadOptions {
  /** Pictures with more pixels are refused before they are decoded. Default 50 million. */
  maxPixels?: number;
  /** Files with more bytes are refused before they are read. Default 256 MiB. */
  maxBytes?: number;
  /** What messages call a picture given as bytes. Default "the picture". */
  name?: string;
  /** Leaves the picture as it is stored, whatever its EXIF orientation says. Default false. */
  asStored?: boolean;
}

/**
 * Reads a picture from a path or from a file's bytes as 8-bit RGB, turned as its EXIF orientation says, alpha over white;
 * CMYK, grey and 16-bit pictures are converted. Of an animation the first frame is used and `notice` says so.
 * Throws {@link PictureError} with one clear message for anything else.
 */
export async function loadPicture(source: string | Uint8Array, options: LoadOptions = {}): Promise<Picture> {
  const name = typeof source === "string" ? `"${source}"` : (options.name ?? "the picture");
  const maxPixels = options.maxPixels ?? 50e6;
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
  if (width * height > maxPixels)
    throw new PictureError(
      `${name} has ${width} x ${height} = ${millions(width * height)} million pixels; the limit is ${millions(maxPixels)} million. Make it smaller first.`,
    );

  const { data, info } = await (options.asStored ? open() : open().autoOrient())
    .flatten({ background: "#ffffff" })
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

/** A PNG file of the picture. */
export async function encodePng({ data, width, height }: Picture): Promise<Uint8Array> {
  const sharp = await loadSharp();
  return sharp(data, { raw: { width, height, channels: 3 } })
    .png()
    .toBuffer();
}

/** Writes the picture as a PNG file. Throws {@link PictureError} when it cannot be written. */
export async function savePng(picture: Picture, path: string): Promise<void> {
  const { writeFile } = await import("node:fs/promises");
  await writeFile(path, await encodePng(picture)).catch((error) => {
    throw new PictureError(`cannot write "${path}": ${firstLine(error)}. Check the folder, its rights and free space.`);
  });
}

// Imported on first use: it takes a while, and pages in a browser use the rest of this package without it.
async function loadSharp() {
  return (await import("sharp")).default;
}

async function readBytes(path: string, maxBytes: number): Promise<Uint8Array> {
  const { readFile, stat } = await import("node:fs/promises");
  try {
    const { size } = await stat(path);
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
