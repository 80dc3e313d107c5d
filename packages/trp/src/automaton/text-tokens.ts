// Which tokens may go on a text: UTF-8 that is finished where it ends, and no structure marker written letter by letter.
import type { Codec } from "../conversation/codec.js";
import { findMarker, SPECIAL_TOKENS } from "../special-tokens.js";
import { type TokenSet, tokenSet } from "./token-set.js";
import { unfinished } from "./utf8.js";

/**
 * The vocabulary's text as bytes (characters U+0000 to U+00FF), since a token may be a part of a character. A text so far
 * counts by its `tail`: the part at its end that might become a marker, or an unfinished character; "" behind anything else.
 */
export class TextTokens {
  private readonly bytes: readonly string[];
  private readonly writing = new Map<string, number[]>();
  private readonly sets = new Map<string, TokenSet>();
  private readonly lineSets = new Map<string, TokenSet>();

  constructor(codec: Codec, vocabSize: number) {
    this.bytes = Array.from({ length: vocabSize }, (_, id) => String.fromCharCode(...codec.bytesOf(id)));
    for (const [id, bytes] of this.bytes.entries()) {
      const same = this.writing.get(bytes);
      if (same) same.push(id);
      else this.writing.set(bytes, [id]);
    }
  }

  /** The bytes of an id; none for markers and control ids. */
  bytesOf(id: number): string {
    return this.bytes[id] ?? "";
  }

  /** The ids whose bytes are these: more than one where a vocabulary has a character both whole and as a byte. */
  idsOf(bytes: string): readonly number[] {
    return this.writing.get(bytes) ?? [];
  }

  /** The tail behind one more id; null where that id may not go on the text. */
  follow(tail: string, id: number): string | null {
    const bytes = this.bytesOf(id);
    if (bytes === "") return null;
    const open = unfinished(isFinished(tail) ? "" : tail, bytes);
    if (open !== "") return open;
    const text = tail + bytes;
    if (bytes.includes(">") && findMarker(text)) return null;
    const start = text.lastIndexOf("<");
    const end = text.slice(start);
    return start >= 0 && SPECIAL_TOKENS.some((marker) => marker.startsWith(end)) ? end : "";
  }

  /** The ids that may go on a text. */
  after(tail: string): TokenSet {
    return this.kept(this.sets, tail, (id) => this.follow(tail, id) !== null);
  }

  /** The ids that may go on a text of one line, as a plan's names are. */
  afterInLine(tail: string): TokenSet {
    return this.kept(this.lineSets, tail, (id) => !/[\r\n]/.test(this.bytes[id]) && this.follow(tail, id) !== null);
  }

  /** Sets are made when they are first wanted; there are no more of them than beginnings of markers and characters. */
  private kept(sets: Map<string, TokenSet>, tail: string, accepts: (id: number) => boolean): TokenSet {
    let set = sets.get(tail);
    if (!set) sets.set(tail, (set = tokenSet(this.bytes.length, accepts)));
    return set;
  }
}

/** Says whether a text with this tail ends with a whole character. */
export function isFinished(tail: string): boolean {
  return tail === "" || tail.charCodeAt(0) < 0x80;
}
