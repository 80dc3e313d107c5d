// Decoded pixels from elsewhere, as a browser hands them over.
import { expect, it } from "vitest";
import { rgbPicture } from "../src/index.js";

/** As the browsers' class: what it says are getters of its prototype, and it has nothing of its own. */
class ImageData {
  readonly #data: Uint8ClampedArray;

  constructor(data: number[]) {
    this.#data = Uint8ClampedArray.from(data);
  }
  get width(): number {
    return 2;
  }
  get height(): number {
    return 1;
  }
  get data(): Uint8ClampedArray {
    return this.#data;
  }
}

it("takes a browser's ImageData, what is transparent over white", () => {
  const picture = rgbPicture(new ImageData([10, 20, 30, 255, 0, 0, 0, 0]));
  expect({ ...picture, data: [...picture.data] }).toEqual({ width: 2, height: 1, data: [10, 20, 30, 255, 255, 255] });
});
