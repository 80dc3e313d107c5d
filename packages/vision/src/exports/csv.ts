// Detections as a table: one row an object (RFC 4180).
import { Mask } from "../mask.js";
import { thousandths } from "../units/index.js";
import type { DetectedPicture } from "./detected-picture.js";

const COLUMNS = ["file", "width", "height", "number", "phrase", "score", "x1", "y1", "x2", "y2", "area"];

/** The first line. Edges are in pixels, `area` is a mask's in pixels; `number` counts the objects of a picture from 1. */
export const csvHeading = `${COLUMNS.join(",")}\r\n`;

/** A line for each object, ended as the standard says; cells without a value are empty. */
export function csvRows({ file, width, height, objects }: DetectedPicture): string {
  return objects
    .map(({ phrase, score, box, mask, number }, i) => {
      const edges = box?.map(thousandths) ?? ["", "", "", ""];
      const area = mask === undefined ? "" : Mask.from(mask).area();
      const cells = [file, width, height, number ?? i + 1, phrase, score.toFixed(4), ...edges, area];
      return `${cells.map((value) => quoted(String(value))).join(",")}\r\n`;
    })
    .join("");
}

function quoted(cell: string): string {
  return /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
