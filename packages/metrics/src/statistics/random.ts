// Uniform whole numbers that depend on their seeds alone: the generator sfc32 (Doty-Humphrey, PractRand).

/** A function that draws from 0 .. count - 1; equal seeds give equal draws on every machine. */
export function uniform(...seeds: readonly number[]): (count: number) => number {
  let [a, b, c, counter] = [seeds[0] ?? 0, seeds[1] ?? 0, seeds[2] ?? 0, 1];
  const bits = () => {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + sum) | 0;
    return sum >>> 0;
  };
  for (let i = 0; i < 15; i++) bits();
  return (count) => Math.floor((bits() / 2 ** 32) * count);
}
