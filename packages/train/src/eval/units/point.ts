// A point is right where it lies on the object: on a pixel of its mask, else inside its box.
import type { UnitScore } from "./unit-score.js";

export const point: UnitScore<"point"> = {
  name: "point",
  similarity([x, y], { mask, box }) {
    if (mask) {
      const [column, row] = [Math.floor(x), Math.floor(y)];
      const inside = column >= 0 && row >= 0 && column < mask.width && row < mask.height;
      return inside ? mask.data[row * mask.width + column]! : 0;
    }
    const [x1, y1, x2, y2] = box!;
    return x >= x1 && x < x2 && y >= y1 && y < y2 ? 1 : 0;
  },
  gain: (onObject) => onObject,
};
