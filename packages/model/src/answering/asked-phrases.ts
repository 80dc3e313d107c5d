// What a question may ask for, by its grammar alone: runs of content words behind an article or its like. It serves things that
// a network has no name for, of which its text tower cannot tell more than of "please".

/** Words that begin what they are about: articles, demonstratives, possessives, quantifiers. */
const determiners = wordSet(
  `the a an any all every each some both this that these those my your his her its our their`,
);

/** Words that end it, or stand beside it: prepositions, conjunctions, pronouns, auxiliaries, question words, verbs of asking. */
const functionWords = wordSet(`
  describe explain find show segment detect locate localize mark outline highlight draw trace spot point identify give tell list count see look
  search help need want know like
  of in on at to from with without by near beside behind under over above below between around inside outside into onto out for
  and or but if so than as me you it i we us they them he him she who whom whose what which where when why how
  is are was were be been am can could would should will shall may might must do does did has have had not no
  here there please now then also just only run put paint belong belongs everything anything something`);

/** The picture itself, what an answer about it is made of, and what stands for a thing of an earlier turn: nobody looks for these. */
const ofPicture = wordSet(`
  one ones other others rest same
  picture image photo photograph scene
  item items detection instance instances pixel pixels shape color colour
  following class classes category categories kind kinds place places
  caption captions description descriptions sentence sentences word words answer phrase phrases object objects thing things
  part frame rectangle box boxes mask masks segmentation segmentations outline outlines keypoint keypoints joint joints depth`);

/** Words of questions about places: whoever asks for a box asks where something is. */
const ofPlace = wordSet(`
  where find locate localize pinpoint spot detect segment outline highlight trace mark point
  position location part frame box boxes rectangle mask masks`);

/** Whether a question asks where something is. */
export function asksWhere(question: string): boolean {
  return has(question, ofPlace);
}

function has(question: string, words: ReadonlySet<string>): boolean {
  return [...question.toLowerCase().matchAll(WORD)].some(([word]) => words.has(word.split(/['’]/)[0]));
}

/** Words of questions that mean as many things as there are. */
const ofSeveral = wordSet("all every each any many count number");

/** Whether a question asks for as many things as there are. */
export function asksForSeveral(question: string): boolean {
  return has(question.replace(/\b(?:all|every|each) pixels?\b/i, ""), ofSeveral);
}

/** Whether a question is about one thing of a name: "the red dog", which is neither "all dogs" nor an entry of a list. */
export function asksForOne(question: string, name: string): boolean {
  if (question.includes(":") || asksForSeveral(question)) return false;
  return new RegExp(`\\b(?:the|an?|this|that|my|your)\\s(?:\\S+\\s){0,2}${wholeWord(name).source}`, "iu").test(
    question,
  );
}

/** Matches a text where no letter or digit stands beside it. */
const wholeWord = (text: string) =>
  new RegExp(`(?<![\\p{L}\\p{N}])${text.replaceAll(/[^\p{L}\p{N} ]/gu, ".")}(?![\\p{L}\\p{N}])`, "giu");

/** What may stand between the entries of a list, and what means all but them. */
const ofLists = wordSet("and or the a an all any some every each no");
const ofExceptions = wordSet("except excepting excluding but without besides than not");

/**
 * Whether a question lists some of its words and asks for nothing else: "dogs, cats and the bus".
 * @param words in small letters
 */
export function listsWords(question: string, words: readonly string[]): boolean {
  const text = question.toLowerCase();
  const entries: RegExpExecArray[] = [];
  const isFree = ({ index, 0: word }: RegExpExecArray) =>
    entries.every((other) => index + word.length <= other.index || other.index + other[0].length <= index);
  // "hot dogs" before the "dogs" in it
  for (const word of [...words].sort((a, b) => b.length - a.length))
    entries.push(...[...text.matchAll(wholeWord(word))].filter(isFree).slice(0, 1));
  entries.sort((a, b) => a.index - b.index);
  const joins = entries.slice(1).map(({ index }, i) => text.slice(entries[i].index + entries[i][0].length, index));
  const isJoin = (between: string) =>
    /^[\p{L}\s,&]+$/u.test(between) &&
    /[,&]|\b(?:and|or)\b/.test(between) &&
    (between.match(WORD) ?? []).every((word) => ofLists.has(word));
  const isEntry = (phrase: string) =>
    entries.some(([word]) => word.includes(phrase) || `${phrase} `.startsWith(`${word} `));
  return joins.length > 0 && joins.every(isJoin) && !has(text, ofExceptions) && askedPhrases(text).every(isEntry);
}

/** Words of questions that want to be told of a picture, in which not everything has to be found. */
const ofTelling = wordSet(
  "describe description descriptions caption captions sentence sentences tell say explain sum mention name",
);

/** Whether a question wants a picture told rather than its things listed. */
export function asksForTelling(question: string): boolean {
  return has(question, ofTelling);
}

/** Whether a question is about distances, of the whole picture where it names nothing. */
export function asksForDepth(question: string): boolean {
  return /\b(?:depths?|distances?|far)\b/i.test(question);
}

/** Whether a question wants a number, not the things. */
export function asksHowMany(question: string): boolean {
  return /\bhow many\b|\b(?:number|count) of\b/i.test(question);
}

const WORD = /[\p{L}\p{N}]+(?:['’-][\p{L}\p{N}]+)*/gu;

/** Phrases of a question, in small letters and in its order, one of which is likely what it asks for; none of one without content words. */
export function askedPhrases(question: string): string[] {
  const runs = contentRuns(question.toLowerCase());
  const isThing = (words: readonly string[]) => !ofPicture.has(words.at(-1)!);
  const named = runs.flatMap(({ words, determined }) => (determined && isThing(words) ? [words] : []));
  // "find unicorns": which of the words is the verb is not known.
  const all = named.length > 0 ? named : runs.flatMap(({ words }) => words.map((_, from) => words.slice(from)));
  return [...new Set(all.filter(isThing).map((words) => words.join(" ")))];
}

/** The phrases of a question that begin with none of the names that have been told: "the cell phone appear" is about a cell phone. */
export function untoldPhrases(question: string, told: readonly string[]): string[] {
  return askedPhrases(question).filter((phrase) => !told.some((name) => `${phrase} `.startsWith(`${name} `)));
}

interface Run {
  words: string[];
  /** Behind a determiner. */
  determined: boolean;
}

/** Content words that follow each other with nothing but a space between them. */
function contentRuns(text: string): Run[] {
  const runs: Run[] = [];
  let open: Run | null = null;
  let end = 0;
  for (const { 0: word, index } of text.matchAll(WORD)) {
    if (text.slice(end, index).trim() !== "") open = null;
    end = index + word.length;
    const [stem] = word.split(/['’]/); // where's
    if (determiners.has(word)) open = { words: [], determined: true };
    else if (functionWords.has(stem)) open = null;
    else {
      if (!open) open = { words: [], determined: false };
      if (open.words.length === 0) runs.push(open);
      open.words.push(word);
    }
  }
  return runs;
}

function wordSet(words: string): ReadonlySet<string> {
  return new Set(words.trim().split(/\s+/));
}
