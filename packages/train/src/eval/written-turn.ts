// A question as files of questions hold it: its targets are places among the objects of what it is about.
import { parseAnswer, type TaskCommand } from "@refvlm/trp";
import { type PromptJson, promptFromJson } from "@refvlm/vision";
import { type SampleTurn, type Target, userParts } from "@refvlm/vt-instruct";

export interface WrittenTurn {
  readonly task: string;
  /** Each `[VPT]` stands for the next of the prompts. */
  readonly question: string;
  readonly prompts?: readonly PromptJson[];
  /** In TRP, its plan included. */
  readonly answer: string;
  /** For each group of references, the places of its instances among the objects; null is the whole picture. */
  readonly targets: readonly (readonly (number | null)[])[];
  /** Where it explains a unit word; other turns are asked by their wording alone. */
  readonly command?: TaskCommand;
}

/** The turn; `targetAt` tells what is known of the object at a place. */
export function turnOf(
  { task, question, prompts, answer, targets, command }: WrittenTurn,
  targetAt: (place: number | null) => Target,
): SampleTurn {
  return {
    task,
    ...userParts(question, prompts?.map(promptFromJson)),
    answer: parseAnswer(answer, { mode: "strict" }).answer,
    targets: targets.map((places) => places.map(targetAt)),
    ...(command && { command }),
  };
}
