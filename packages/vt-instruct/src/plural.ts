// The plural of a name: "traffic light" -> "traffic lights", "person" -> "people".

/** Last words whose plural follows no rule; those that stand for themselves do not change. */
const irregular: Readonly<Record<string, string>> = {
  person: "people",
  man: "men",
  woman: "women",
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
};

const unchanged = new Set(
  `sheep deer fish moose bison salmon shrimp squid trout aircraft spacecraft hovercraft skis scissors pants jeans
  trousers shorts tights pyjamas pajamas glasses eyeglasses sunglasses spectacles goggles binoculars headphones pliers
  tweezers tongs shears clippers stairs clothes series species grass sand snow water sky dirt food fruit furniture
  broccoli bread rice luggage equipment machinery jewelry jewellery paper hair cutlery silverware sushi pasta pizza-dough`.split(
    /\s+/,
  ),
);

/** Heads before these words take the ending: "jar of jam" -> "jars of jam". */
const link = / (?:of|in|on|with|for|at|from|to) /;

/** The plural of an English name of one or more words, in the case it is written in. */
export function pluralOf(name: string): string {
  const cut = name.search(link);
  if (cut > 0) return pluralOf(name.slice(0, cut)) + name.slice(cut);
  const start = Math.max(name.lastIndexOf(" "), name.lastIndexOf("-")) + 1;
  return name.slice(0, start) + pluralOfWord(name.slice(start));
}

function pluralOfWord(word: string): string {
  const lower = word.toLowerCase();
  if (lower === "" || unchanged.has(lower)) return word;
  const special = irregularOf(lower);
  if (special) return word.slice(0, word.length - special.singular.length) + matchCase(word, special);
  if (/(?:s|x|z|ch|sh)$/.test(lower)) return `${word}es`;
  if (/[^aeiou]y$/.test(lower)) return `${word.slice(0, -1)}ies`;
  return `${word}s`;
}

/** "man" speaks for "fireman", too; but "human" and "talisman" take an s, as do all short accidental endings. */
function irregularOf(word: string): { singular: string; plural: string } | undefined {
  const whole = irregular[word];
  if (whole) return { singular: word, plural: whole };
  if (/(?:^|[^u])man$/.test(word) && !/(?:tal|ot|ger|ro)man$|talisman$/.test(word))
    return { singular: "man", plural: "men" };
  return undefined;
}

function matchCase(word: string, { singular, plural }: { singular: string; plural: string }): string {
  const first = word[word.length - singular.length]!;
  return first === first.toUpperCase() ? plural[0]!.toUpperCase() + plural.slice(1) : plural;
}
