// What a picture holds and what was found in it, in words and as boxes, for a report's examples.
import type { Evaluation, Mark, SampleNote } from "../evaluation.js";
import { groupBy, indices, sortByScore } from "./grouping.js";
import { type Detections, type Truths, UNKNOWN_CATEGORY } from "./tables.js";

/** Things that are drawn of each side. */
const mostMarks = 20;
/** Names that are listed. */
const mostNames = 8;

/** Notes on all pictures of the truth, in its order; `nameOf` says what a detection is called: its category without it. */
export function pictureNotes<S>(
  truths: Truths<S>,
  detections: Detections<S>,
  nameOf = (detection: number) => categoryName(truths, detections.category[detection]!),
): NonNullable<Evaluation["note"]> {
  const { kind, pictures } = truths;
  const trueOnes = byPicture(truths.picture, pictures.length);
  const found = byPicture(detections.picture, pictures.length);
  return (i): SampleNote => {
    const [there, best] = [trueOnes(i), sortByScore(found(i), detections.score)];
    const marks = (items: Uint32Array, of: Mark["of"], box: (item: number) => Mark["box"]) =>
      Array.from(items.subarray(0, mostMarks), (item): Mark => ({ of, box: box(item) }));
    return {
      id: pictures[i]!.id,
      picture: pictures[i]!.file_name,
      truth: tally(Array.from(there, (t) => categoryName(truths, truths.category[t]!))),
      answer: best.length === 0 ? undefined : tally(Array.from(best, nameOf)),
      marks: [
        ...marks(there, "truth", (t) => kind.box(truths.shapes, t)),
        ...marks(best, "answer", (d) => kind.box(detections.shapes, d)),
      ],
    };
  };
}

function categoryName<S>({ categories }: Truths<S>, category: number): string {
  if (category === UNKNOWN_CATEGORY) return "unknown category";
  const { id, name } = categories[category]!;
  return name ?? `category ${id}`;
}

/** The items of each picture. */
function byPicture(picture: Int32Array, pictures: number): (i: number) => Uint32Array {
  const ordered = groupBy(indices(picture.length), picture, pictures);
  const ends = new Uint32Array(pictures);
  for (const i of picture) ends[i]!++;
  for (let i = 1; i < pictures; i++) ends[i]! += ends[i - 1]!;
  return (i) => ordered.slice(ends[i - 1] ?? 0, ends[i]);
}

/** Names with how often each comes, the most frequent first: "3 dog, 1 cat"; "nothing" without any. */
export function tally(names: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  const entries = [...counts].sort(([, a], [, b]) => b - a).map(([name, count]) => `${count} ${name}`);
  if (entries.length > mostNames) entries.splice(mostNames, entries.length, `${entries.length - mostNames} more kinds`);
  return entries.join(", ") || "nothing";
}
