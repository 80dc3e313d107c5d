// The picture's pixels and what lies on them as pixels, each on a canvas that the browser scales.
import { useSignalEffect } from "@preact/signals";
import { useRef } from "preact/hooks";
import type { OpenPicture } from "../picture/open-picture.js";

/** Longest side of what is drawn: beyond it a canvas costs memory and shows nothing more. */
const LONGEST = 4096;
/** Of what stands for a large picture while all of it is shown: every frame costs by its pixels. */
export const OVERVIEW = 1600;

/** @param paint runs again when signals that it read change */
function Layer({
  picture: { width, height },
  longest = LONGEST,
  kind,
  paint,
}: {
  picture: OpenPicture;
  longest?: number;
  kind: string;
  /** @returns whether there is anything on it */
  paint(context: CanvasRenderingContext2D): boolean;
}) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const scale = Math.min(1, longest / Math.max(width, height));
  useSignalEffect(() => {
    const context = canvas.current?.getContext("2d");
    if (!context) return;
    context.clearRect(0, 0, context.canvas.width, context.canvas.height);
    context.canvas.hidden = !paint(context); // an empty layer costs as much as a full one
  });
  return (
    <canvas
      ref={canvas}
      class={`layer ${kind}`}
      width={Math.max(1, Math.round(width * scale))}
      height={Math.max(1, Math.round(height * scale))}
      aria-hidden="true"
    />
  );
}

/** The pixels themselves, and for a large picture an overview in their place while it is far away. */
export function PictureLayer({ picture }: { picture: OpenPicture }) {
  const paint = (context: CanvasRenderingContext2D) => {
    context.imageSmoothingQuality = "high";
    context.drawImage(picture.bitmap, 0, 0, context.canvas.width, context.canvas.height);
    return true;
  };
  const isLarge = Math.max(picture.width, picture.height) > OVERVIEW;
  return (
    <>
      {isLarge && <Layer picture={picture} longest={OVERVIEW} kind="overview" paint={paint} />}
      <Layer picture={picture} kind={isLarge ? "pixels near" : "pixels"} paint={paint} />
    </>
  );
}

/** @param image what is laid over the picture, of any resolution; null for nothing */
export function ImageLayer(props: { picture: OpenPicture; kind: string; longest?: number; image(): ImageData | null }) {
  const paint = (context: CanvasRenderingContext2D) => {
    const image = props.image();
    if (!image) return false;
    const { width, height } = context.canvas;
    if (image.width === width && image.height === height) {
      context.putImageData(image, 0, 0);
      return true;
    }
    const small = new OffscreenCanvas(image.width, image.height);
    small.getContext("2d")!.putImageData(image, 0, 0);
    context.imageSmoothingEnabled = image.width < width;
    context.drawImage(small, 0, 0, width, height);
    return true;
  };
  return <Layer picture={props.picture} longest={props.longest} kind={props.kind} paint={paint} />;
}
