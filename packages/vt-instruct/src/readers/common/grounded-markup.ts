// Sentences with the objects they mean, as people write them: "A [red cup](0) next to [two spoons](1,2)."
import type { GroundedCaption } from "../../sample/annotated.js";

/** Markup that cannot be read; the message shows the place. */
export class MarkupError extends Error {
  override name = "MarkupError";
}

const END = /^\]\(\s*(\d+(?:\s*,\s*\d+)*)\s*\)/;

/**
 * The plain sentence and its spans, in the order in which they begin. `[words](0,1)` marks words that mean objects 0 and
 * 1; marked words may hold marked words. A bracket of the sentence itself is written `\[` or `\]`, a backslash `\\`.
 * @throws MarkupError
 */
export function parseGroundedMarkup(markup: string): GroundedCaption {
  const spans: { start: number; end: number; objects: number[] }[] = [];
  const open: { span: (typeof spans)[number]; at: number }[] = [];
  let text = "";
  for (let at = 0; at < markup.length; at++) {
    const character = markup[at]!;
    if (character === "\\" && /[[\]\\]/.test(markup[at + 1] ?? "")) text += markup[++at]!;
    else if (character === "[") {
      const span = { start: text.length, end: text.length, objects: [] };
      spans.push(span);
      open.push({ span, at });
    } else if (character === "]") {
      const closed = open.pop();
      if (!closed) throw wrong(markup, at, "a ] without its [");
      const end = END.exec(markup.slice(at));
      if (!end) throw wrong(markup, at, "marked words need their objects, as in [two spoons](1,2)");
      if (closed.span.start === text.length) throw wrong(markup, closed.at, "no words are marked");
      closed.span.end = text.length;
      closed.span.objects = end[1]!.split(",").map(Number);
      at += end[0].length - 1;
    } else text += character;
  }
  const unclosed = open.pop();
  if (unclosed) throw wrong(markup, unclosed.at, "a [ that is not closed");
  return { text, spans };
}

function wrong(markup: string, at: number, what: string): MarkupError {
  const shown = markup.slice(at, at + 20);
  return new MarkupError(`${what} (character ${at}, "${shown}"); a bracket of the sentence is written \\[ or \\]`);
}
