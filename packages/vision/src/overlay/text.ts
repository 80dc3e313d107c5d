// Labels: text measured, shortened and drawn with pen strokes, and chips that put it on a ground of its own.
import type { Colour } from "../resize/letterbox.js";
import type { Canvas } from "./canvas.js";
import { CAP_HEIGHT, glyphsOf } from "./glyphs.js";
import { contrasting } from "./palette.js";

const GAP = 2.4; // between letters, in grid units

/** Width in pixels of `text` whose capitals are `size` pixels high. */
export function textWidth(text: string, size: number): number {
  const units = glyphsOf(text).reduce((sum, glyph) => sum + glyph.width + GAP, -GAP);
  return Math.max(0, Math.ceil((units * size) / CAP_HEIGHT));
}

/** `text`, or its beginning and "..." where it is wider than `width` pixels. */
export function fitText(text: string, width: number, size: number): string {
  if (textWidth(text, size) <= width) return text;
  const letters = [...text];
  while (letters.length > 0 && textWidth(`${letters.join("")}...`, size) > width) letters.pop();
  return letters.length > 0 ? `${letters.join("").trimEnd()}...` : "";
}

/** `text` in lines of at most `width` pixels, parted at white space; a word that is longer is parted where it must be. */
export function wrapText(text: string, width: number, size: number): string[] {
  const lines: string[] = [];
  for (const word of text.trim().split(/\s+/)) {
    const line = lines.at(-1);
    if (line !== undefined && textWidth(`${line} ${word}`, size) <= width) lines[lines.length - 1] = `${line} ${word}`;
    else lines.push(...piecesOf(word, width, size));
  }
  return lines;
}

/** A word in pieces that fit, of at least one letter. */
function piecesOf(word: string, width: number, size: number): string[] {
  const pieces: string[] = [];
  for (const letter of word) {
    const piece = pieces.at(-1);
    if (piece !== undefined && textWidth(piece + letter, size) <= width) pieces[pieces.length - 1] = piece + letter;
    else pieces.push(letter);
  }
  return pieces;
}

/** Draws `text` with its first capital's top left corner at `left`, `top`. */
export function drawText(canvas: Canvas, text: string, left: number, top: number, size: number, colour: Colour): void {
  const unit = size / CAP_HEIGHT;
  const pen = Math.max(1.2, size * 0.15);
  let x = left + pen / 2;
  for (const { width, strokes } of glyphsOf(text)) {
    for (const stroke of strokes) {
      const points = stroke.map((value, i) => (i % 2 === 0 ? x + value * unit : top + value * unit));
      canvas.stroke(points, pen, colour);
    }
    x += (width + GAP) * unit;
  }
}

/** Width and height in pixels of the chip for `text`. */
export function chipSize(text: string, size: number): { width: number; height: number } {
  const margin = Math.round(size * 0.5);
  return {
    width: textWidth(text, size) + 2 * margin + 1,
    height: Math.round(size * 1.35) + 2 * Math.round(margin * 0.8),
  };
}

/** A chip in the object's colour, edged so that it stands out from any picture, its text in black or white. */
export function drawChip(canvas: Canvas, text: string, left: number, top: number, size: number, colour: Colour): void {
  const { width, height } = chipSize(text, size);
  const ink = contrasting(colour);
  canvas.fill(left, top, left + width, top + height, colour);
  canvas.outline(left, top, left + width, top + height, 1, ink);
  drawText(canvas, text, left + Math.round(size * 0.5), top + Math.round((height - size) / 2), size, ink);
}
