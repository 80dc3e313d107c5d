// Grounding of plain captions: noun phrases whose number agrees with what is labelled, and no other.
import type { AnnotatedPicture, GroundedCaption, ObjectName } from "../sample/annotated.js";
import { narrower, synonyms } from "./everyday-words.js";
import { toldGroups } from "./labelled.js";
import { pluralOf } from "./plural.js";

const list = (words: string) => words.trim().split(/,\s*/);
const set = (words: string) => new Set(words.trim().split(/\s+/));

const one = set("a an one the this that his her their its my");
const numbers = list("zero, one, two, three, four, five, six, seven, eight, nine, ten, eleven, twelve");
/** Words for several, with the least number that they can mean. */
const several = new Map([
  ["some", 2],
  ["few", 2],
  ["the", 2],
  ["these", 2],
  ["those", 2],
  ["several", 3],
  ["many", 3],
  ["multiple", 3],
  ["various", 3],
  ["numerous", 4],
]);
/** "a pair of dogs" */
const collectives = new Map<string, [least: number, most: number]>([
  ["pair", [2, 2]],
  ["couple", [2, 2]],
  ["trio", [3, 3]],
  ["group", [3, Number.POSITIVE_INFINITY]],
  ["bunch", [3, Number.POSITIVE_INFINITY]],
  ["herd", [3, Number.POSITIVE_INFINITY]],
  ["flock", [3, Number.POSITIVE_INFINITY]],
  ["crowd", [4, Number.POSITIVE_INFINITY]],
]);

/** Words that may stand between an article and its noun without changing what it is. */
const modifiers = set(`
  red orange yellow green blue purple pink brown black white grey gray silver golden gold blond blonde tan beige dark
  light bright colorful multicolored striped spotted plaid big small large little tiny huge giant tall short long wide
  thin fat young old older elderly new modern vintage antique adult male female baby cute pretty beautiful nice
  wooden metal glass stone brick plastic leather empty full open closed parked wet dry dirty clean fresh ripe cooked
  sliced cut whole single lone different other furry fluffy hairy shaggy wild domestic stray happy sad smiling sleeping
  sleepy hungry busy lit tennis baseball soccer football professional double decker passenger commercial police city
  public park kitchen bathroom office round square rectangular`);

/** Words after which a noun stands as itself: "a bus stop" is no bus, "a bus on the road" is one. */
const followers = set(`
  in on at with and or of by near next to from for over under behind beside between through across along around into
  onto off against inside outside above below beneath underneath before after while as who that which whose is are was
  were has have had sits sit stands stand lies lie lays lay walks walk runs run eats eat looks look rides ride holds hold
  plays play sleeps sleep flies fly swims swim jumps jump drives drive rests rest hangs hang wears wear stares stare
  travels travel grazes graze gets get being be can while but then up down out there here it its his her this facing
  about during without outdoors indoors together alone`);

/** "a statue of a dog" is no dog; "a slice of a pizza" no pizza; "in front of a car" is one. */
const seenThrough = set(
  "front top side back middle view picture photo photograph image shot close-up closeup edge end corner bottom lot",
);

