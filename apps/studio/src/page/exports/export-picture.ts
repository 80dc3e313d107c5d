// A picture with what was found in it, as exports take it.
import type { DetectedObject, DetectedPicture, Picture } from "@refvlm/vision";
import { rgbPicture } from "@refvlm/vision";
import type { Thing } from "../answer/thing.js";

export interface ExportPicture extends DetectedPicture {
  /** A line of `answers.jsonl`: what was asked and answered, or accepted. */
  readonly record: Record<string, unknown>;
  /** Its pixels, for exports that hold some. */
  pixels(): Promise<Picture>;
}

export function detected({ phrase, score, values, number }: Thing): DetectedObject {
  return { phrase, score, number, ...values };
}

/** The whole picture as RGB. */
export function pixelsOf(bitmap: ImageBitmap): Picture {
  const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
  const context = canvas.getContext("2d")!;
  context.drawImage(bitmap, 0, 0);
  return rgbPicture(context.getImageData(0, 0, bitmap.width, bitmap.height));
}

/** A name that is one file of one folder everywhere, whatever the picture is called. */
export function safeName(name: string): string {
  return (
    name
      .replace(/[^\p{L}\p{N}._-]+/gu, "_")
      .replace(/^[._]+/, "")
      .slice(0, 100) || "picture"
  );
}

/** Without its ending. */
export function stem(name: string): string {
  return safeName(name).replace(/\.\w+$/, "");
}
