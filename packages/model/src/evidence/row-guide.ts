// The bridges in generation: one row's tokens carry their evidence, and its names and numbers are chosen with it.
import { stack, type Tensor, zeros } from "@refvlm/torch";
import type { TokenGuide } from "../generate/guide.js";
import type { Evidence, SeenPictures } from "./evidence.js";
import type { PlanFollower } from "./plan-follower.js";
import { withBonuses } from "./score-bonus.js";
import type { TurnReader } from "./turn-reader.js";

export class RowGuide implements TokenGuide {
  #follower: PlanFollower;
  readonly #said: ReadonlySet<number>;

  /**
   * @param see the row's picture, alone; asked in every step, whose scope frees what that makes
   * @param question tokens of the user
   * @param vocabulary entries V of the language model's
   */
  constructor(
    private readonly evidence: Evidence,
    private readonly reader: TurnReader,
    private readonly see: () => SeenPictures,
    question: readonly number[],
    private readonly vocabulary: number,
  ) {
    this.#follower = reader.follow();
    this.#said = reader.saidBy(question);
  }

  added(ids: readonly number[]): Tensor | null {
    const names = ids.map((id) => this.#follower.read(id));
    const texts = [...new Set(names.filter((name) => name !== null))];
    const words = texts.length > 0 ? this.evidence.words(texts, this.see()) : null;
    if (!words) return null;
    const each = words.squeeze(0).unbind(0);
    return stack(names.map((name) => (name === null ? each[0].mul(0) : each[texts.indexOf(name)])));
  }

  bonus(state: Tensor): Tensor | null {
    const { next: place } = this.#follower;
    if (!place) return null;
    const choice = { place, said: this.#said, picture: 0 };
    const bonuses = this.evidence.forward(state.unsqueeze(0), [choice], this.see());
    if (bonuses.length === 0) return null;
    return withBonuses(zeros([1, this.vocabulary], { device: state.device }), bonuses).squeeze(0);
  }

  restart(): void {
    this.#follower = this.reader.follow();
  }
}
