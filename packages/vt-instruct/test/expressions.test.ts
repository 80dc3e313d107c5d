// Referring words: each means its object and no other, by a reading of the words that knows nothing of how they were made.
import { beforeAll, describe, expect, it } from "vitest";
import {
  type AnnotatedObject,
  type AnnotatedPicture,
  annotateScene,
  expressionsFor,
  holds,
  prepareAtlas,
  type Relation,
  relations,
  renderScene,
} from "../src/index.js";

beforeAll(async () => {
  await prepareAtlas();
});

const at = (x: number, y: number, side = 10): AnnotatedObject => ({ name: "dog", box: [x, y, x + side, y + side] });
const picture = (...objects: AnnotatedObject[]): AnnotatedPicture => ({
  ...{ id: "dogs", picture: { path: "dogs.jpg" }, width: 100, height: 100, objects },
  exhaustive: [{ name: "dog", plural: "dogs" }],
});
const wordsFor = (objects: AnnotatedObject[], i: number) =>
  expressionsFor(picture(...objects), objects[i]!).map(({ words }) => words);

const center = ({ box }: AnnotatedObject, axis: number) => (box[axis]! + box[axis + 2]!) / 2;
const sideWords: [RegExp, axis: number, fromEnd: boolean][] = [
  [/left/, 0, false],
  [/right/, 0, true],
  [/top|upper|highest/, 1, false],
  [/bottom|lower|lowest/, 1, true],
];

/** The one of these objects that words about a place or a size mean, as a reader would find it. */
function meant(words: string, objects: readonly AnnotatedObject[]): AnnotatedObject {
  const long = ({ size, box }: AnnotatedObject) => size ?? Math.sqrt((box[2] - box[0]) * (box[3] - box[1]));
  const along = (axis: number) => [...objects].sort((a, b) => center(a, axis) - center(b, axis));
  if (/\b(?:largest|biggest|large|big)\b/.test(words)) return [...objects].sort((a, b) => long(b) - long(a))[0]!;
  if (/\b(?:smallest|small|little)\b/.test(words)) return [...objects].sort((a, b) => long(a) - long(b))[0]!;
  if (/\bmiddle\b/.test(words)) return along(0)[(objects.length - 1) / 2]!;
  const [, axis, fromEnd] = sideWords.find(([pattern]) => pattern.test(words))!;
  const place = /\bthird\b/.test(words) ? 2 : /\bsecond\b/.test(words) ? 1 : 0;
  return (fromEnd ? along(axis).reverse() : along(axis))[place]!;
}

describe("referring words", () => {
  it("1. mean the same to who reads them, in 300 scenes", () => {
    const kinds = new Map<string, number>();
    for (let index = 0; index < 300; index++) {
      const scene = renderScene(41, index);
      const annotated = annotateScene(scene);
      const side = Math.min(annotated.width, annotated.height);
      for (const object of scene.objects) {
        const likes = scene.objects.filter(({ name }) => name === object.name);
        for (const { kind, words } of expressionsFor(annotated, object)) {
          kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
          // An octopus is not at the top for its name.
          if (["place", "rank", "size"].includes(kind))
            expect(meant(words.replace(object.name, ""), likes), words).toBe(object);
          if (kind !== "relation") continue;
          const relation = relations.find((each) => words.includes(` ${each} the `)) as Relation;
          const [, anchor] = words.split(` ${relation} the `);
          const { box } = scene.objects.find(({ name }) => name === anchor)!;
          expect(likes.filter((each) => holds(relation, each.box, box, side) !== false)).toEqual([object]);
        }
      }
    }
    for (const kind of ["place", "rank", "size", "relation"]) expect(kinds.get(kind), kind).toBeGreaterThan(100);
  });

  it('2. say "the left dog" of two, and never of three', () => {
    const two = [at(10, 40), at(60, 45)];
    expect(wordsFor(two, 0)).toEqual(expect.arrayContaining(["left dog", "dog on the left", "leftmost dog"]));
    expect(wordsFor(two, 1)).toContain("right dog");
    expect(wordsFor([...two, at(85, 40)], 0)).not.toContain("left dog");
  });

  it("3. count from either end of three and more, and name the middle", () => {
    const row = [at(5, 40), at(30, 40), at(55, 40)];
    const middle = ["second dog from the left", "second dog from the right", "middle dog", "dog in the middle"];
    expect(wordsFor(row, 1)).toEqual(expect.arrayContaining(middle));
    expect(wordsFor(row, 2)).toContain("third dog from the left");
    const four = [...row, at(80, 40)];
    expect(wordsFor(four, 1)).not.toContain("middle dog");
    expect(wordsFor(four, 1)).toEqual(
      expect.arrayContaining(["second dog from the left", "dog that is third from the right"]),
    );
  });

  it("4. leave out what a small move would change", () => {
    // Eight hundredths of the side tell two places apart: centres 7.9 from each other do not.
    expect(wordsFor([at(10, 40), at(17.9, 40)], 0)).toEqual([]);
    expect(wordsFor([at(10, 40), at(18, 40)], 0)).toContain("left dog");
    expect(wordsFor([at(5, 40), at(30, 40), at(33, 40)], 1)).toEqual([]);
  });
});
