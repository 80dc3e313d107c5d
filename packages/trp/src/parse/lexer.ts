// Characters to texts and markers, a piece at a time; holds back at most seven characters.
import { SPECIAL_TOKENS, type SpecialToken } from "../special-tokens.js";

/** A place in the answer: offset from 0, line and column from 1, in UTF-16 code units. */
export interface Cursor {
  offset: number;
  line: number;
  column: number;
}

export const START: Cursor = { offset: 0, line: 1, column: 1 };

const LONGEST_MARKER = Math.max(...SPECIAL_TOKENS.map((marker) => marker.length));

/** The place behind `text` when it starts at `from`. */
export function moved(from: Cursor, text: string): Cursor {
  let line = from.line;
  let lineStart = -1;
  for (let i = text.indexOf("\n"); i >= 0; i = text.indexOf("\n", i + 1)) {
    line += 1;
    lineStart = i + 1;
  }
  const column = lineStart < 0 ? from.column + text.length : text.length - lineStart + 1;
  return { offset: from.offset + text.length, line, column };
}

const SLASH = 47;

/** Tells markers apart by one number: the code of the letter behind "<", negative behind "</". */
function letter(text: string, at: number): number {
  const code = text.charCodeAt(at + 1);
  return code === SLASH ? -text.charCodeAt(at + 2) : code;
}

const MARKERS = new Map(SPECIAL_TOKENS.map((marker) => [letter(marker, 0), marker]));

/** The marker that starts at a "<", if one does. */
function markerAt(text: string, at: number): SpecialToken | undefined {
  const marker = MARKERS.get(letter(text, at));
  return marker !== undefined && text.startsWith(marker, at) ? marker : undefined;
}

/** Says whether a text ends in the beginning of a marker. */
function mayBecomeMarker(text: string, at: number): boolean {
  if (text.length - at >= LONGEST_MARKER) return false;
  const rest = text.slice(at);
  return SPECIAL_TOKENS.some((marker) => marker.startsWith(rest));
}

/** Takes what the lexer finds. Texts are never empty. */
export interface Lexemes {
  onText(text: string, at: Cursor): void;
  onMarker(marker: SpecialToken, at: Cursor): void;
}

/** Splits pieces of an answer, cut anywhere, into texts and markers. */
export class Lexer {
  private held = "";
  private at = START;

  /** With `textMarkers` off, markers come only by `special` and everything else is text. */
  constructor(
    private readonly sink: Lexemes,
    private readonly textMarkers: boolean,
  ) {}

  get cursor(): Cursor {
    return this.at;
  }

  push(piece: string): void {
    if (!this.textMarkers) {
      this.text(piece);
      return;
    }
    const input = this.held + piece;
    this.held = "";
    let done = 0;
    for (let i = input.indexOf("<"); i >= 0; i = input.indexOf("<", i)) {
      const marker = markerAt(input, i);
      if (marker) {
        this.text(input.slice(done, i));
        this.marker(marker);
        done = i += marker.length;
      } else if (mayBecomeMarker(input, i)) {
        this.text(input.slice(done, i));
        this.held = input.slice(i);
        return;
      } else {
        i += 1;
      }
    }
    this.text(input.slice(done));
  }

  /** A marker that is known to be one, e.g. by its id. */
  special(marker: SpecialToken): void {
    this.end();
    this.marker(marker);
  }

  /** What was held back is text after all. */
  end(): void {
    const rest = this.held;
    this.held = "";
    this.text(rest);
  }

  private text(text: string): void {
    if (text === "") return;
    const at = this.at;
    this.at = moved(at, text);
    this.sink.onText(text, at);
  }

  private marker(marker: SpecialToken): void {
    const at = this.at;
    this.at = { offset: at.offset + marker.length, line: at.line, column: at.column + marker.length };
    this.sink.onMarker(marker, at);
  }
}
