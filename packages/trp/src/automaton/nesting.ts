// Which planned phrases may stand inside which: an inner phrase closes first, so its line comes first, and its words are a
// part of the words around it.
import type { PlannedLine } from "./grammar.js";

/** An open phrase of a planned line, and how many bytes of its name are written. */
export interface OpenPhrase {
  line: number;
  at: number;
}

/** What may be written next in planned phrases that are open: words, then another phrase, or the end of this one. */
export interface Move {
  /** Bytes. */
  words: string;
  opens: boolean;
  /** The phrases open behind it, innermost last: several where the words so far do not yet tell them apart. */
  open: readonly (readonly OpenPhrase[])[];
}

export class Nesting {
  private readonly known = new Map<string, boolean>();

  /** @param depth most phrases open at once */
  constructor(
    private readonly lines: readonly PlannedLine[],
    private readonly depth: number,
  ) {}

  /** The phrases that may open when line `next` is the next to be written: its own, or one that has it inside. */
  openings(next: number): OpenPhrase[][] {
    const lines = Array.from({ length: this.lines.length - next }, (_, i) => next + i);
    return lines.filter((line) => this.fits({ line, at: 0 }, next, this.depth - 1)).map((line) => [{ line, at: 0 }]);
  }

  /** Every way on, each with other words or another marker behind them. */
  moves(open: readonly (readonly OpenPhrase[])[], next: number): Move[] {
    const moves = new Map<string, Move>();
    for (const phrases of open)
      for (const move of this.movesOf(phrases, next)) {
        const key = `${move.opens} ${move.words}`;
        const same = moves.get(key);
        moves.set(key, same ? { ...same, open: [...same.open, ...move.open] } : move);
      }
    return [...moves.values()];
  }

  private movesOf(phrases: readonly OpenPhrase[], next: number): Move[] {
    const around = phrases.slice(0, -1);
    const { line, at } = phrases.at(-1)!;
    const { name } = this.lines[line];
    if (line === next) {
      const parent = around.at(-1);
      const open = parent ? [[...around.slice(0, -1), { ...parent, at: parent.at + name.length }]] : [[]];
      return [{ words: name.slice(at), opens: false, open }];
    }
    const moves: Move[] = [];
    for (let inner = next; inner < line; inner++)
      for (let place = this.find(inner, line, at); place >= 0; place = this.find(inner, line, place + 1)) {
        const depth = this.depth - phrases.length - 1;
        const behind = place + this.lines[inner].name.length;
        if (!this.fits({ line: inner, at: 0 }, next, depth)) continue;
        if (!this.fits({ line, at: behind }, inner + 1, depth + 1)) continue;
        const open = [...around, { line, at: place }, { line: inner, at: 0 }];
        moves.push({ words: name.slice(at, place), opens: true, open: [open] });
      }
    return moves;
  }

  /** Says whether all lines from `next` to that of a phrase find a place in what is left of its words. */
  private fits({ line, at }: OpenPhrase, next: number, depth: number): boolean {
    if (next === line) return depth >= 0;
    if (depth <= 0) return false;
    const key = `${line} ${at} ${next} ${depth}`;
    let fits = this.known.get(key);
    if (fits === undefined) {
      fits = this.search({ line, at }, next, depth);
      this.known.set(key, fits);
    }
    return fits;
  }

  private search({ line, at }: OpenPhrase, next: number, depth: number): boolean {
    for (let inner = next; inner < line; inner++) {
      const place = this.find(inner, line, at);
      if (place < 0 || !this.fits({ line: inner, at: 0 }, next, depth - 1)) continue;
      if (this.fits({ line, at: place + this.lines[inner].name.length }, inner + 1, depth)) return true;
    }
    return false;
  }

  /** Where a line's name stands in a longer one; -1 where it does not. */
  private find(inner: number, line: number, from: number): number {
    const [part, whole] = [this.lines[inner].name, this.lines[line].name];
    return part.length < whole.length ? whole.indexOf(part, from) : -1;
  }
}
