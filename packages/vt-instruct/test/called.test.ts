// Everyday words for things: synonyms always, what captions say where they agree.
import { describe, expect, it } from "vitest";
import { expressionsFor } from "../src/index.js";
import { withEverydayWords } from "../src/language/called.js";
import type { AnnotatedPicture } from "../src/sample/annotated.js";

const exhaustive = [
  { name: "person", plural: "people" },
  { name: "couch", plural: "couches" },
  { name: "car", plural: "cars" },
  { name: "dog", plural: "dogs" },
];

function pictureOf(names: readonly string[], captions: readonly string[] = []): AnnotatedPicture {
  const objects = names.map((name, i) => ({ name, box: [10 * i, 0, 10 * i + 10, 10] as const }));
  return { id: "1", picture: { path: "1.jpg" }, width: 100, height: 100, objects, exhaustive, captions };
}

/** The words for the first object. */
const wordsOf = (picture: AnnotatedPicture) =>
  (withEverydayWords(picture).objects[0]!.called ?? []).map(({ words }) => words);

describe("withEverydayWords", () => {
  it("1. gives synonyms to a thing that is the only one of its name", () => {
    expect(wordsOf(pictureOf(["couch", "dog"]))).toEqual(["sofa"]);
    expect(wordsOf(pictureOf(["couch", "couch"]))).toEqual([]);
  });

  it("2. takes a narrower word from two captions that agree, and none that another denies", () => {
    expect(wordsOf(pictureOf(["person"], ["A man sits.", "The man is here."]))).toEqual(["man"]);
    expect(wordsOf(pictureOf(["person"], ["A man sits.", "A person sits."]))).toEqual([]);
    expect(wordsOf(pictureOf(["person"], ["A man sits.", "A man is here.", "A woman sits."]))).toEqual([]);
    expect(wordsOf(pictureOf(["dog"], ["A puppy sits.", "A puppy on a rug."]))).toEqual(["puppy"]);
  });

  it("3. takes a colour that no caption denies, of things only", () => {
    const red = ["A red car on a road.", "The car is parked."];
    const { called } = withEverydayWords(pictureOf(["car"], red)).objects[0]!;
    expect(called).toEqual([{ words: "red car", head: "car" }]);
    expect(wordsOf(pictureOf(["car"], [...red, "A blue car."]))).toEqual([]);
    expect(wordsOf(pictureOf(["person"], ["A black man sits.", "A black man is here."]))).toEqual(["man"]);
  });

  it("4. are ways to refer to the thing, with their own noun", () => {
    const picture = withEverydayWords(pictureOf(["couch"], ["A green sofa is here."]));
    const called = expressionsFor(picture, picture.objects[0]!).filter(({ kind }) => kind === "called");
    expect(called.map(({ words, head }) => [words, head])).toEqual([
      ["sofa", "sofa"],
      ["green sofa", "sofa"],
    ]);
  });
});
