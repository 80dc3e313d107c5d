// What an answer comes to in a word: "yes" for "dog, cat: yes", whose boxes show why.

const absent = /^there (?:is|are) no /i;

/**
 * "no" for an answer that says that nothing is there, of one that points at things what it concludes from them, else all
 * its words; without the full stop and in lower case.
 */
export function shortAnswer(text: string, points: boolean): string {
  const words = text.trim().replace(/\.$/, "").toLowerCase();
  if (absent.test(words)) return "no";
  return points ? words.split(": ").at(-1)! : words;
}