interface Word {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

interface Entry {
  readonly name: string;
  readonly number: "one" | "many" | "either";
  readonly narrower: boolean;
}

/** A noun phrase: its place, its name, and how many things it can mean. */
interface Mention {
  readonly start: number;
  readonly end: number;
  readonly name: string;
  readonly least: number;
  readonly most: number;
}

/**
 * A caption with every noun phrase that certainly means labelled objects: its name is told completely, it is mentioned
 * once, and its number agrees ("two dogs" needs two dogs, "dogs" two or more, "a dog" one). Undefined where it has none.
 */
export function groundNouns(text: string, picture: AnnotatedPicture): GroundedCaption | undefined {
  if (!picture.exhaustive) return undefined;
  const mentions = mentionsIn(text, vocabularyOf(picture.exhaustive));
  const indices = new Map(picture.objects.map((object, i) => [object, i]));
  const spans = mentions.flatMap(({ start, end, name, least, most }) => {
    const group = toldGroups(picture).find(([first]) => first.name === name);
    if (!group || group.length < least || group.length > most) return [];
    // What "people" do in a caption, others in the picture need not do: only a number means all of them.
    if (name === "person" && most > least) return [];
    if (mentions.filter((other) => other.name === name).length > 1) return [];
    return [{ start, end, objects: group.map((object) => indices.get(object)!) }];
  });
  return spans.length > 0 ? { text, spans } : undefined;
}

/** The names that a caption mentions at all, however unclearly. */
export function namesIn(text: string, { exhaustive = [] }: AnnotatedPicture): Set<string> {
  return new Set(mentionsIn(text, vocabularyOf(exhaustive)).map(({ name }) => name));
}

/** Names are the same for all pictures of most data sets. */
const vocabularies = new WeakMap<readonly ObjectName[], ReadonlyMap<string, Entry>>();

function vocabularyOf(names: readonly ObjectName[]): ReadonlyMap<string, Entry> {
  const known = vocabularies.get(names);
  if (known) return known;
  const entries = new Map<string, Entry>();
  const add = (name: string, singular: string, plural: string, narrower = false) => {
    if (entries.has(singular)) return;
    entries.set(singular, { name, number: singular === plural ? "either" : "one", narrower });
    if (singular !== plural) entries.set(plural, { name, number: "many", narrower });
  };
  for (const { name, plural } of names) add(name, name.toLowerCase(), plural.toLowerCase());
  for (const { name } of names) {
    for (const word of synonyms[name] ?? []) add(name, word, pluralOf(word));
    for (const word of narrower[name] ?? []) add(name, word, pluralOf(word), true);
  }
  vocabularies.set(names, entries);
  return entries;
}

/** All noun phrases of the vocabulary; those in unclear places fit no number of things. */
function mentionsIn(text: string, vocabulary: ReadonlyMap<string, Entry>): Mention[] {
  const words = [...text.matchAll(/[a-z0-9][a-z0-9'-]*|[^\sa-z0-9]/gi)].map(
    (match): Word => ({ text: match[0].toLowerCase(), start: match.index, end: match.index + match[0].length }),
  );
  const mentions: Mention[] = [];
  for (let i = 0; i < words.length; i++)
    for (let length = Math.min(3, words.length - i); length > 0; length--) {
      let noun = words[i].text;
      for (let next = i + 1; next < i + length; next++) noun += ` ${words[next].text}`;
      const entry = vocabulary.get(noun);
      if (!entry) continue;
      const mention = mentionAt(words, i, i + length, entry);
      // Unclear ones count, too: they keep another phrase of the name from being taken for all.
      mentions.push(mention ?? { ...span(words[i], words[i + length - 1]), name: entry.name, least: 1, most: 0 });
      i += length - 1;
      break;
    }
  return mentions;
}

const span = (first: Word, last: Word) => ({ start: first.start, end: last.end });

/** The noun phrase around the noun at words [first, end); undefined where it may mean something else. */
function mentionAt(words: readonly Word[], first: number, end: number, entry: Entry): Mention | undefined {
  const { name, number } = entry;
  const next = words[end]?.text;
  if (next !== undefined && /^[a-z]/.test(next) && !followers.has(next) && !/(?:ing|ed)$/.test(next)) return undefined;
  if (next === "-" || next === "'") return undefined;
  let at = first - 1;
  while (at >= 0 && first - at <= 3 && modifiers.has(words[at].text)) at--;
  const head = words[at]?.text;
  const mention = (start: number, least: number, most: number): Mention | undefined =>
    standsFree(words, start) ? { ...span(words[start], words[end - 1]), name, least, most } : undefined;

  const count = head === undefined ? -1 : /^\d+$/.test(head) ? Number(head) : numbers.indexOf(head);
  if (count > 1 && number !== "one") return mention(at, count, count);
  if (number !== "many" && head !== undefined && one.has(head)) return mention(at, 1, 1);
  if (number === "one" || entry.narrower || head === "a" || head === "an") return undefined;
  const least = head === undefined ? undefined : several.get(head);
  if (least !== undefined) {
    const article = head === "few" && words[at - 1]?.text === "a" ? at - 1 : at;
    return mention(article, least, Number.POSITIVE_INFINITY);
  }
  const collective = head === "of" ? collectives.get(words[at - 1]?.text) : undefined;
  if (collective) {
    let article = at - 2;
    while (modifiers.has(words[article]?.text)) article--;
    return mention(words[article]?.text === "a" ? article : at - 1, ...collective);
  }
  return at === first - 1 && number === "many" ? mention(first, 2, Number.POSITIVE_INFINITY) : undefined;
}

/** Whether the words before a noun phrase leave it what it is. */
function standsFree(words: readonly Word[], start: number): boolean {
  const before = words[start - 1]?.text;
  if (before === "of") return seenThrough.has(words[start - 2]?.text);
  return before === undefined || !(before === "no" || before === "without" || before === "like" || before === "-");
}
