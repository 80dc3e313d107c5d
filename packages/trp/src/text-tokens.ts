// Which tokens may go on a text without writing a structure marker letter by letter.
import type { Codec } from "./codec.js";
import { findMarker, SPECIAL_TOKENS } from "./special-tokens.js";

/** What a set of text tokens is for. */
export interface TextPlace {
  /** The end of the text so far, as `TextTokens.tail` gives it. */
  tail: string;
  /** No line breaks, as in a plan's names. */
  oneLine?: boolean;
  /** Ids allowed besides text. */
  also?: readonly number[];
  /** Ids left out although they are text. */
  except?: number;
}

/** The vocabulary's text, read once; sets are made on first use and kept. */
export class TextTokens {
  private readonly texts: string[];
  private readonly sets = new Map<string, Int32Array>();

  constructor(codec: Codec, vocabSize: number) {
    const control = new Set([codec.bosId, codec.eosId, codec.imageId, codec.promptId]);
    for (const marker of SPECIAL_TOKENS) control.add(codec.special(marker));
    this.texts = Array.from({ length: vocabSize }, (_, id) => (control.has(id) ? "" : codec.decode([id])));
  }

  /** The allowed ids at a place; shared, never write to it. */
  allowed({ tail, oneLine = false, also = [], except = -1 }: TextPlace): Int32Array {
    const key = [tail, oneLine, except, ...also].join("\n");
    let set = this.sets.get(key);
    if (!set) {
      const ids = new Set(also);
      for (const [id, text] of this.texts.entries()) {
        if (text === "" || id === except || (oneLine && /[\r\n]/.test(text))) continue;
        if (text.includes(">") && findMarker(tail + text)) continue;
        ids.add(id);
      }
      set = Int32Array.from(ids);
      this.sets.set(key, set);
    }
    return set;
  }

  /** Says whether an id is ordinary text. */
  isText(id: number): boolean {
    return (this.texts[id] ?? "") !== "";
  }

  /** The part at the end of a text that might still become a marker; `tail` is the one before `id`. */
  tail(tail: string, id: number): string {
    const text = tail + this.texts[id];
    const start = text.lastIndexOf("<");
    if (start < 0) return "";
    const end = text.slice(start);
    return SPECIAL_TOKENS.some((marker) => marker.startsWith(end)) ? end : "";
  }
}
