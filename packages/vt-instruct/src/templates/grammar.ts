// Question templates: lines with alternatives in braces and slots marked by "$", e.g. "{find|locate} $the{| please}".
import type { Random } from "../random.js";

const alternatives = /\{([^{}]*)\}/;

function tidy(line: string): string {
  return line
    .replace(/ {2,}/g, " ")
    .replace(/ ([.,?])/g, "$1")
    .trim();
}

/** What stands for the slots, by their names. */
export type Slots = Readonly<Record<string, string>>;

/** Wordings drawn for one that suits; every set has more that suit than would be missed. */
const attempts = 200;

/** Words for one task's question. */
export class Templates {
  constructor(private readonly lines: readonly string[]) {}

  /** Every wording with its slots still open; distinct. */
  all(): string[] {
    const expand = (line: string): string[] => {
      const match = alternatives.exec(line);
      if (!match) return [tidy(line)];
      return match[1].split("|").flatMap((choice) => expand(line.replace(match[0], () => choice)));
    };
    return [...new Set(this.lines.flatMap(expand))];
  }

  /**
   * One wording with its slots filled: a line, then each of its alternatives, all equally likely. People do not
   * all write alike, so half of the questions begin with a capital and one in seven lacks its final mark.
   * @param unfit matches wordings, their slots still open, that do not suit what is asked about
   */
  draw(random: Random, slots: Slots = {}, unfit?: RegExp): string {
    let line = wording(this.lines, random);
    for (let i = 0; i < attempts && unfit?.test(line); i++) line = wording(this.lines, random);
    const capital = random.chance(0.5);
    if (capital) line = withCapitals(line);
    line = tidy(line.replace(/\$(\w+)/g, (_, name: string) => slotValue(slots, name)));
    if (capital) line = line[0].toUpperCase() + line.slice(1);
    return random.chance(1 / 7) ? line.replace(/[.?]$/, "") : line;
  }
}

/** One of the lines, with one of each of its alternatives. */
function wording(lines: readonly string[], random: Random): string {
  let line = random.pick(lines);
  for (let match = alternatives.exec(line); match; match = alternatives.exec(line)) {
    const choice = random.pick(match[1].split("|"));
    line = line.replace(match[0], () => choice);
  }
  return line;
}

/** Who begins with a capital writes each sentence with one, and "I". */
function withCapitals(line: string): string {
  return line.replace(/(?<=[.?] )[a-z]|\bi\b/g, (letter) => letter.toUpperCase());
}

function slotValue(slots: Slots, name: string): string {
  const value = slots[name];
  if (value === undefined) throw new Error(`a template asks for the slot "$${name}", which its task does not fill`);
  return value;
}
