// GCG, grounded conversation generation: a caption whose every mentioned thing carries its boxes or masks.

import { groundNouns } from "../language/caption-nouns.js";
import { type AskedUnit, partsOf, unitWords, type WordedUnit } from "../language/unit-words.js";
import { sentence } from "../language/wording.js";
import type { Random } from "../random.js";
import type { AnnotatedObject, AnnotatedPicture, AnnotatedQuestion, GroundedCaption } from "../sample/annotated.js";
import { unfitForAll } from "../templates/agreement.js";
import { gcgExtraTemplates, gcgTemplates } from "../templates/caption.js";
import type { AskOptions } from "./ask-options.js";
import { drawExtra, withExtra } from "./caption-extra.js";
import { canGround, piecesOf } from "./caption-pieces.js";
import { inForm } from "./numeric.js";
import { pointedCaption } from "./pointed-caption.js";
import { openQuestions, publishedThread, publishedTurn } from "./published.js";
import type { Task } from "./task.js";
import { makeTurn, oneOf } from "./turn.js";

/** Share of requests that point at a thing and ask about that alone. */
const pointedRate = 0.25;

function groundedTask(name: string, unit: WordedUnit): Task {
  const templates = gcgTemplates(unit);
  const task: Task = {
    name,
    command: { task: `gcg_${unitWords[unit].task}`, elements: ["phrase", "sentence", "unit"], units: partsOf(unit) },
    ask(picture, random, options) {
      const { objects } = picture;
      const pointed = random.chance(pointedRate) ? pointedCaption(task, unit, picture, random, options) : undefined;
      if (pointed) return inForm(pointed, picture, options);
      const captions = captionsOf(picture).filter((caption) => canGround(caption, objects, unit));
      const questions = openQuestions(picture).filter((question) => isGrounded(question, objects, unit));
      if (captions.length + questions.length === 0) return undefined;
      const drawn = oneOf(random, [...captions, ...questions]);
      const turn =
        "question" in drawn
          ? publishedTurn(task, drawn, piecesOf(answerOf(drawn), objects, unit), picture, random, options)
          : captionTurn(drawn, picture, random, options);
      return turn && inForm(turn, picture, options);
    },
    thread(picture, random, options) {
      const { objects, conversations = [] } = picture;
      const fitting = conversations.filter(({ turns }) =>
        turns.some((question) => isGrounded(question, objects, unit)),
      );
      if (fitting.length === 0) return [];
      const pieces = (question: AnnotatedQuestion) => {
        const answer = answerOf(question);
        return canGround(answer, objects, unit) ? piecesOf(answer, objects, unit) : [answer.text];
      };
      const turns = publishedThread(task, oneOf(random, fitting), pieces, picture, random, options);
      return turns.map((turn) => inForm(turn, picture, options));
    },
  };

  function captionTurn(caption: GroundedCaption, picture: AnnotatedPicture, random: Random, options: AskOptions) {
    const question = templates.draw(random);
    const pieces = piecesOf(caption, picture.objects, unit);
    const extra = drawExtra(picture, caption, unit, random, options);
    if (!extra) return makeTurn(task, question, pieces);
    const addition = gcgExtraTemplates.draw(random, { many: extra.plural }, unfitForAll([extra.name]));
    return makeTurn(task, `${sentence(question)} ${addition}`, withExtra(pieces, extra, unit));
  }
  return task;
}

/** Captions with their objects: the data set's, else its plain captions with the nouns that are certain. */
function captionsOf(picture: AnnotatedPicture): readonly GroundedCaption[] {
  const { groundedCaptions, captions = [] } = picture;
  return groundedCaptions ?? captions.flatMap((caption) => groundNouns(caption, picture) ?? []);
}

/** Whether the answer says which of its words mean objects, and these can be told in the unit. */
function isGrounded(question: AnnotatedQuestion, objects: readonly AnnotatedObject[], unit: AskedUnit): boolean {
  return question.spans !== undefined && question.spans.length > 0 && canGround(answerOf(question), objects, unit);
}

/** The best answer as a sentence about objects. */
function answerOf({ answers, spans = [] }: AnnotatedQuestion): GroundedCaption {
  return { text: answers[0], spans };
}

/** GCG with boxes. */
export const gcgBox = groundedTask("gcg-box", "box");

/** GCG with masks. */
export const gcgMask = groundedTask("gcg-mask", "mask");

/** GCG with both. */
export const gcgBoxMask = groundedTask("gcg-box-mask", "box, mask");
