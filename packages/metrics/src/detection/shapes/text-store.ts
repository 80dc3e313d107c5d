// Very many short texts, kept as bytes outside of the heap: the garbage collector need not walk or copy them.

const pieceSize = 2 ** 20;

/** Texts of ASCII letters by number. */
export class TextStore {
  readonly #pieces: Buffer[] = [];
  /** Of each text: its piece, and where it starts and ends in it. */
  readonly #piece: number[] = [];
  readonly #start: number[] = [];
  readonly #end: number[] = [];

  /** Keeps a text under the next number, from 0 on. */
  push(text: string): void {
    let start = this.#end.at(-1) ?? 0;
    let piece = this.#pieces.at(-1);
    if (!piece || start + text.length > piece.length) {
      piece = Buffer.allocUnsafeSlow(Math.max(pieceSize, text.length));
      this.#pieces.push(piece);
      start = 0;
    }
    this.#piece.push(this.#pieces.length - 1);
    this.#start.push(start);
    this.#end.push(start + piece.write(text, start, "latin1"));
  }

  get(i: number): string {
    return this.#pieces[this.#piece[i]!]!.toString("latin1", this.#start[i], this.#end[i]);
  }
}
