// Orders columns by the groups that are matched together, in time linear in their length.

/** `items` in ascending order of their keys (0..count-1), items of one key in the order in which they came. */
export function groupBy(items: Uint32Array, keys: Int32Array, count: number): Uint32Array {
  const ends = new Uint32Array(count + 1);
  for (const item of items) ends[keys[item]! + 1]!++;
  for (let key = 0; key < count; key++) ends[key + 1]! += ends[key]!;
  const ordered = new Uint32Array(items.length);
  for (const item of items) ordered[ends[keys[item]!]!++] = item;
  return ordered;
}

/** Sorts in place by descending score; equal scores keep their order. */
export function sortByScore(items: Uint32Array, scores: Float64Array): Uint32Array {
  return items.length > 1 ? items.sort((a, b) => scores[b]! - scores[a]!) : items;
}

/** The first place from `from` on at which the key is another one. */
export function endOfGroup(items: Uint32Array, keys: Int32Array, from: number): number {
  let end = from;
  while (end < items.length && keys[items[end]!] === keys[items[from]!]) end++;
  return end;
}

/** The `most` of highest score of each picture, best first, and their ranks (from 0) there; `own` is grouped by picture. */
export function bestOfEachPicture(
  own: Uint32Array,
  { picture, score }: { picture: Int32Array; score: Float64Array },
  most: number,
) {
  const kept = new Uint32Array(own.length);
  const rank = new Int32Array(own.length);
  let size = 0;
  for (let start = 0; start < own.length; ) {
    const end = endOfGroup(own, picture, start);
    const best = sortByScore(own.slice(start, end), score);
    for (let i = 0; i < Math.min(best.length, most); i++) {
      kept[size] = best[i]!;
      rank[size++] = i;
    }
    start = end;
  }
  return { kept: kept.subarray(0, size), rank };
}

/** 0, 1, 2, ... */
export function indices(count: number): Uint32Array {
  return Uint32Array.from({ length: count }, (_, i) => i);
}
