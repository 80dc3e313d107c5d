// Which answered questions a contact sheet shows: each of another picture, all kinds alike.
import type { AnsweredQuestion } from "./question.js";

/** Holds no more answers than the sheet has tiles. */
export class SheetChoice {
  readonly #kinds = new Map<string, AnsweredQuestion[]>();

  constructor(private readonly tiles: number) {}

  /** In the order in which kinds and pictures were offered. */
  get chosen(): AnsweredQuestion[] {
    return [...this.#kinds.values()].flat();
  }

  /**
   * Takes an answer where its picture is not shown yet, or for a kind that has more tiles to spare; beyond the last tile
   * the commonest kind gives one back.
   */
  offer(answered: AnsweredQuestion): void {
    const { picture, set, kind } = answered.question;
    const key = `${set}/${kind}`;
    const own = this.#kinds.get(key) ?? [];
    const lists = [...this.#kinds.values()];
    const other = lists.find((list) => list.some(({ question }) => question.picture === picture));
    if (other && other.length <= own.length + 1) return;
    other?.splice(
      other.findIndex(({ question }) => question.picture === picture),
      1,
    );
    this.#kinds.set(key, own);
    own.push(answered);
    if (this.chosen.length <= this.tiles) return;
    [...this.#kinds.values()].reduce((most, list) => (list.length >= most.length ? list : most)).pop();
  }
}
