// The numeric form of stage 1: boxes as numbers in the text, for a network that has no decoders yet.
import { type Node, phraseText, text } from "@refvlm/trp";
import { type Box, Frame } from "@refvlm/vision";
import type { SampleTurn } from "../sample/sample.js";
import type { AskOptions } from "./ask-options.js";

interface Size {
  readonly width: number;
  readonly height: number;
}

/** The turn as `options` want it: with numbers where it asks for boxes, else as it is. */
export function inForm(turn: SampleTurn, picture: Size, { numeric = false }: AskOptions): SampleTurn {
  return numeric && turn.command?.units.join() === "box" ? asNumbers(turn, picture) : turn;
}

/**
 * The same turn with each phrase's boxes written behind it, left to right: `dogs [0.123,0.456,0.789,0.901;0.200,…]`,
 * as corners [x1, y1, x2, y2] on the padded square, three decimals (paper appendix C.3, stage 1, after Shikra). It has
 * no units and nothing to decode, and no plan either: stage 1 trains the projector only, under a language model that
 * has never seen the markers.
 */
function asNumbers(turn: SampleTurn, { width, height }: Size): SampleTurn {
  const frame = Frame.letterbox(width, height);
  const targets = [...turn.targets];
  const words = (nodes: readonly Node[]): string =>
    nodes
      .map((node) => {
        if (node.kind === "text") return node.text;
        if (node.kind === "phrase") return phraseText(node);
        const inner = words(node.phrase.children);
        const boxes = node.groups.flatMap(() => targets.shift()!.map(({ box }) => numbers(box!, frame)));
        return `${inner} [${boxes.join(";")}]`;
      })
      .join("");
  const { command, ...rest } = turn;
  return {
    ...rest,
    answer: { plan: null, body: [text(words(turn.answer.body))] },
    targets: [],
    command: command && { ...command, elements: command.elements.filter((element) => element !== "unit"), units: [] },
  };
}

function numbers([x1, y1, x2, y2]: Box, frame: Frame): string {
  const corners = [...frame.pointToUnitSquare([x1, y1]), ...frame.pointToUnitSquare([x2, y2])];
  return corners.map((value) => value.toFixed(3)).join(",");
}
