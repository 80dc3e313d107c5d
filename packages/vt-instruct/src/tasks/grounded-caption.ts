// GCG, grounded conversation generation: a caption whose every mentioned thing carries its boxes or masks.
import type { AnnotatedObject, GroundedCaption } from "../annotated.js";
import { groundNouns } from "../caption-nouns.js";
import type { SampleTurn } from "../sample.js";
import { gcgAbsentTemplates, gcgBoxTemplates, gcgMaskTemplates } from "../templates/caption.js";
import type { Templates } from "../templates/grammar.js";
import { absence, sentence } from "../wording.js";
import { absentFrom } from "./labelled.js";
import { asNumbers } from "./numeric.js";
import type { GroundingUnit, Task } from "./task.js";
import { grounded, makeTurn, oneOf, type Piece } from "./turn.js";

function groundedTask(name: string, unit: GroundingUnit, templates: Templates): Task {
  const kind = unit === "box" ? "gcg_detection" : "gcg_segmentation";
  const task: Task = {
    name,
    command: { task: kind, elements: ["phrase", "sentence", "unit"], units: [unit] },
    ask(picture, random, options) {
      const { objects, groundedCaptions, captions = [] } = picture;
      const all = groundedCaptions ?? captions.flatMap((caption) => groundNouns(caption, picture) ?? []);
      const usable = all.filter((caption) => canGround(caption, objects, unit));
      if (usable.length === 0) return undefined;
      const absent = !options.core && random.chance(options.absentRate) ? absentFrom(picture) : [];
      const question = templates.draw(random, {}, options);
      const pieces = piecesOf(oneOf(random, usable), objects, unit);
      if (absent.length > 0) {
        const thing = random.pick(absent);
        const addition = gcgAbsentTemplates.draw(random, { many: thing.plural }, options);
        return finish(makeTurn(task, `${sentence(question)} ${addition}`, [...pieces, ` ${absence([thing.name])}`]));
      }
      return finish(makeTurn(task, question, pieces));

      function finish(turn: SampleTurn): SampleTurn {
        return options.numeric && unit === "box" ? asNumbers(turn, picture) : turn;
      }
    },
  };
  return task;
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
