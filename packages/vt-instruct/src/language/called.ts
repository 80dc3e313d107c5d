// What else a labelled thing may be called: by synonyms of its name, and as the captions of its picture agree.
import type { AnnotatedObject, AnnotatedPicture, Called } from "../sample/annotated.js";
import { groundNouns } from "./caption-nouns.js";
import { colorWords, narrower, opposites, synonyms, wordsFor } from "./everyday-words.js";
import { singles } from "./labelled.js";
import { people } from "./plural.js";

/** So many captions must say a word that does not fit all things of the name: one person's "guy" may be another's "girl". */
const AGREEING = 2;

/** The picture with other words for the things that are the only ones of their names; the same where there are none. */
export function withEverydayWords(picture: AnnotatedPicture): AnnotatedPicture {
  const only = new Set(singles(picture));
  if (only.size === 0) return picture;
  const said = new Map<AnnotatedObject, Called[]>();
  for (const caption of picture.captions ?? [])
    for (const { start, end, objects } of groundNouns(caption, picture)?.spans ?? []) {
      const [object, ...others] = objects.map((i) => picture.objects[i]!);
      const called = others.length === 0 ? parts(caption.slice(start, end), object!.name) : undefined;
      if (called) said.set(object!, [...(said.get(object!) ?? []), called]);
    }
  const objects = picture.objects.map((object) => {
    const called = only.has(object) ? [...byName(object), ...agreed(said.get(object) ?? [], object.name)] : [];
    return called.length > 0 ? { ...object, called } : object;
  });
  return { ...picture, objects };
}

const byName = ({ name }: AnnotatedObject): Called[] =>
  (synonyms[name] ?? []).map((word) => ({ words: word, head: word }));

/** "a small red sofa" of a couch: its colour, where there is one, and its noun. */
function parts(phrase: string, name: string): Called | undefined {
  const words = phrase.toLowerCase().split(/\s+/);
  const nouns = wordsFor(name).filter((noun) => ` ${words.join(" ")}`.endsWith(` ${noun}`));
  const head = nouns.sort((a, b) => b.length - a.length)[0];
  if (head === undefined) return undefined;
  const [color, ...more] = words.filter((word) => colorWords.includes(word));
  return { words: color && more.length === 0 ? `${color} ${head}` : head, head };
}

/** Narrower words that several captions say and none denies, then the colour that no caption denies. */
function agreed(said: readonly Called[], name: string): Called[] {
  const heads = said.map(({ head }) => head);
  const times = (head: string) => heads.filter((each) => each === head).length;
  const isDenied = (head: string) =>
    opposites.some(([one, other]) => {
      const denying = one.includes(head) ? other : other.includes(head) ? one : [];
      return denying.some((word) => heads.includes(word));
    });
  const words = (narrower[name] ?? []).filter((head) => times(head) >= AGREEING && !isDenied(head));
  const colored = said.filter(({ words, head }) => words !== head);
  const colors = new Set(colored.map(({ words, head }) => words.slice(0, -head.length - 1)));
  // A word for a colour before people means no colour.
  const color =
    colors.size === 1 && !people.has(name)
      ? colored.filter(({ head }) => !(narrower[name] ?? []).includes(head)).slice(0, 1)
      : [];
  return [...words.map((head) => ({ words: head, head })), ...color];
}
