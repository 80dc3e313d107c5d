// The seam of the drawing tools: what a tool is told of the pointer, and what it draws on.
import type { Signal } from "@preact/signals";
import type { Point, VisualPrompt } from "@refvlm/vision";

export interface Gesture {
  /** In pixels of the picture, inside of it. */
  readonly at: Point;
  /** Whether it means what does not belong: the right button, or Alt. */
  readonly minus: boolean;
}

/** What tools draw on. Prompts come and go on with `put`: one gesture is one step of undo. */
export interface Board {
  readonly width: number;
  readonly height: number;
  /** Picture pixels that one screen pixel covers. */
  readonly reach: number;
  /** Diameter of brush and scribble, in pixels of the picture. */
  readonly brush: number;
  /** What is being drawn and is no prompt yet. */
  readonly live: Signal<VisualPrompt | null>;
  /** Corners that a polygon has so far. */
  readonly corners: Signal<readonly Point[]>;
  /** The prompt that a tool goes on with; null where the next gesture begins one. */
  current(): VisualPrompt | null;
  /** Makes the current prompt this one, or begins a prompt. */
  put(visual: VisualPrompt, options?: { begin?: boolean }): void;
  /** Says why nothing was drawn. */
  tell(message: string): void;
}

export interface Tool {
  readonly name: string;
  readonly label: string;
  /** The key that takes it. */
  readonly key: string;
  readonly hint: string;
  down(gesture: Gesture, board: Board): void;
  move?(gesture: Gesture, board: Board): void;
  up?(gesture: Gesture, board: Board): void;
  /** Enter, or a double click. */
  finish?(board: Board): void;
}
