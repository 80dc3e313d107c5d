// Plurals: the names of COCO and LVIS, where rules and exceptions meet.
import { describe, expect, it } from "vitest";
import { isCounted, pluralOf } from "../src/language/plural.js";

describe("pluralOf", () => {
  it.each([
    ["dog", "dogs"],
    ["bus", "buses"],
    ["couch", "couches"],
    ["box", "boxes"],
    ["toothbrush", "toothbrushes"],
    ["puppy", "puppies"],
    ["toy", "toys"],
    ["giraffe", "giraffes"],
    ["tv", "tvs"],
  ])("1. follows the rules of endings: %s, %s", (one, many) => expect(pluralOf(one)).toBe(many));

  it.each([
    ["person", "people"],
    ["mouse", "mice"],
    ["knife", "knives"],
    ["child", "children"],
    ["fireman", "firemen"],
    ["woman", "women"],
    ["policewoman", "policewomen"],
    ["footman", "footmen"],
    ["human", "humans"],
    ["potato", "potatoes"],
    ["roof", "roofs"],
  ])("2. knows the exceptions: %s, %s", (one, many) => expect(pluralOf(one)).toBe(many));

  it.each(["sheep", "scissors", "skis", "sunglasses", "broccoli"])("3. leaves %s as it is", (word) =>
    expect(pluralOf(word)).toBe(word),
  );

  it.each([
    ["traffic light", "traffic lights"],
    ["wine glass", "wine glasses"],
    ["teddy bear", "teddy bears"],
    ["police officer", "police officers"],
    ["jar of jam", "jars of jam"],
    ["computer mouse", "computer mice"],
    ["car constructor", "car constructors"],
    ["Person", "People"],
  ])("4. changes the head of several words, and keeps its case: %s, %s", (one, many) =>
    expect(pluralOf(one)).toBe(many),
  );

  it.each([
    ["dog", true],
    ["sheep", true],
    ["wild deer", true],
    ["scissors", false],
    ["snow", false],
  ])("5. says whether one is told with an article: %s, %s", (name, counted) =>
    expect(isCounted({ name, plural: pluralOf(name) })).toBe(counted),
  );
});
