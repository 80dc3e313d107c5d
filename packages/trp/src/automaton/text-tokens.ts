// Which tokens may go on a text: UTF-8 that is finished where it ends, and no structure written letter by letter.
import type { Codec } from "../conversation/codec.js";
import { SPECIAL_TOKENS } from "../special-tokens.js";
import { type TokenSet, tokenSet } from "./token-set.js";
import { missingBytes, unfinished } from "./utf8.js";

/** What no text may spell: markers, and the sentence that a plan begins with. */
const STRUCTURE: readonly string[] = [...SPECIAL_TOKENS, "Unit decode ("];
const LONGEST = Math.max(...STRUCTURE.map(({ length }) => length));

/**
 * The vocabulary's text as bytes (characters U+0000 to U+00FF), since a token may be a part of a character. A text so far
 * counts by its `tail`: the part at its end that might become structure, or an unfinished character; "" behind anything else.
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
    return STRUCTURE.some((piece) => text.includes(piece)) ? null : begunStructure(text);
  }

  /**
   * The ids that may go on a text.
   * @param missing most bytes that the character which they begin may lack
   */
  after(tail: string, missing = MOST_MISSING): TokenSet {
    return this.kept(this.sets, tail, missing, () => true);
  }

  /** The ids that may go on a text of one line, as a plan's names are. */
  afterInLine(tail: string, missing = MOST_MISSING): TokenSet {
    return this.kept(this.lineSets, tail, missing, (id) => !/[\r\n]/.test(this.bytes[id]));
  }

  /** Sets are made when they are first wanted; there are few: beginnings of structure and characters. */
  private kept(sets: Map<string, TokenSet>, tail: string, missing: number, accepts: (id: number) => boolean): TokenSet {
    const most = Math.min(missing, MOST_MISSING);
    const key = most + tail;
    let set = sets.get(key);
    if (!set) {
      const goesOn = (id: number) => {
        const longer = this.follow(tail, id);
        return longer !== null && missingIn(longer) <= most && accepts(id);
      };
      sets.set(key, (set = tokenSet(this.bytes.length, goesOn)));
    }
    return set;
  }
}

/** Bytes of the longest character behind its first one. */
const MOST_MISSING = 3;

/** The longest part at the end of a text that structure begins with. */
function begunStructure(text: string): string {
  for (let length = Math.min(text.length, LONGEST - 1); length > 0; length--) {
    const end = text.slice(-length);
    if (STRUCTURE.some((piece) => piece.startsWith(end))) return end;
  }
  return "";
}

/** How many bytes the character at the end of a text with this tail lacks: so many tokens may finish it. */
export function missingIn(tail: string): number {
  return isFinished(tail) ? 0 : missingBytes(tail);
}

/** Says whether a text with this tail ends with a whole character. */
export function isFinished(tail: string): boolean {
  return tail === "" || tail.charCodeAt(0) < 0x80;
}
