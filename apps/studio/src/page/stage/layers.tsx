// The picture's pixels and what lies on them as pixels, each on a canvas that the browser scales.
import { useSignalEffect } from "@preact/signals";
import { useRef } from "preact/hooks";
import type { OpenPicture } from "../picture/open-picture.js";

/** Longest side of what is drawn: beyond it a canvas costs memory and shows nothing more. */
const LONGEST = 4096;

/** @param paint draws on a canvas whose pixels are `scale` of the picture's; it runs again when signals that it read change */
function Layer({
  picture: { width, height },
  longest = LONGEST,
  kind,
  paint,
}: {
  picture: OpenPicture;
  longest?: number;
  kind: string;
  paint(context: CanvasRenderingContext2D, scale: number): void;
}) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const scale = Math.min(1, longest / Math.max(width, height));
  useSignalEffect(() => {
    const context = canvas.current?.getContext("2d");
    if (!context) return;
    context.clearRect(0, 0, context.canvas.width, context.canvas.height);
    paint(context, scale);
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

export function PictureLayer({ picture }: { picture: OpenPicture }) {
  const paint = (context: CanvasRenderingContext2D) =>
    context.drawImage(picture.bitmap, 0, 0, context.canvas.width, context.canvas.height);
  return <Layer key={picture} picture={picture} kind="pixels" paint={paint} />;
}

/** @param image what is laid over the picture, of any resolution; null for nothing */
export function ImageLayer(props: { picture: OpenPicture; kind: string; longest?: number; image(): ImageData | null }) {
  const paint = (context: CanvasRenderingContext2D) => {
    const image = props.image();
    if (!image) return;
    const { width, height } = context.canvas;
    if (image.width === width && image.height === height) return context.putImageData(image, 0, 0);
    const small = new OffscreenCanvas(image.width, image.height);
    small.getContext("2d")!.putImageData(image, 0, 0);
    context.imageSmoothingEnabled = image.width < width;
    context.drawImage(small, 0, 0, width, height);
  };
  return <Layer picture={props.picture} longest={props.longest} kind={props.kind} paint={paint} />;
}
