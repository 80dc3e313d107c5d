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

  /** Takes an answer where its picture is not shown yet; beyond the last tile the commonest kind gives one back. */
  offer(answered: AnsweredQuestion): void {
    const { picture, set, kind } = answered.question;
    if (this.chosen.some(({ question }) => question.picture === picture)) return;
    const key = `${set}/${kind}`;
    this.#kinds.set(key, [...(this.#kinds.get(key) ?? []), answered]);
    if (this.chosen.length <= this.tiles) return;
    const lists = [...this.#kinds.values()];
    lists.reduce((most, list) => (list.length >= most.length ? list : most)).pop();
  }
}
