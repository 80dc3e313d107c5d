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

/** Words for one task's question. */
export class Templates {
  private readonly lines: readonly string[];

  /**
   * @param core the lines that the shipped weights were trained on: changing one changes that training's samples
   * @param more the others
   */
  constructor(
    private readonly core: readonly string[],
    more: readonly string[] = [],
  ) {
    this.lines = [...core, ...more];
  }

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
   * all write alike, so the first letter is a capital in half of the cases and one in seven lacks its final mark.
   */
  draw(random: Random, slots: Slots, { core = false }: { core?: boolean } = {}): string {
    let line = random.pick(core ? this.core : this.lines);
    for (let match = alternatives.exec(line); match; match = alternatives.exec(line)) {
      const choice = random.pick(match[1].split("|"));
      line = line.replace(match[0], () => choice);
    }
    line = tidy(line.replace(/\$(\w+)/g, (_, name: string) => slotValue(slots, name)));
    if (random.chance(0.5)) line = line[0].toUpperCase() + line.slice(1);
    return random.chance(1 / 7) ? line.replace(/[.?]$/, "") : line;
  }
}

function slotValue(slots: Slots, name: string): string {
  const value = slots[name];
  if (value === undefined) throw new Error(`a template asks for the slot "$${name}", which its task does not fill`);
  return value;
}
