// Everyday words for the names of data sets: a couch is a sofa, a person may be a man.

const list = (words: string) => words.trim().split(/,\s*/);

/** What people write for a name of the data sets: they fit every such thing. */
export const synonyms: Readonly<Record<string, readonly string[]>> = {
  bicycle: ["bike"],
  motorcycle: ["motorbike"],
  airplane: ["plane"],
  tv: ["television"],
  couch: ["sofa"],
  "cell phone": ["cellphone", "phone"],
  "dining table": ["table"],
  refrigerator: ["fridge"],
  donut: ["doughnut"],
  "traffic light": ["stoplight"],
  "fire hydrant": ["hydrant"],
  "hair drier": ["hair dryer"],
  laptop: ["laptop computer"],
};

/** Words for some of the things that a name means: "boys" may leave out a person whom "five boys" cannot. */
export const narrower: Readonly<Record<string, readonly string[]>> = {
  person: list(
    `man, woman, boy, girl, lady, guy, kid, child, gentleman, toddler, adult, player, skier, surfer, snowboarder,
    skateboarder, batter, pitcher, catcher, rider, cyclist, pedestrian`,
  ),
  cat: ["kitten"],
  dog: ["puppy"],
  boat: ["sailboat", "rowboat"],
  airplane: ["airliner", "jet"],
  "cell phone": ["smartphone"],
  "potted plant": ["houseplant"],
};

/** Words of which only one side can mean somebody. */
export const opposites: readonly (readonly [readonly string[], readonly string[]])[] = [
  [list("woman, girl, lady"), list("man, boy, guy, gentleman")],
  [list("boy, girl, kid, child, toddler"), list("man, woman, lady, gentleman, adult")],
];

/** Words for colours of things. */
export const colorWords: readonly string[] = list(
  "red, orange, yellow, green, blue, purple, pink, brown, black, white, gray, grey",
);

/** All words for things of this name, itself first. */
export function wordsFor(name: string): readonly string[] {
  return [name, ...(synonyms[name] ?? []), ...(narrower[name] ?? [])];
}
