// Words for one of several things of a name by place, size and relation, as people say them: "the left dog", "the biggest cup".
import { boxArea } from "@refvlm/vision";
import {
  type AnnotatedObject,
  type AnnotatedPicture,
  type Expression,
  expressionsFor,
  type Random,
  relations,
  toldGroups,
} from "@refvlm/vt-instruct";
import type { Asks, Way } from "../../src/eval/photos/question-file.js";

interface Placed {
  readonly words: string;
  readonly object: AnnotatedObject;
  readonly asks: Asks;
}

/** Questions of a picture. */
const MOST = 2;
/** Root of the area of the smallest thing that is asked for, pixels. */
const SMALLEST = 16;

/** What the words for a way contain, and what they are of two things. */
const wayWords: Readonly<Record<Way, { readonly among: RegExp; readonly ofTwo: readonly string[] }>> = {
  leftmost: { among: /leftmost|to the left|far left/, ofTwo: ["left $", "$ on the left"] },
  rightmost: { among: /rightmost|to the right|far right/, ofTwo: ["right $", "$ on the right"] },
  topmost: { among: /topmost|highest|to the top/, ofTwo: ["upper $", "topmost $"] },
  bottommost: { among: /bottommost|lowest|to the bottom/, ofTwo: ["lower $", "lowest $"] },
  largest: { among: /largest|biggest/, ofTwo: ["bigger $", "larger $"] },
  smallest: { among: /smallest/, ofTwo: ["smaller $", "smallest $"] },
};

/** Some things that share their names, each with words that mean it alone. */
export function placesOf(picture: AnnotatedPicture, random: Random): Placed[] {
  const things = toldGroups(picture)
    .filter((group) => group.length > 1 && !group[0].stuff)
    .flatMap((group) => group.map((object) => ({ object, of: group.length })))
    .filter(({ object: { box } }) => Math.sqrt(boxArea(box)) >= SMALLEST);
  const placed = random.shuffle(things).flatMap(({ object, of }) => {
    const all = expressionsFor(picture, object).filter((each) => each.kind === "relation" || wayOf(each) !== undefined);
    const kinds = [...new Set(all.map(({ kind }) => kind))];
    if (kinds.length === 0) return [];
    // Relations that hold of one thing alone are rare.
    const kind = kinds.includes("relation") ? "relation" : random.pick(kinds);
    const expression = random.pick(all.filter((each) => each.kind === kind));
    return [{ object, ...said(expression, of, random) }];
  });
  const byRelation = placed.filter(({ asks }) => asks.relation);
  const others = placed.filter(({ asks }) => !asks.relation);
  return [...byRelation, ...others].slice(0, MOST);
}

/** The way in which words of place or size mean a thing; none of ranks ("the second dog from the left"). */
const wayOf = ({ kind, words }: Pick<Expression, "kind" | "words">): Way | undefined =>
  kind === "size" || kind === "place"
    ? (Object.keys(wayWords) as Way[]).find((each) => wayWords[each].among.test(words))
    : undefined;

function said({ kind, words, head }: Expression, of: number, random: Random): Pick<Placed, "words" | "asks"> {
  if (kind === "relation") {
    const relation = relations.find((each) => words.startsWith(`${head} ${each} the `))!;
    return { words, asks: { names: [head, words.slice(`${head} ${relation} the `.length)], relation } };
  }
  const way = wayOf({ kind, words })!;
  const { ofTwo } = wayWords[way];
  return { words: of === 2 ? random.pick(ofTwo).replace("$", head) : words, asks: { names: [head], way } };
}
