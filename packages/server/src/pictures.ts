// The picture of a request: from a data URL, or fetched where the server allows it, under limits that hold before decoding.
import { type Picture, PictureError } from "@refvlm/vision";
import { dataUrlBytes, loadPicture } from "@refvlm/vision/node";
import { ApiError, invalid } from "./api-error.js";
import { fetchPicture } from "./fetch-picture.js";
import type { Limits } from "./limits.js";

export interface PictureRules {
  limits: Limits;
  /** Hosts from which pictures are fetched; none by default. */
  fetchFrom: readonly string[];
}

/**
 * @param url `data:image/png;base64,…`, or https where its host is allowed
 * @param param where it stands in the request
 * @throws ApiError 400 for what is no picture, is too large or may not be fetched
 */
export async function readPicture(url: string, param: string, { limits, fetchFrom }: PictureRules): Promise<Picture> {
  try {
    const bytes = /^data:/i.test(url)
      ? dataUrlBytes(url)
      : await fetchPicture(url, { from: fetchFrom, maxBytes: limits.bodyBytes });
    return await loadPicture(bytes, { maxPixels: limits.pixels, maxSide: limits.side });
  } catch (error) {
    if (error instanceof PictureError) throw invalid(error.message, param, "invalid_image");
    if (error instanceof ApiError) throw new ApiError({ ...error, message: error.message, param });
    throw error;
  }
}
