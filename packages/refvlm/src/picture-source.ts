// Every form in which people have a picture, brought to decoded RGB.
import { fileURLToPath } from "node:url";
import { type Picture, PictureError, rgbPicture } from "@refvlm/vision";
import { dataUrlBytes, loadPicture } from "@refvlm/vision/node";
import { fetchBytes } from "./fetch-bytes.js";
import { excerpt } from "./options.js";

/** Decoded pixels, row by row: RGB, or RGBA (told by the number of bytes), which is laid over white; e.g. an `ImageData`. */
export interface Pixels {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array | Uint8ClampedArray;
}

/**
 * A picture file by its path, `file:` or `data:` URL; a picture file's bytes (`Buffer`, `ArrayBuffer`, `Blob`, `File`); or
 * decoded pixels. An `http:` or `https:` URL only where fetching was asked for.
 */
export type PictureSource = string | URL | Uint8Array | ArrayBuffer | Blob | Picture | Pixels;

const FORMS = "a path, a file: or data: URL, a file's bytes (Buffer, ArrayBuffer, Blob), or decoded RGB or RGBA pixels";
/** No file system has longer paths; what is longer is a picture's data without its `data:`. */
const LONGEST_PATH = 4096;
/** As for files. */
const MOST_BYTES = 256 * 2 ** 20;

export interface SourceOptions {
  /** Fetches what is given as http: or https: URL. */
  http?: boolean;
}

/** @throws PictureError for what is no picture; it never repeats the data */
export async function readPicture(source: PictureSource, options: SourceOptions = {}): Promise<Picture> {
  if (typeof source === "string") return readText(source, options);
  if (source instanceof URL) return readUrl(source.href, options);
  if (source instanceof Uint8Array) return loadPicture(source);
  if (source instanceof ArrayBuffer) return loadPicture(new Uint8Array(source));
  if (source instanceof Blob) return readBlob(source);
  if (typeof source === "object" && source !== null && "data" in source) return rgbPicture(source);
  throw new PictureError(`the picture is ${excerpt(source)}. Give ${FORMS}.`);
}

function readText(text: string, options: SourceOptions): Promise<Picture> {
  if (isUrl(text)) return readUrl(text, options);
  if (text === "") throw new PictureError(`the picture's path is empty. Give ${FORMS}.`);
  if (text.length > LONGEST_PATH || text.includes("\0"))
    throw new PictureError(`a text of ${text.length} characters is no path. Give ${FORMS}.`);
  return loadPicture(text);
}

/** Whether a text is a URL, and no path. */
export function isUrl(text: string): boolean {
  return /^(?:data|file|https?|ftp|blob):/i.test(text);
}

async function readUrl(url: string, { http }: SourceOptions): Promise<Picture> {
  const scheme = url.slice(0, url.indexOf(":") + 1).toLowerCase();
  if (scheme === "data:") return loadPicture(dataUrlBytes(url), { name: "the data URL" });
  if (scheme === "file:") return loadPicture(pathOf(url));
  const isHttp = scheme === "http:" || scheme === "https:";
  if (isHttp && http) return loadPicture(await fetchBytes(url, MOST_BYTES), { name: `"${url}"` });
  const allowed = isHttp ? "where you trust them, allow it (--allow-http, or { http: true } when loading)" : "save it";
  throw new PictureError(`pictures are not fetched from ${scheme} URLs; ${allowed}, or give the file's bytes.`);
}

function pathOf(url: string): string {
  try {
    return fileURLToPath(url);
  } catch (error) {
    throw new PictureError(`the file: URL names no file here: ${(error as Error).message}.`);
  }
}

async function readBlob(blob: Blob): Promise<Picture> {
  if (blob.size > MOST_BYTES)
    throw new PictureError(`the picture has ${blob.size} bytes; the limit is ${MOST_BYTES}. Make it smaller first.`);
  const name = "name" in blob && typeof blob.name === "string" ? `"${blob.name}"` : undefined;
  return loadPicture(new Uint8Array(await blob.arrayBuffer()), { name });
}
