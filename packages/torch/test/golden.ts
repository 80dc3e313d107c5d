// Where golden numbers lie and how to compare with them: |a - b| <= atol + rtol |b|.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import type { Tensor } from "../src/index.js";

const root = process.env.REFVLM_GOLDEN ?? new URL("./golden", import.meta.url).pathname;

/** Path of a file in a golden folder. */
export function goldenPath(folder: string, file: string): string {
  return join(root, folder, file);
}

/** The folder's config.json. */
// biome-ignore lint/suspicious/noExplicitAny: every folder has its own shape, and the tests state it
export function goldenConfig(folder: string): any {
  return JSON.parse(readFileSync(goldenPath(folder, "config.json"), "utf8"));
}

/** Expects `actual` to have the shape of `expected` and its values within the tolerance. */
export function expectClose(actual: Tensor, expected: Tensor, { atol = 0, rtol = 0 } = {}): void {
  expect(actual.shape).toEqual(expected.shape);
  const [a, b] = [actual.toTypedArray(), expected.toTypedArray()];
  let worst = 0;
  for (let i = 0; i < b.length; i++) {
    const [x, y] = [Number(a[i]), Number(b[i])];
    worst = Math.max(
      worst,
      Number.isNaN(x) !== Number.isNaN(y) ? Infinity : Math.abs(x - y) - atol - rtol * Math.abs(y),
    );
  }
  expect(worst).toBeLessThanOrEqual(0);
}
