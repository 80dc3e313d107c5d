// Colours in a terminal, as many as it can show; none where the output is no terminal or NO_COLOR is set.
import type { WriteStream } from "node:tty";

type Rgb = readonly [number, number, number];

/** Styles text for one stream. */
export interface Paint {
  colour(text: string, rgb: Rgb): string;
  bold(text: string): string;
  dim(text: string): string;
}

/** Honours NO_COLOR, FORCE_COLOR and TERM. */
export function paintFor(stream: NodeJS.WriteStream, environment = process.env): Paint {
  return makePaint(colourDepth(stream, environment));
}

/** @param depth bits of colour as `WriteStream.getColorDepth` gives them: 1, 4, 8 or 24 */
export function makePaint(depth: number): Paint {
  const style = (codes: string) => (text: string) => (depth < 4 || text === "" ? text : `\x1b[${codes}m${text}\x1b[0m`);
  return {
    bold: style("1"),
    dim: style("2"),
    colour: (text, rgb) =>
      style(depth >= 24 ? `1;38;2;${rgb.join(";")}` : depth >= 8 ? `1;38;5;${cube(rgb)}` : "1")(text),
  };
}

/** Text of a model or a user as it may be shown: control characters, which could steer the terminal, become U+FFFD. */
export function harmless(text: string): string {
  return text.replace(/[^\P{Cc}\n\t]/gu, "\uFFFD");
}

function colourDepth(stream: NodeJS.WriteStream, { NO_COLOR, FORCE_COLOR }: NodeJS.ProcessEnv): number {
  if (NO_COLOR) return 1;
  if (stream.isTTY) return (stream as WriteStream).getColorDepth();
  return FORCE_COLOR && FORCE_COLOR !== "0" ? 24 : 1;
}

/** The nearest entry of the 6 x 6 x 6 cube in the 256 colours. */
function cube([r, g, b]: Rgb): number {
  const level = (value: number) => Math.round((value / 255) * 5);
  return 16 + 36 * level(r) + 6 * level(g) + level(b);
}
