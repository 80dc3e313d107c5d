// A caption with spans as the pieces of an answer.
import type { AskedUnit } from "../language/unit-words.js";
import type { AnnotatedObject, GroundedCaption } from "../sample/annotated.js";
import { canTell } from "./grounding-unit.js";
import { grounded, type Piece } from "./turn.js";

/** Whether every object of the caption can be told in this unit. */
export function canGround({ spans }: GroundedCaption, objects: readonly AnnotatedObject[], unit: AskedUnit): boolean {
  return spans.every((span) => span.objects.every((i) => canTell(objects[i], unit)));
}

/** The caption cut at its spans; a span inside another is a phrase inside a phrase. */
export function piecesOf(
  { text, spans }: GroundedCaption,
  objects: readonly AnnotatedObject[],
  unit: AskedUnit,
): Piece[] {
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
