// Names of one and of several: "traffic light" -> "traffic lights", "person" -> "people".
import type { ObjectName } from "../sample/annotated.js";

/** Words whose plural follows no rule. */
const irregular: ReadonlyMap<string, string> = new Map(
  Object.entries({
    person: "people",
    child: "children",
    foot: "feet",
    tooth: "teeth",
    goose: "geese",
    mouse: "mice",
    ox: "oxen",
    die: "dice",
    cactus: "cacti",
    knife: "knives",
    life: "lives",
    wife: "wives",
    leaf: "leaves",
    loaf: "loaves",
    half: "halves",
    calf: "calves",
    elf: "elves",
    shelf: "shelves",
    scarf: "scarves",
    thief: "thieves",
    wolf: "wolves",
    potato: "potatoes",
    tomato: "tomatoes",
    mango: "mangoes",
    hero: "heroes",
    quiz: "quizzes",
  }),
);

/** Words that are the same of one and of many: "a sheep", "two sheep". */
const sameInBoth = new Set(
  "sheep deer fish moose bison salmon shrimp squid trout aircraft spacecraft hovercraft series species".split(" "),
);

/** Words that are plural already: "the scissors are here". */
const pluralOnly = new Set(
  `skis scissors pants jeans trousers shorts tights pyjamas pajamas glasses eyeglasses sunglasses spectacles goggles
  binoculars headphones pliers tweezers tongs shears clippers stairs clothes`.split(/\s+/),
);

/** Words that are not counted: "there is snow". */
const uncounted = new Set(
  `grass sand snow water sky dirt food fruit furniture broccoli bread rice luggage equipment machinery jewelry jewellery
  paper hair cutlery silverware sushi pasta gravel sea mud pavement`.split(/\s+/),
);

/** What people are called in data sets with joints. */
export const people: ReadonlySet<string> = new Set(["person", "man", "woman", "boy", "girl", "child"]);

/** "fireman" becomes "firemen", these do not. */
const regularMan = new Set([
  "human",
  "german",
  "roman",
  "norman",
  "ottoman",
  "talisman",
  "shaman",
  "caiman",
  "doberman",
]);

/** Heads before these words take the ending: "jar of jam" -> "jars of jam". */
const link = / (?:of|in|on|with|for|at|from|to) /;

/** What follows the head of a longer description: "scissors left of the dog". */
const description =
  / (?:of|in|on|with|for|at|from|to|by|near|behind|under|over|beside|left|right|above|below|next|nearest|furthest) /;

/** The noun of a name or of words that describe it, in lower case: "scissors" of "red scissors on a table". */
export function headOf(words: string): string {
  const [head] = words.toLowerCase().split(description, 1);
  return head.slice(Math.max(head.lastIndexOf(" "), head.lastIndexOf("-")) + 1);
}

/** Whether a thing of this name is spoken of as of several: "the scissors are", not "is". */
export function isPluralOnly(words: string): boolean {
  return pluralOnly.has(headOf(words));
}

/** Whether things of this name have no number: "there is snow". */
export function isUncounted(words: string): boolean {
  return uncounted.has(headOf(words));
}

/** The plural of an English name of one or more words, in the case it is written in. */
export function pluralOf(name: string): string {
  const cut = name.search(link);
  if (cut > 0) return pluralOf(name.slice(0, cut)) + name.slice(cut);
  const start = Math.max(name.lastIndexOf(" "), name.lastIndexOf("-")) + 1;
  return name.slice(0, start) + pluralOfWord(name.slice(start));
}

/** Whether people say "a" before the name of one: not before "scissors" and "snow", which have no singular or no number. */
export function isCounted({ name, plural }: ObjectName): boolean {
  return name !== plural || sameInBoth.has(name.slice(name.lastIndexOf(" ") + 1).toLowerCase());
}

function pluralOfWord(word: string): string {
  const lower = word.toLowerCase();
  if (pluralOnly.has(lower) || uncounted.has(lower) || sameInBoth.has(lower)) return word;
  const special = irregular.get(lower);
  if (special) return word[0] + special.slice(1);
  if (lower.endsWith("man") && !regularMan.has(lower)) return `${word.slice(0, -2)}en`;
  if (/(?:s|x|z|ch|sh)$/.test(lower)) return `${word}es`;
  if (/[^aeiou]y$/.test(lower)) return `${word.slice(0, -1)}ies`;
  return `${word}s`;
}
