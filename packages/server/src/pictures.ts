// The picture of a request: from a data URL or a file's bytes, or fetched where the server allows it, under limits that hold
// before decoding.
import { type Picture, PictureError } from "@refvlm/vision";
import { dataUrlBytes, loadPicture } from "@refvlm/vision/node";
import { ApiError, invalid } from "./api-error.js";
import { fetchPicture } from "./fetch-picture.js";
import type { Limits } from "./limits.js";

/** A picture that comes with its request, and where in it. */
export type SentPicture = { url: string; param: string } | { file: Uint8Array; param: string };

/** Where a question's picture comes from: its request, or an earlier one whose answer named it. */
export type PictureSource = SentPicture | { id: string };

export interface PictureRules {
  limits: Limits;
  /** Hosts from which pictures are fetched; none by default. */
  fetchFrom: readonly string[];
}

/** @throws ApiError 400 for what is no picture, is too large or may not be fetched */
export async function readPicture(sent: SentPicture, rules: PictureRules): Promise<Picture> {
  const { param } = sent;
  const { pixels, side } = rules.limits;
  try {
    const bytes = "file" in sent ? sent.file : await bytesOf(sent.url, rules);
    return await loadPicture(bytes, { maxPixels: pixels, maxSide: side });
  } catch (error) {
    if (error instanceof PictureError) throw invalid(error.message, param, "invalid_image");
    if (error instanceof ApiError) throw new ApiError({ ...error, message: error.message, param });
    throw error;
  }
}

/** @param url `data:image/png;base64,…`, or https where its host is allowed */
async function bytesOf(url: string, { limits, fetchFrom }: PictureRules): Promise<Uint8Array> {
  if (/^data:/i.test(url)) return dataUrlBytes(url);
  return await fetchPicture(url, { from: fetchFrom, maxBytes: limits.bodyBytes });
}
