// GCG, grounded conversation generation: a caption whose every mentioned thing carries its boxes or masks.
import type { AnnotatedObject, AnnotatedPicture, GroundedCaption, ObjectName } from "../annotated.js";
import { groundNouns } from "../caption-nouns.js";
import type { Random } from "../random.js";
import { gcgAbsentTemplates, gcgBoxTemplates, gcgMaskTemplates } from "../templates/caption.js";
import type { Templates } from "../templates/grammar.js";
import { absence, sentence } from "../wording.js";
import { absentFrom } from "./labelled.js";
import { asNumbers } from "./numeric.js";
import { publishedTurn } from "./published.js";
import type { GroundingUnit, Task } from "./task.js";
import { grounded, makeTurn, oneOf, type Piece } from "./turn.js";

function groundedTask(name: string, unit: GroundingUnit, templates: Templates): Task {
  const kind = unit === "box" ? "gcg_detection" : "gcg_segmentation";
  const task: Task = {
    name,
    command: { task: kind, elements: ["phrase", "sentence", "unit"], units: [unit] },
    ask(picture, random, options) {
      const { objects } = picture;
      const captions = captionsOf(picture).filter((caption) => canGround(caption, objects, unit));
      const questions = groundedQuestions(picture).filter(({ answer }) => canGround(answer, objects, unit));
      const drawn = captions.length + questions.length > 0 ? oneOf(random, [...captions, ...questions]) : undefined;
      if (!drawn) return undefined;
      if ("question" in drawn)
        return publishedTurn(task, drawn.question, piecesOf(drawn.answer, objects, unit), picture, random, options);
      const absent = !options.core && random.chance(options.absentRate) ? absentFrom(picture) : [];
      const wording = templates.draw(random, {}, options);
      const pieces = piecesOf(drawn, objects, unit);
      const turn =
        absent.length > 0
          ? turnWithAbsent(wording, pieces, random.pick(absent), random)
          : makeTurn(task, wording, pieces);
      return options.numeric && unit === "box" ? asNumbers(turn, picture) : turn;
    },
  };

  /** The caption, and in words that what the question mentions besides is not there. */
  function turnWithAbsent(wording: string, pieces: readonly Piece[], { name, plural }: ObjectName, random: Random) {
    const question = `${sentence(wording)} ${gcgAbsentTemplates.draw(random, { many: plural })}`;
    return makeTurn(task, question, [...pieces, ` ${absence([name])}`]);
  }
  return task;
}

/** Captions with their objects: the data set's, else its plain captions with the nouns that are certain. */
function captionsOf(picture: AnnotatedPicture): readonly GroundedCaption[] {
  const { groundedCaptions, captions = [] } = picture;
  return groundedCaptions ?? captions.flatMap((caption) => groundNouns(caption, picture) ?? []);
}

/** Questions whose answers say which of their words mean objects; of conversations the first, which leans on none. */
function groundedQuestions({ questions = [], conversations = [] }: AnnotatedPicture) {
  return [...questions, ...conversations.map(({ turns }) => turns[0])].flatMap((question) => {
    const { spans = [], answers } = question;
    return spans.length > 0 ? [{ question, answer: { text: answers[0], spans } }] : [];
  });
}

function canGround({ spans }: GroundedCaption, objects: readonly AnnotatedObject[], unit: GroundingUnit): boolean {
  return spans.every((span) => span.objects.every((i) => !objects[i].crowd && objects[i][unit]));
}

/** The caption cut at its spans; a span inside another is a phrase inside a phrase. */
export function piecesOf({ text, spans }: GroundedCaption, objects: readonly AnnotatedObject[], unit: string): Piece[] {
  let next = 0;
  const within = (start: number, end: number): Piece[] => {
    const pieces: Piece[] = [];
    let at = start;
    while (next < spans.length && spans[next].start < end) {
      const span = spans[next++];
      if (span.start > at) pieces.push(text.slice(at, span.start));
      const phrase = within(span.start, span.end);
      const instances = span.objects.map((i) => objects[i]);
      if (instances.length > 0) pieces.push(grounded(phrase, unit, instances));
      else pieces.push(...phrase);
      at = span.end;
    }
    if (at < end) pieces.push(text.slice(at, end));
    return pieces;
  };
  return within(0, text.length);
}

/** GCG with boxes. */
export const gcgBox = groundedTask("gcg-box", "box", gcgBoxTemplates);

/** GCG with masks. */
export const gcgMask = groundedTask("gcg-mask", "mask", gcgMaskTemplates);
