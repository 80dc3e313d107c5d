// Data URLs: a picture's file inside a text (RFC 2397).
import { PictureError } from "../picture.js";

/** The bytes of `data:[type][;base64],…`. @throws PictureError for what holds none; it never repeats the data */
export function dataUrlBytes(url: string): Uint8Array {
  const comma = url.indexOf(",");
  if (comma < 0) throw new PictureError("the data URL has no comma, so no data. It reads data:image/png;base64,…");
  const code = (hex: string) => String.fromCharCode(Number.parseInt(hex.slice(1), 16));
  const data = url.slice(comma + 1).replace(/%[0-9a-f]{2}/gi, code);
  if (!/;\s*base64$/i.test(url.slice(0, comma))) return Buffer.from(data, "latin1");
  if (/^[A-Za-z0-9+/_\-\s]*=*\s*$/.test(data)) return Buffer.from(data, "base64");
  throw new PictureError("the data URL's data is no base64. Encode the file's bytes again.");
}
