// The one door to a tokenizer: what encoding and constrained decoding need of it.
import type { SpecialToken } from "../special-tokens.js";

/**
 * A tokenizer seen from the language. `encodeText` must be concatenative:
 * `decode([...encodeText(a), ...encodeText(b)]) === a + b` (SentencePiece codecs switch their dummy prefix off).
 */
export interface Codec {
  /** Ids of plain text; special strings in it are ordinary characters. */
  encodeText(text: string): number[];
  /** The single id of a structure marker. */
  special(marker: SpecialToken): number;
  /** Stands for the picture; expanded to image tokens later. */
  imageId: number;
  /** Stands for one visual prompt; expanded to prompt tokens later. */
  promptId: number;
  bosId: number;
  eosId: number;
  /** UTF-8 bytes of one ordinary id, perhaps a part of a character; none for markers, control ids and unused ones. */
  bytesOf(id: number): Uint8Array;
  /** Text of ordinary ids; markers come as they are written, control ids as nothing. */
  decode(ids: readonly number[]): string;
}
