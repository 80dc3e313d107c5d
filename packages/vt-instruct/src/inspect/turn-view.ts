// A turn as people are shown it: question and answer in pieces, and what is drawn for them in the same colours.
import { groups, type Node, type TripletNode, triplets } from "@refvlm/trp";
import { type Colour, type OverlayShape, paletteColour } from "@refvlm/vision";
import type { SampleTurn } from "../sample/sample.js";
import { targetValues } from "../sample/target-values.js";

/** A piece of text. */
export interface Piece {
  readonly text: string;
  /** Plain words; a visual prompt's place; a phrase, which has a colour where it has units. */
  readonly role: "words" | "prompt" | "phrase";
  readonly colour?: Colour;
  /** What stands behind a phrase, e.g. "box x 2". */
  readonly detail?: string;
}

/** Question, plan and answer of a turn, and what is drawn over its picture. */
export interface ToldTurn {
  readonly question: readonly Piece[];
  /** One line each; empty for an answer without plan. */
  readonly plan: readonly string[];
  readonly answer: readonly Piece[];
  readonly shapes: readonly OverlayShape[];
}

/** What the user points at is white, whatever the answer's colours. */
const PROMPT_COLOUR: Colour = [255, 255, 255];

/** Each triplet has a colour of its own, which all its instances share. Depth must have been decoded. */
export function tellTurn({ user, prompts = [], answer, targets }: SampleTurn): ToldTurn {
  const promptName = (index: number) => {
    const kind = prompts[index]?.kind ?? "prompt";
    return prompts.length > 1 ? `${kind} ${index + 1}` : kind;
  };
  const question = user.flatMap((part): Piece[] => {
    if (part.type === "image") return [];
    if (part.type === "text") return [{ text: part.text, role: "words" }];
    return [{ text: promptName(part.index), role: "prompt", colour: PROMPT_COLOUR }];
  });
  const colours = new Map(triplets(answer.body).map((triplet, i) => [triplet, paletteColour(i)]));
  const instances = new Map([...colours.keys()].map((triplet) => [triplet, [] as OverlayShape[]]));
  for (const [i, { phrase, triplet, group }] of groups(answer.body).entries()) {
    const shapes = instances.get(triplet)!;
    const alone = triplet.groups[0].instances.length === 1;
    for (const [j, index] of group.instances.entries()) {
      // The first of many says what they are, the others have its colour and their number.
      const label = alone ? phrase : index === 0 ? `${phrase} 1` : String(index + 1);
      const values = targetValues(targets[i]![j]!, group.units);
      shapes[index] = { ...shapes[index], label, color: colours.get(triplet)!, ...values };
    }
  }
  const pointed = prompts.map((prompt, i): OverlayShape => {
    return { label: prompts.length > 1 ? promptName(i) : "", color: PROMPT_COLOUR, prompt };
  });
  return {
    question,
    plan: planLines(answer.plan),
    answer: piecesOf(answer.body, colours),
    shapes: [...[...instances.values()].flat(), ...pointed],
  };
}

function planLines(plan: SampleTurn["answer"]["plan"]): string[] {
  if (!plan) return [];
  if (!plan.decode) return ["nothing to decode"];
  return plan.lines.map(({ name, units, count }) => `${name}: ${unitsTimes(units, count)}`);
}

/** "box", "box + mask x 2". */
function unitsTimes(units: readonly string[], count: number): string {
  return `${units.join(" + ")}${count === 1 ? "" : ` x ${count}`}`;
}

function piecesOf(nodes: readonly Node[], colours: ReadonlyMap<TripletNode, Colour>, around?: Colour): Piece[] {
  return nodes.flatMap((node): Piece[] => {
    if (node.kind === "text") {
      if (around === undefined) return [{ text: node.text, role: "words" }];
      return [{ text: node.text, role: "phrase", colour: around }];
    }
    if (node.kind === "phrase")
      return piecesOf(node.children, colours, around).map((piece) => ({ ...piece, role: "phrase" }));
    const colour = colours.get(node)!;
    const inner = piecesOf(node.phrase.children, colours, colour);
    const detail = node.groups.map(({ units, instances }) => unitsTimes(units, instances.length)).join(", ");
    return inner.map((piece, i) => (i === inner.length - 1 ? { ...piece, colour, detail } : piece));
  });
}
