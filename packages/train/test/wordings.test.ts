// The wordings of stage 0: each name in several words, and only in its own.
import { manualSeed, scope } from "@refvlm/torch";
import { Frame } from "@refvlm/vision";
import { categories, categoryNames, sceneNames, synonymsOf } from "@refvlm/vt-instruct";
import { expect, test } from "vitest";
import { namedObjects } from "../src/objectives/labelled-objects.js";
import { drawWordings } from "../src/objectives/wordings.js";

test("1. a name is taught as it is, in the plural, by synonyms, and behind what may stand before it", () => {
  manualSeed(1);
  const bicycle = { name: "bicycle", plural: "bicycles" };
  const drawn = new Set(scope(() => drawWordings(Array.from({ length: 2000 }, () => bicycle))));
  for (const wording of ["bicycle", " bicycle", "a bicycle", "the bicycles", " bikes", "the small bike"])
    expect(drawn).toContain(wording);
  expect([...drawn].filter((wording) => /^a .*s$/.test(wording))).toEqual([]);
  expect([...drawn].filter((wording) => !/(bicycle|bike)s?$/.test(wording))).toEqual([]);
});

test("2. equal seeds draw equal wordings, and a name without synonyms is never called otherwise", () => {
  const draw = () => {
    manualSeed(4);
    return scope(() => drawWordings(categories));
  };
  expect(draw()).toEqual(draw());
  manualSeed(5);
  const bananas = scope(() => drawWordings(Array.from({ length: 300 }, () => ({ name: "banana", plural: "bananas" }))));
  expect(bananas.filter((wording) => !/bananas?$/.test(wording))).toEqual([]);
});

test("3. synonyms are nobody's name, and mean one thing", () => {
  const words = sceneNames.flatMap(({ name }) => synonymsOf(name).flatMap((each) => [each.name, each.plural]));
  expect(words.filter((word) => categoryNames().includes(word))).toEqual([]);
  const owners = sceneNames.flatMap(({ name }) => synonymsOf(name).map((each) => `${each.name}`));
  expect(new Set(owners).size).toBe(owners.length);
});

test("4. objects are told apart from names that the batch does not show, without a name twice", () => {
  const square = { width: 8, height: 8, data: new Uint8Array(192) };
  const box: [number, number, number, number] = [1, 1, 5, 5];
  const sample = { picture: square, frame: Frame.letterbox(8, 8), turns: [], objects: [{ name: "cat", box }] };
  const vocabulary = [
    { name: "dog", plural: "dogs" },
    { name: "cat", plural: "cats" },
  ];
  scope(() => {
    const named = namedObjects([sample as never], 4, { vocabulary })!;
    expect(named.names).toEqual([vocabulary[1], vocabulary[0]]);
    expect(named.nameOf.toArray()).toEqual([0]);
  });
});
