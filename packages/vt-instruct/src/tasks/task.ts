// What a task over scenes is, and how its answers are put together.
import { type Node, planOf, type TaskCommand, text, triplet } from "@refvlm/trp";
import type { Random } from "../random.js";
import type { SampleTurn, Target } from "../sample.js";
import type { Category } from "../scene/categories.js";
import type { Scene, SceneObject } from "../scene/render.js";

/** The unit that a grounding task asks for. */
export type SceneUnit = "box" | "mask";

/** What a task may use besides the scene. */
export interface AskOptions {
  /** Share of grounding questions about things that are not there. */
  absentRate: number;
  /** Names to choose absent things from. */
  vocabulary: readonly Category[];
}

/** A way to ask about a scene. */
export interface SceneTask {
  readonly name: string;
  readonly command: TaskCommand;
  /** One question with its true answer; undefined where the scene has nothing to ask about in this way. */
  ask(scene: Scene, random: Random, options: AskOptions): SampleTurn | undefined;
}

/** A part of an answer: words, or a phrase with the objects that it refers to. */
export type Piece = string | { phrase: string; objects: readonly SceneObject[]; unit: SceneUnit };

/** A turn from a question and the pieces of its answer; instances of a phrase go from left to right. */
export function makeTurn(task: SceneTask, question: string, pieces: readonly Piece[]): SampleTurn {
  const body: Node[] = [];
  const targets: Target[][] = [];
  for (const piece of pieces) {
    if (typeof piece === "string") {
      body.push(text(piece));
      continue;
    }
    const instances = leftToRight(piece.objects);
    body.push(triplet(piece.phrase, { units: [piece.unit], count: instances.length }));
    targets.push(instances.map(({ box, mask }) => ({ box, mask })));
  }
  return {
    task: task.name,
    user: [{ type: "text", text: question }],
    answer: { plan: planOf(body), body },
    targets,
    command: task.command,
  };
}

/** Puts `between` between the pieces, and `last` (where given) before the final one. */
export function joinPieces(pieces: readonly Piece[], between = ", ", last = between): Piece[] {
  return pieces.flatMap((piece, i) => {
    if (i === 0) return [piece];
    return [i === pieces.length - 1 ? last : between, piece];
  });
}

/** Objects by the centre of their boxes, ties from the top: the reading order of every answer. */
export function leftToRight(objects: readonly SceneObject[]): SceneObject[] {
  const x = ({ box }: SceneObject) => box[0] + box[2];
  const y = ({ box }: SceneObject) => box[1] + box[3];
  return [...objects].sort((a, b) => x(a) - x(b) || y(a) - y(b));
}

/** The objects of each name, in the order in which the names first appear from left to right. */
export function groupsOf(scene: Scene): SceneObject[][] {
  const groups = new Map<string, SceneObject[]>();
  for (const object of leftToRight(scene.objects))
    groups.set(object.name, [...(groups.get(object.name) ?? []), object]);
  return [...groups.values()];
}

/** Categories of the vocabulary that the scene does not show. */
export function absentFrom(scene: Scene, vocabulary: readonly Category[]): Category[] {
  const shown = new Set(scene.objects.map((object) => object.name));
  return vocabulary.filter((category) => !shown.has(category.name));
}
