// How VQA's official evaluation writes answers before it compares them (visualqa.org/evaluation.html).

const marks = [...`;/[]"{}()=+\\_-><@\`,?!`];

const numbers: ReadonlyMap<string, string> = new Map([
  ["none", "0"],
  ..."zero one two three four five six seven eight nine ten"
    .split(" ")
    .map((word, i): [string, string] => [word, `${i}`]),
]);
const articles = new Set(["a", "an", "the"]);

/** Contractions that are known without one of their apostrophes. */
const contractions =
  "ain't aren't can't could've couldn't couldn't've didn't doesn't don't hadn't hadn't've hasn't haven't he'd he'd've " +
  "he's how'd how'll how's isn't it'd it'd've it'll ma'am mightn't mightn't've might've mustn't must've needn't not've " +
  "o'clock oughtn't 'ow's'at shan't she'd've should've shouldn't shouldn't've somebody'd've somebody'll somebody's " +
  "someone'd someone'd've someone'll someone's something'd something'd've something'll that's there'd there'd've " +
  "there're there's they'd they'd've they'll they're they've 'twas wasn't we'd've we've weren't what'll what're what's " +
  "what've when's where'd where's where've who'd who'd've who'll who's who've why'll why're why's won't would've " +
  "wouldn't wouldn't've y'all y'all'll y'all'd've you'd you'd've you'll you're you've";

const restored: ReadonlyMap<string, string> = new Map([
  ...contractions
    .split(" ")
    .flatMap((word) =>
      [...word.matchAll(/'/g)].map(({ index }): [string, string] => [
        word.slice(0, index) + word.slice(index + 1),
        word,
      ]),
    ),
  // The official table has this one the wrong way round.
  ["somebody'd", "somebodyd"],
]);

/**
 * Takes punctuation out. A mark is deleted where the answer has it beside a space, or has a comma between digits
 * anywhere; elsewhere it becomes a space. Full stops that no digit follows are deleted, the first 32 of them only, as
 * the official tool passes a flag in the place of a count.
 */
export function withoutPunctuation(answer: string): string {
  const digits = /\d,\d/.test(answer);
  let text = answer;
  for (const mark of marks) {
    const deleted = digits || answer.includes(`${mark} `) || answer.includes(` ${mark}`);
    text = text.replaceAll(mark, deleted ? "" : " ");
  }
  let stops = 0;
  return text.replace(/\.(?!\d)/g, (stop) => (stops++ < 32 ? "" : stop));
}

/** Small letters, digits for number words up to ten, no articles, contractions with their apostrophes, single spaces. */
export function withoutArticles(answer: string): string {
  return answer
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== "")
    .map((word) => numbers.get(word) ?? word)
    .filter((word) => !articles.has(word))
    .map((word) => restored.get(word) ?? word)
    .join(" ");
}

/** An answer as it is compared where people do not all agree. */
export function normaliseAnswer(answer: string): string {
  return withoutArticles(withoutPunctuation(answer));
}

/** An answer as it is compared where all people agree: on one line, without space around it. */
export function trimAnswer(answer: string): string {
  return answer.replace(/[\n\t]/g, " ").trim();
}
