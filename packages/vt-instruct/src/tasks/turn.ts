// How a turn is put together: a question, and an answer of words and phrases with their targets.
import { type Node, type Part, planOf, text, triplet } from "@refvlm/trp";
import type { VisualPrompt } from "@refvlm/vision";
import { inOrder, type ListOrder } from "../language/labelled.js";
import { type AskedUnit, partsOf } from "../language/unit-words.js";
import type { Random } from "../random.js";
import type { AnnotatedObject } from "../sample/annotated.js";
import type { SampleTurn, Target } from "../sample/sample.js";
import { targetIn } from "./grounding-unit.js";
import type { Task } from "./task.js";

/** A phrase with what its references mean; a phrase may hold phrases. */
export interface GroundedPiece {
  readonly phrase: string | readonly Piece[];
  /** The first group names all instances, a later one takes some of them up again. */
  readonly groups: readonly GroundedGroup[];
}

/** References of some units, and what each of them means. */
export interface GroundedGroup {
  readonly units: readonly string[];
  /** Ascending; all of the targets' numbers where absent. */
  readonly instances?: readonly number[];
  readonly targets: readonly Target[];
}

/** A part of an answer: words, or a phrase with targets. */
export type Piece = string | GroundedPiece;

/** A question: words, in which each `[VPT]` stands for the next of the prompts. */
export type Question = string | { readonly text: string; readonly prompts: readonly VisualPrompt[] };

/** What stands for a visual prompt in the words of a question. */
export const promptMark = "[VPT]";

/** A turn from a question and the pieces of its answer. */
export function makeTurn(
  { name, command }: Pick<Task, "name" | "command">,
  question: Question,
  pieces: readonly Piece[],
): SampleTurn {
  const targets: Target[][] = [];
  // Inner phrases close first: their targets come before those of the phrase around them.
  const nodes = (list: readonly Piece[]): Node[] =>
    list.map((piece) => {
      if (typeof piece === "string") return text(piece);
      const phrase = typeof piece.phrase === "string" ? piece.phrase : nodes(piece.phrase);
      targets.push(...piece.groups.map((group) => [...group.targets]));
      const groups = piece.groups.map(({ units, targets, instances = targets.keys() }) => {
        return { units: [...units], instances: [...instances] };
      });
      return triplet(phrase, ...groups);
    });
  const body = nodes(pieces);
  return { task: name, ...questionParts(question), answer: { plan: planOf(body), body }, targets, command };
}

/** A phrase for these objects, its instances from left to right where nothing else is said. */
export function grounded(
  phrase: string | readonly Piece[],
  unit: AskedUnit,
  objects: readonly AnnotatedObject[],
  order: ListOrder = "place",
): GroundedPiece {
  const targets = inOrder(objects, order).map((object) => targetIn(object, unit));
  return { phrase, groups: [{ units: partsOf(unit), targets }] };
}

const questionParts = (question: Question) =>
  typeof question === "string" ? userParts(question) : userParts(question.text, question.prompts);

/** The parts of a question in words, in which each `[VPT]` stands for the next of the prompts, where there are any. */
export function userParts(words: string, prompts?: readonly VisualPrompt[]): Pick<SampleTurn, "user" | "prompts"> {
  if (!prompts) return { user: [{ type: "text", text: words }] };
  const user = words.split(promptMark).flatMap((piece, i): Part[] => {
    const part: Part[] = piece === "" ? [] : [{ type: "text", text: piece }];
    return i === 0 ? part : [{ type: "prompt", index: i - 1 }, ...part];
  });
  return { user, prompts: [...prompts] };
}

/** Puts `between` between the pieces, and `last` (where given) before the final one. */
export function joinPieces(pieces: readonly Piece[], between = ", ", last = between): Piece[] {
  return pieces.flatMap((piece, i) => {
    if (i === 0) return [piece];
    return [i === pieces.length - 1 ? last : between, piece];
  });
}

/** One of the items; a single one costs no random number. */
export function oneOf<T>(random: Random, items: readonly T[]): T {
  return items.length === 1 ? items[0] : random.pick(items);
}
