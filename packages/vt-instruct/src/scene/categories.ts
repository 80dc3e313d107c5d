// What scenes are made of: 64 everyday things drawn by four icon families, and what stays out of training.
import type { ObjectName } from "../sample/annotated.js";

/** A thing that all four families draw alike. `code` is its emoji's code point in hexadecimal. */
export interface Category extends ObjectName {
  readonly kin: string;
  /** What most of its drawings show most of. */
  readonly color: string;
  readonly code: string;
}

/** The icon families, named as their npm packages under `@iconify-json/`. */
export const families = ["noto", "openmoji", "fluent-emoji-flat", "twemoji"] as const;
export type Family = (typeof families)[number];

/** Families whose drawings training may show. */
export const trainFamilies: readonly Family[] = ["noto", "openmoji", "fluent-emoji-flat"];

/** The family kept out of training: the same things in drawings never seen. */
export const heldOutFamily: Family = "twemoji";

/** Name, plural where it is no "s", colour, emoji; by kin. */
const training = {
  animal: `dog brown 🐶, cat orange 🐱, horse brown 🐎, cow white 🐄, pig pink 🐖, sheep/sheep white 🐑, elephant grey 🐘,
    rabbit white 🐇, duck brown 🦆, penguin black 🐧, owl brown 🦉, frog green 🐸, turtle green 🐢, fish/fish blue 🐟,
    octopus/octopuses red 🐙, crab red 🦀, butterfly/butterflies blue 🦋, bee yellow 🐝, panda white 🐼`,
  food: `apple red 🍎, banana yellow 🍌, strawberry/strawberries red 🍓, watermelon red 🍉, lemon yellow 🍋, carrot orange 🥕,
    mushroom red 🍄, pizza yellow 🍕, hamburger orange 🍔, cake yellow 🎂, donut brown 🍩, eggplant purple 🍆, pear green 🍐`,
  vehicle: `car red 🚗, bus/buses blue 🚌, truck orange 🚚, bicycle grey 🚲, train red 🚂, airplane white ✈, rocket red 🚀,
    sailboat blue ⛵`,
  outdoor:
    "house orange 🏠, tree green 🌳, cactus/cactuses green 🌵, sunflower yellow 🌻, tent orange ⛺, castle grey 🏰",
  thing: `umbrella purple ☂, key yellow 🔑, guitar red 🎸, drum red 🥁, clock white ⏰, book red 📕, ball white ⚽, crown yellow 👑,
    hat black 🎩, cup white ☕, camera black 📷, chair brown 🪑, scissors/scissors red ✂, balloon red 🎈`,
};

const heldOut = {
  animal: "giraffe orange 🦒",
  food: "pineapple orange 🍍",
  vehicle: "helicopter orange 🚁",
  thing: "trophy/trophies yellow 🏆",
};

function read(lists: Readonly<Record<string, string>>): Category[] {
  return Object.entries(lists).flatMap(([kin, list]) =>
    list.split(",").map((entry) => {
      const [words, color, emoji] = entry.trim().split(" ");
      const [name, plural] = words.split("/");
      return { name, plural: plural ?? `${name}s`, kin, color, code: emoji.codePointAt(0)!.toString(16) };
    }),
  );
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
