// Questions about unseen scenes: the same scenes and questions in every evaluation.
import { prepareAtlas, type SampleTurn } from "@refvlm/vt-instruct";
import type { QuestionSource } from "./evaluate.js";
import type { QuestionKind } from "./kinds.js";
import type { EvalQuestion } from "./question.js";
import { type AskedScene, type SceneFamilies, SceneQuestions, sceneFamilies } from "./questions.js";

export interface SceneSelection {
  /** Default: the package's own, `SceneQuestions.read()`. */
  questions?: SceneQuestions;
  /** Scenes of each set of families. Default: all that there are questions about. */
  scenes?: number;
  /** Default both. */
  families?: readonly SceneFamilies[];
}

/** @throws QuestionsError where scenes and questions do not fit */
export async function sceneQuestions({
  questions = SceneQuestions.read(),
  scenes = questions.header.scenes,
  families = sceneFamilies,
}: SceneSelection = {}): Promise<QuestionSource> {
  questions.checkCount(scenes);
  await prepareAtlas();
  return {
    size: families.length * scenes,
    digest: questions.digest,
    at(place) {
      const [set, index] = [families[Math.floor(place / scenes)], place % scenes];
      const people = questions.about(set, index, true);
      return [
        ...asked(questions.about(set, index), set, `${index}`),
        ...(people ? asked(people, set, `people-${index}`) : []),
      ];
    },
  };
}

function asked({ scene, questions }: AskedScene, set: SceneFamilies, id: string): EvalQuestion[] {
  const { picture, objects } = scene;
  const names = objects.map(({ name }) => name);
  return Object.entries(questions).map(([kind, turns]) => {
    const [turn, history] = [turns.at(-1)!, turns.slice(0, -1)];
    // But for new units, questions are measured by their wording.
    const command = turn.command?.newUnits && turn.command;
    const told = history.map(wordsAlone);
    return { set, id, kind: kind as QuestionKind, picture, history: told, turn, names, ...(command && { command }) };
  });
}

/** A turn without its command. */
function wordsAlone({ command, ...turn }: SampleTurn): SampleTurn {
  return turn;
}
