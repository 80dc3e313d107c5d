// A contact sheet: samples side by side, what is asked about and answered drawn in, the words below each picture.
import {
  arrangeTiles,
  Canvas,
  type Colour,
  contrasting,
  drawOverlay,
  drawText,
  type Picture,
  textWidth,
  wrapText,
} from "@refvlm/vision";
import type { DecodedSample } from "../loader/pixels.js";
import { type Piece, tellTurn } from "./turn-view.js";

/** How the sheet is laid out. */
export interface SheetOptions {
  /** Tiles in a row. Default 4. */
  columns?: number;
  /** Width of a tile, and most height of its picture, in pixels. Default 440. */
  tile?: number;
  /** Shows each sample's first turn of this task; by default its first turn. */
  task?: string;
}

const GROUND: Colour = [18, 19, 23];
const TILE: Colour = [31, 33, 40];
const INK: Colour = [232, 233, 238];
const ASKED: Colour = [176, 180, 194];
const DIM: Colour = [122, 126, 140];
const GAP = 14;
const MARGIN = 12;
const TEXT = 9; // height of capitals
const LINE = 20;
const CHIP = 4; // on either side of a chip's text

/** Text of one look on a line. */
interface Run {
  readonly text: string;
  readonly left: number;
  readonly ink: Colour;
  /** Behind the text, where it is a chip. */
  readonly ground?: Colour;
}

/** Draws samples with their pictures in memory. @throws Error where there is none */
export async function contactSheet(
  samples: readonly DecodedSample[],
  { columns = 4, tile = 440, task }: SheetOptions = {},
): Promise<Picture> {
  if (samples.length === 0) throw new Error("there is no sample to draw");
  const tiles = await Promise.all(samples.map((sample) => drawTile(sample, tile, task)));
  return arrangeTiles(tiles, { columns, gap: GAP, ground: GROUND, under: TILE });
}

async function drawTile(sample: DecodedSample, width: number, task: string | undefined): Promise<Picture> {
  const index = Math.max(0, task === undefined ? 0 : sample.turns.findIndex((turn) => turn.task === task));
  const turn = sample.turns[index]!;
  const { question, answer, shapes } = tellTurn(turn);
  const drawn = await drawOverlay(sample.picture, shapes, { legend: false, minSide: width, maxSide: width });
  const room = width - 2 * MARGIN;
  const among = sample.turns.length > 1 ? `, turn ${index + 1} of ${sample.turns.length}` : "";
  const lines = [
    ...layOut([{ text: `${turn.task} | ${sample.source}${among}`, role: "words" }], room, DIM),
    ...layOut(question, room, ASKED),
    ...layOut(answer, room, INK),
  ];
  const canvas = new Canvas(width, drawn.height + lines.length * LINE + 2 * MARGIN, TILE);
  canvas.paste(drawn, Math.floor((width - drawn.width) / 2), 0);
  lines.forEach((line, i) => {
    const top = drawn.height + MARGIN + i * LINE + Math.floor((LINE - TEXT) / 2);
    for (const { text, left, ink, ground } of line) {
      const from = MARGIN + left;
      if (ground) canvas.fill(from - CHIP, top - 4, from + textWidth(text, TEXT) + CHIP, top + TEXT + 5, ground);
      drawText(canvas, text, from, top, TEXT, ink);
    }
  });
  return canvas;
}

/** Words in lines of this width. A line ends at white space where it can; a word that is longer is parted. */
function layOut(pieces: readonly Piece[], width: number, plain: Colour): Run[][] {
  const lines: Run[][] = [[]];
  const space = textWidth("n n", TEXT) - 2 * textWidth("n", TEXT);
  let left = 0;
  let parted = false;
  for (const { text, role, colour, detail } of pieces) {
    const ground = role === "prompt" ? colour : undefined;
    const ink = ground ? contrasting(ground) : (colour ?? (role === "phrase" ? INK : plain));
    const chip = ground ? CHIP : 0;
    const room = width - 2 * chip;
    const told = detail === undefined ? text : `${text} [${detail}]`;
    const parts = told.split(/(\s+)/).flatMap((part) => (part.trim() === "" ? part : wrapText(part, room, TEXT)));
    for (const part of parts.filter((part) => part !== "")) {
      if (part.trim() === "") {
        parted = true;
        continue;
      }
      const length = textWidth(part, TEXT);
      const gap = parted ? space : 2;
      if (left > 0 && left + gap + length + 2 * chip > width) {
        lines.push([]);
        left = 0;
      } else if (left > 0) left += gap;
      lines.at(-1)!.push({ text: part, left: left + chip, ink, ground });
      left += length + 2 * chip;
      parted = false;
    }
  }
  return lines;
}
