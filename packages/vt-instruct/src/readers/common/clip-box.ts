// Boxes that people or detectors drew loosely: what reaches over the edge of the picture is cut off, not a fault.
import { type Box, clipBox } from "@refvlm/vision";
import { checkedBox, type Place } from "./checks.js";

/**
 * The part of a box [x1, y1, x2, y2] inside its picture.
 * @throws RecordError "wrong-box" where nothing is left of it
 */
export function drawnBox(box: Box, width: number, height: number, place: Place): Box {
  return checkedBox(clipBox(box, width, height), width, height, place);
}
