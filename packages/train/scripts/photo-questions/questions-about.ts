// All questions of the photographs' evaluation about one picture.
import { bodyText, printAnswer } from "@refvlm/trp";
import { promptToJson } from "@refvlm/vision";
import { type AnnotatedPicture, promptMark, Random, type SampleTurn } from "@refvlm/vt-instruct";
import type { QuestionKind } from "../../src/eval/kinds.js";
import type { Asks, PhotoLine, WrittenPhotoTurn } from "../../src/eval/photos/question-file.js";
import { askers } from "./askers.js";

/** A question with its truth, and what it asks. */
export interface AskedTurn {
  readonly turn: SampleTurn;
  readonly asks: Asks;
}

/** Asks about a picture, from a random stream of its own: a kind more or less changes no other one. */
export function questionsAbout(picture: AnnotatedPicture, seed: number): PhotoLine["questions"] {
  const asked = Object.entries(askers).flatMap(([kind, ask]) => {
    const turns = ask(picture, Random.of("photographs", seed, picture.id, kind));
    return turns.length > 0 ? [[kind as QuestionKind, turns.map((each) => written(each, picture))] as const] : [];
  });
  return Object.fromEntries(asked);
}

function written({ turn, asks }: AskedTurn, { objects }: AnnotatedPicture): WrittenPhotoTurn {
  const { task, prompts, answer, targets } = turn;
  const places = targets.map((group) => group.map(({ box }) => objects.findIndex((object) => object.box === box)));
  if (places.flat().includes(-1))
    throw new Error(`${bodyText(answer.body)}: a target is none of the picture's objects`);
  return {
    task,
    question: questionOf(turn),
    ...(prompts && { prompts: prompts.map(promptToJson) }),
    answer: printAnswer(answer),
    targets: places,
    asks,
  };
}

/** The words of a question, `[VPT]` where it points. */
export function questionOf({ user }: SampleTurn): string {
  return user.map((part) => (part.type === "text" ? part.text : promptMark)).join("");
}
