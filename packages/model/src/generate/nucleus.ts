// Nucleus sampling (Holtzman et al. 2020) without sorting the vocabulary: a radix search for where the nucleus ends.

/** Digits of a float's 31 bits behind the sign, most significant first: positive floats are in order by their bits. */
const DIGITS = [
  { shift: 20, bits: 11 },
  { shift: 10, bits: 10 },
  { shift: 0, bits: 10 },
];

/**
 * The smallest probability in the nucleus: the fewest tokens, most probable first, whose probabilities reach `topP` of all.
 * @param probabilities [V], not negative, not all 0
 * @param topP above 0, at most 1
 */
export function nucleusFloor(probabilities: Float32Array, topP: number): number {
  const { buffer, byteOffset, length } = probabilities;
  const bits = new Uint32Array(buffer, byteOffset, length);
  let missing = topP * sum(probabilities);
  let floor = 0; // its digits so far, as bits
  for (const { shift, bits: width } of DIGITS) {
    const masses = new Float64Array(1 << width);
    const above = floor >>> (shift + width);
    for (let i = 0; i < length; i++) {
      if (bits[i] >>> (shift + width) !== above) continue;
      masses[(bits[i] >>> shift) & (masses.length - 1)] += probabilities[i];
    }
    let digit = masses.length - 1;
    while (digit > 0 && masses[digit] < missing) missing -= masses[digit--];
    floor += digit << shift;
  }
  return new Float32Array(Uint32Array.of(floor).buffer)[0];
}

function sum(values: Float32Array): number {
  let total = 0;
  for (let i = 0; i < values.length; i++) total += values[i];
  return total;
}
