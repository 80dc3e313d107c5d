// A contact sheet of answered questions: right answers in green, wrong ones in red, the truth of those in white. A word before
// each question says it, too, as not everybody sees the colours apart.
import { decodedValues } from "@refvlm/model";
import { decodedUnits, groups } from "@refvlm/trp";
import { arrangeTiles, type Colour, captioned, drawOverlay, type OverlayShape, type Picture } from "@refvlm/vision";
import { promptMark, targetValues } from "@refvlm/vt-instruct";
import type { AnsweredQuestion } from "./question.js";
import { questionText } from "./tasks/grounded.js";

const GROUND: Colour = [24, 24, 24];
const right: Verdict = { word: "right", color: [70, 220, 90] };
const wrong: Verdict = { word: "wrong", color: [255, 70, 60] };
const truth: Colour = [255, 255, 255];

interface Verdict {
  word: string;
  color: Colour;
}

export interface SheetOptions {
  /** Tiles side by side. Default 4. */
  columns?: number;
  /** Width of a tile in pixels. Default 400. */
  tile?: number;
}

/** One tile a question: the picture with the answer's units and their legend, question and words whole below it. */
export async function contactSheet(
  answered: readonly AnsweredQuestion[],
  { columns = 4, tile = 400 }: SheetOptions = {},
): Promise<Picture> {
  if (answered.length === 0) throw new Error("there is no answer to draw");
  const tiles = await Promise.all(answered.map((each) => drawTile(each, tile)));
  return arrangeTiles(tiles, { columns, gap: 6, ground: GROUND });
}

/** Half of the points is where a tile turns green: the found box, an overlap or F1 of one half. */
async function drawTile(answered: AnsweredQuestion, side: number): Promise<Picture> {
  const { question, answer, result } = answered;
  const isRight = result.of > 0 && result.gain >= 0.5 * result.of;
  const { word, color } = isRight ? right : wrong;
  const missed = isRight ? [] : truthOf(answered);
  const shapes = [...missed, ...shapesOf(answered, color), ...promptsOf(answered)];
  const drawn = await drawOverlay(question.picture, shapes, { labels: false, minSide: side });
  const words = `${word}: ${questionText(question).trim()} ${answer ? answer.text : "(no answer)"}`;
  return captioned(drawn, words, color);
}

function shapesOf({ answer }: AnsweredQuestion, color: Colour): OverlayShape[] {
  return (answer?.instances ?? []).map((each): OverlayShape => {
    return { label: each.phrase, color, score: each.score, ...decodedValues(each, each.units) };
  });
}

function truthOf({ question: { turn } }: AnsweredQuestion): OverlayShape[] {
  return groups(turn.answer.body).flatMap(({ phrase, group }, i) => {
    const units = decodedUnits(group.units, turn.command?.newUnits ?? {});
    return turn.targets[i].map((target): OverlayShape => {
      return { label: `truth: ${phrase}`, color: truth, ...targetValues(target, units) };
    });
  });
}

function promptsOf({ question: { turn } }: AnsweredQuestion): OverlayShape[] {
  return (turn.prompts ?? []).map((prompt) => ({ label: promptMark, color: truth, prompt }));
}
