// Dragging a mark over the picture: how far it has gone, in pixels of the picture.
import { view } from "./view.js";

/** @param onMove hears how far the pointer is from where it began, and whether it is the first it hears */
export function drag(event: PointerEvent, onMove: (dx: number, dy: number, isFirst: boolean) => void): void {
  if (event.button !== 0) return;
  event.preventDefault();
  event.stopPropagation();
  const mark = event.currentTarget as Element;
  const { clientX, clientY } = event;
  let isFirst = true;
  mark.setPointerCapture(event.pointerId);
  if (mark instanceof SVGElement) mark.focus();
  const move = (now: PointerEvent) => {
    const { zoom } = view.peek();
    onMove((now.clientX - clientX) / zoom, (now.clientY - clientY) / zoom, isFirst);
    isFirst = false;
  };
  const end = () => {
    mark.removeEventListener("pointermove", move as EventListener);
    mark.removeEventListener("pointerup", end);
    mark.removeEventListener("pointercancel", end);
  };
  mark.addEventListener("pointermove", move as EventListener);
  mark.addEventListener("pointerup", end);
  mark.addEventListener("pointercancel", end);
}

const arrows: Record<string, readonly [number, number]> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

/** How far an arrow key moves a mark: a pixel, ten with Shift; null for any other key. */
export function arrowStep({ key, shiftKey }: KeyboardEvent): readonly [dx: number, dy: number] | null {
  const step = arrows[key];
  return step ? [step[0] * (shiftKey ? 10 : 1), step[1] * (shiftKey ? 10 : 1)] : null;
}
