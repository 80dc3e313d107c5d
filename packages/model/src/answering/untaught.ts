// Networks put together of published weights, as LLaVA-1.5 with new decoders: words as they have learned them, and units by
// examples in the prompt (link-context learning, paper appendix A).
import { findUnit, type Group, type Node, planOf, printAnswer, type TaskCommand, text, triplet } from "@refvlm/trp";
import type { ModelConfig } from "../config.js";
import type { EarlierTurn, QuestionContext } from "./question.js";

/** Whether a question to this network is answered in words alone. */
export function isInWords({ untaught }: Pick<ModelConfig, "untaught">, command?: TaskCommand): boolean {
  return untaught === true && (command?.units.length ?? 0) === 0;
}

/** The question behind shown examples, where it asks an untaught network for units; they cover one, several and none. */
export function withExamples<Q extends QuestionContext>(config: Pick<ModelConfig, "untaught">, question: Q): Q {
  const { command, history = [] } = question;
  if (!config.untaught || !command || isInWords(config, command)) return question;
  return { ...question, history: [...examples(command), ...history] };
}

function examples(command: TaskCommand): EarlierTurn[] {
  const { units } = command;
  const shown = (asked: string, body: Node[]): EarlierTurn => ({
    user: [{ type: "text", text: asked }],
    answer: printAnswer({ plan: planOf(body), body }),
    command,
  });
  const groups = (instances: number[]): [Group, ...Group[]] =>
    units.map((unit) => ({ units: [unit], instances })) as [Group, ...Group[]];
  const single = units.some((unit) => findUnit(unit)?.plurality === "one");
  return [
    shown("Where is the cup?", [triplet("cup", ...groups([0])), text(" is here.")]),
    ...(single ? [] : [shown("Find all dogs.", [triplet("dogs", ...groups([0, 1])), text(".")])]),
    shown("Where is the piano?", [text("There is no piano in the picture.")]),
  ];
}
