// What scenes are made of: 64 everyday things drawn by four icon families, and what stays out of training.
import type { ObjectName } from "../sample/annotated.js";

/** A thing that all four families draw alike. `code` is its emoji's code point in hexadecimal. */
export interface Category extends ObjectName {
  readonly code: string;
}

/** The icon families, named as their npm packages under `@iconify-json/`. */
export const families = ["noto", "openmoji", "fluent-emoji-flat", "twemoji"] as const;
export type Family = (typeof families)[number];

/** Families whose drawings training may show. */
export const trainFamilies: readonly Family[] = ["noto", "openmoji", "fluent-emoji-flat"];

/** The family kept out of training: the same things in drawings never seen. */
export const heldOutFamily: Family = "twemoji";

const training = `
  dog 🐶, cat 🐱, horse 🐎, cow 🐄, pig 🐖, sheep/sheep 🐑, elephant 🐘, rabbit 🐇, duck 🦆, penguin 🐧,
  owl 🦉, frog 🐸, turtle 🐢, fish/fish 🐟, octopus/octopuses 🐙, crab 🦀, butterfly/butterflies 🦋, bee 🐝, panda 🐼,
  apple 🍎, banana 🍌, strawberry/strawberries 🍓, watermelon 🍉, lemon 🍋, carrot 🥕, mushroom 🍄, pizza 🍕,
  hamburger 🍔, cake 🎂, donut 🍩, eggplant 🍆, pear 🍐,
  car 🚗, bus/buses 🚌, truck 🚚, bicycle 🚲, train 🚂, airplane ✈, rocket 🚀, sailboat ⛵,
  house 🏠, tree 🌳, cactus/cactuses 🌵, sunflower 🌻, tent ⛺, castle 🏰,
  umbrella ☂, key 🔑, guitar 🎸, drum 🥁, clock ⏰, book 📕, ball ⚽, crown 👑, hat 🎩, cup ☕, camera 📷,
  chair 🪑, scissors/scissors ✂, balloon 🎈`;

const heldOut = "giraffe 🦒, pineapple 🍍, helicopter 🚁, trophy/trophies 🏆";

function read(list: string): Category[] {
  return list.split(",").map((entry) => {
    const [words, emoji] = entry.trim().split(" ");
    const [name, plural] = words.split("/");
    return { name, plural: plural ?? `${name}s`, code: emoji.codePointAt(0)!.toString(16) };
  });
}

/** What drawn people are called; they are of no family. */
export const personCategory = { name: "person", plural: "people" } as const;

/** The 60 categories that training shows. */
export const categories: readonly Category[] = read(training);

/** The 4 categories that training never shows, in words or in pictures. */
export const heldOutCategories: readonly Category[] = read(heldOut);

/** Every category, by name. */
export const categoryByName: ReadonlyMap<string, Category> = new Map(
  [...categories, ...heldOutCategories].map((category) => [category.name, category]),
);

/** What training scenes may show: the 60 categories, and people. */
export const sceneNames: readonly ObjectName[] = [...categories, personCategory];
