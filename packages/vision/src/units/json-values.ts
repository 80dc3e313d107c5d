// What the JSON of units is made of: rounded pixels, lists of numbers, sizes.

/** Pixels as JSON says them: a thousandth is finer than any label, longer fractions are noise of binary numbers. */
export function thousandths(pixels: number): number {
  return Math.round(pixels * 1000) / 1000;
}

/** Whether data is a list of `length` finite numbers. */
export function areNumbers(json: unknown, length: number): json is number[] {
  return Array.isArray(json) && json.length === length && json.every(Number.isFinite);
}

/** Whether data is `[height, width]` of a picture. */
export function isSize(json: unknown): json is [height: number, width: number] {
  return areNumbers(json, 2) && json.every((side) => Number.isInteger(side) && side > 0);
}
