// From ids back to text, one id at a time: bytes are held until they make characters.
import { bytesOfPiece } from "./byte-alphabet.js";
import { contains, type TokenizerJson } from "./tokenizer-json.js";

/** What one id stands for. */
export type Piece =
  | { kind: "text"; text: string }
  /** Byte-level vocabulary: any run of bytes. */
  | { kind: "bytes"; bytes: Uint8Array }
  /** SentencePiece: one byte of a character outside the vocabulary. */
  | { kind: "byte"; byte: number }
  /** A structure marker, written as it is. */
  | { kind: "marker"; text: string }
  /** Begin, end, padding, unknown. */
  | { kind: "control"; text: string };

/** The piece of every id of a vocabulary; `markers` are the special tokens that belong to the language. */
export function pieceTable(json: TokenizerJson, markers: ReadonlySet<string>): Piece[] {
  const byteLevel = contains(json.decoder, "ByteLevel");
  const pieces: Piece[] = [];
  for (const [content, id] of Object.entries(json.model.vocab)) {
    pieces[id] = byteLevel ? byteLevelPiece(content) : fallbackPiece(content);
  }
  for (const { id, content, special } of json.added_tokens) {
    if (!special) pieces[id] = { kind: "text", text: content };
    else pieces[id] = { kind: markers.has(content) ? "marker" : "control", text: content };
  }
  return pieces;
}

function byteLevelPiece(content: string): Piece {
  const bytes = bytesOfPiece(content);
  return bytes ? { kind: "bytes", bytes } : { kind: "text", text: content };
}

/** SentencePiece: `<0x0A>` is a byte, U+2581 a space. */
function fallbackPiece(content: string): Piece {
  const byte = /^<0x([0-9A-F]{2})>$/.exec(content);
  if (byte) return { kind: "byte", byte: Number.parseInt(byte[1], 16) };
  return { kind: "text", text: content.replaceAll("\u2581", " ") };
}

/** The bytes that a piece writes as text: none for a marker, a control piece or a gap in the table. */
export function bytesOfOrdinary(piece: Piece | undefined): Uint8Array {
  if (piece?.kind === "bytes") return piece.bytes;
  if (piece?.kind === "byte") return Uint8Array.of(piece.byte);
  return new TextEncoder().encode(piece?.kind === "text" ? piece.text : "");
}

/** Which special tokens a decoder writes out. */
export type ShownSpecials = "markers" | "all" | "none";

/**
 * Decodes ids as they come. Feed every id to `push`, then call `end`; the pieces joined are the text.
 *
 * Bytes that are not UTF-8 become U+FFFD as in the reference implementations: byte-level vocabularies keep the valid
 * characters around them, while a run of SentencePiece bytes with one fault is lost whole. The latter can only be known
 * at the run's end, so an eager decoder, which writes whole characters at once, may keep valid ones of a broken run.
 */
export class PieceDecoder {
  readonly #pieces: readonly Piece[];
  readonly #shown: ShownSpecials;
  readonly #eager: boolean;
  #held: number[] = [];
  #lossy = false;

  constructor(pieces: readonly Piece[], options: { specials?: ShownSpecials; eager?: boolean } = {}) {
    this.#pieces = pieces;
    this.#shown = options.specials ?? "markers";
    this.#eager = options.eager ?? true;
  }

  /** @throws RangeError for an id outside the vocabulary */
  push(id: number): string {
    const piece = this.#pieces[id];
    if (!piece) throw new RangeError(`token id ${id} is not in the vocabulary of ${this.#pieces.length} entries`);
    if (piece.kind === "bytes" || piece.kind === "byte") {
      this.#lossy = piece.kind === "bytes";
      this.#held.push(...(piece.kind === "bytes" ? piece.bytes : [piece.byte]));
      return this.#eager ? this.#whole() : "";
    }
    const hidden =
      piece.kind !== "text" && this.#shown !== "all" && (this.#shown === "none" || piece.kind === "control");
    return this.end() + (hidden ? "" : piece.text);
  }

  /** Text of the bytes still held. */
  end(): string {
    if (this.#held.length === 0) return "";
    const bytes = this.#held;
    this.#held = [];
    return this.#text(bytes) ?? "\uFFFD".repeat(bytes.length);
  }

  /** Takes out the complete characters at the front. */
  #whole(): string {
    const complete = this.#held.length - openBytes(this.#held);
    const text = this.#text(this.#held.slice(0, complete));
    if (text === null) return "";
    this.#held = this.#held.slice(complete);
    return text;
  }

  /** Null for a SentencePiece run that is not UTF-8. */
  #text(bytes: readonly number[]): string | null {
    try {
      return (this.#lossy ? lossy : strict).decode(Uint8Array.from(bytes));
    } catch {
      return null;
    }
  }
}

const strict = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
const lossy = new TextDecoder("utf-8", { ignoreBOM: true });

/** How many bytes at the end begin a character that needs more of them. */
function openBytes(bytes: readonly number[]): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back];
    if ((byte & 0xc0) === 0x80) continue;
    const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 1;
    return length > back ? back : 0;
  }
  return 0;
}
