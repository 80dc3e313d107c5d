// The tree of an answer: the plan as a table, then the body with the references in the colours of the annotated picture.
import { type Answer, type Group, type Node, type Plan, phraseText } from "@refvlm/trp";
import { paletteColour } from "@refvlm/vision";
import { displayWidth } from "./display-width.js";
import { harmless, type Paint } from "./paint.js";

/** Lines joined by line breaks. */
export function answerTree({ plan, body }: Answer, paint: Paint): string {
  return [paint.bold("plan"), ...planLines(plan, paint), paint.bold("body"), ...new BodyTree(paint).lines(body)].join(
    "\n",
  );
}

function planLines(plan: Plan | null, paint: Paint): string[] {
  if (plan === null) return [paint.dim("└─ none")];
  if (plan.lines.length === 0) return [paint.dim("└─ no units: an answer in words")];
  const names = plan.lines.map(({ name }) => words(name));
  const units = plan.lines.map((line) => line.units.join(", "));
  const counts = plan.lines.map(({ count }) => String(count));
  const [nameWidth, unitWidth, countWidth] = [names, units, counts].map((cells) =>
    Math.max(...cells.map(displayWidth)),
  );
  return branches(
    plan.lines.map((_, i) => [
      `${padded(names[i], nameWidth)}  ${paint.dim(padded(units[i], unitWidth))}  ${counts[i].padStart(countWidth)}`,
    ]),
    paint,
  );
}

class BodyTree {
  /** So many are there in the triplets so far: colours tell them apart. */
  #instances = 0;

  constructor(private readonly paint: Paint) {}

  /** The lines of nodes below one another; each node is a branch. */
  lines(nodes: readonly Node[]): string[] {
    return nodes.length === 0
      ? [this.paint.dim("└─ empty")]
      : branches(
          nodes.map((node) => this.#node(node)),
          this.paint,
        );
  }

  #node(node: Node): string[] {
    const { paint } = this;
    if (node.kind === "text") return [harmless(JSON.stringify(node.text))];
    const phrase = node.kind === "phrase" ? node : node.phrase;
    const name = words(phraseText(phrase));
    const colour = paletteColour(this.#instances);
    const nested = phrase.children.some(({ kind }) => kind !== "text");
    const children = nested ? phrase.children.map((child) => this.#node(child)) : [];
    if (node.kind === "phrase") return [paint.bold(name), ...branches(children, paint)];
    const groups = this.#groups(node.groups);
    return [paint.colour(name, colour), ...branches([...children, ...groups], paint)];
  }

  #groups(groups: readonly Group[]): string[][] {
    const width = groups.reduce((most, { units }) => Math.max(most, units.join(", ").length), 0);
    const first = this.#instances;
    this.#instances += groups[0].instances.length;
    return groups.map(({ units, instances }) => {
      const refs = instances.map((index) => this.paint.colour(`[${index}]`, paletteColour(first + index)));
      return [`${units.join(", ").padEnd(width)}  ${refs.join(" ")}`];
    });
  }
}

/** Draws the branches to blocks of lines. */
function branches(blocks: readonly string[][], paint: Paint): string[] {
  return blocks.flatMap(([first, ...rest], i) => {
    const last = i === blocks.length - 1;
    return [
      `${paint.dim(last ? "└─" : "├─")} ${first}`,
      ...rest.map((line) => `${last ? "  " : paint.dim("│ ")} ${line}`),
    ];
  });
}

/** Words on one line. */
function words(text: string): string {
  return harmless(text).replace(/\s+/g, " ").trim();
}

function padded(text: string, width: number): string {
  return text + " ".repeat(width - displayWidth(text));
}
