// The bridges in generation: one row's tokens carry their evidence, and its names and numbers are chosen with it.
import { stack, type Tensor, tensor, zeros } from "@refvlm/torch";
import type { CxcywhBox } from "@refvlm/vision";
import type { TokenGuide } from "../generate/guide.js";
import type { AskedQuestion } from "./asked-question.js";
import { boxFigures } from "./boxes-in.js";
import type { Evidence } from "./evidence.js";
import type { PictureChoice } from "./packed-evidence.js";
import type { PlanFollower } from "./plan-follower.js";
import type { PointedAt } from "./prompts-in.js";
import { withBonuses } from "./score-bonus.js";
import type { SeenPictures } from "./seen-pictures.js";
import { TripletFollower } from "./triplet-follower.js";
import type { TurnReader } from "./turn-reader.js";

/** Where the triplets of a row's answer point so far, on the padded square; null where that is not known yet. */
export type TripletBoxes = () => readonly (CxcywhBox | null)[];

export class RowGuide implements TokenGuide {
  #follower: PlanFollower;
  #triplets: TripletFollower;
  /** Numbers of the listed names that the question says and shows, once its picture has been looked at. */
  #names: Pick<PictureChoice, "said" | "shown"> | null = null;

  /**
   * @param see the row's picture, alone; asked in every step, whose scope frees what that makes
   * @param question what the user asks
   * @param vocabulary entries V of the language model's
   * @param boxes of the row's triplets, asked behind each of them
   * @param pointed what the user points at in the question
   */
  constructor(
    private readonly evidence: Evidence,
    private readonly reader: TurnReader,
    private readonly see: () => SeenPictures,
    private readonly question: AskedQuestion,
    private readonly vocabulary: number,
    private readonly boxes: TripletBoxes,
    private readonly pointed: readonly PointedAt[] = [],
  ) {
    this.#follower = reader.follow(question);
    this.#triplets = new TripletFollower(reader.codec);
  }

  added(ids: readonly number[]): Tensor | null {
    const { boxesIn } = this.evidence;
    const names: (string | null)[] = [];
    const behind: (number | null)[] = [];
    for (const id of ids) {
      behind.push(boxesIn && this.#triplets.behind);
      this.#triplets.read(id);
      names.push(this.#follower.read(id));
    }
    const words = this.#wordsIn(names);
    const places = this.#places(behind);
    return words && places ? words.add(places) : (words ?? places);
  }

  #wordsIn(names: readonly (string | null)[]): Tensor | null {
    const texts = [...new Set(names.filter((name) => name !== null))];
    const words = texts.length > 0 ? this.evidence.words(texts, this.see()) : null;
    if (!words) return null;
    const each = words.squeeze(0).unbind(0);
    return stack(names.map((name) => (name === null ? each[0].mul(0) : each[texts.indexOf(name)])));
  }

  /** A token that is read together with its references carries nothing: nobody knows yet where they point. */
  #places(behind: readonly (number | null)[]): Tensor | null {
    const { boxesIn } = this.evidence;
    const at = behind.findIndex((triplet) => triplet !== null);
    if (!boxesIn || at < 0) return null;
    const boxes = this.boxes();
    const box = boxes[behind[at]!] ?? null;
    if (!box) return null;
    const figures = boxFigures(box, boxes[behind[at]! - 1] ?? null, this.question.relation);
    const place = boxesIn.forward(tensor([figures], { dtype: "float32", device: boxesIn.projection.weight.device }));
    return stack(behind.map((_, i) => (i === at ? place.squeeze(0) : place.squeeze(0).mul(0))));
  }

  bonus(state: Tensor): Tensor | null {
    const { next: place } = this.#follower;
    if (!place) return null;
    if (place.writes === "words" && this.pointed.length === 0) return null;
    const seen = this.see();
    this.#names ??= {
      said: new Set([...this.evidence.namesSaid(this.question.words, seen).values()].flat()),
      shown: new Set(this.evidence.namesShown(this.pointed, seen).filter((name) => name !== null)),
    };
    const choice = { place, ...this.#names, picture: 0 };
    const bonuses = this.evidence.forward(state.unsqueeze(0), [choice], seen);
    if (bonuses.length === 0) return null;
    return withBonuses(zeros([1, this.vocabulary], { device: state.device }), bonuses).squeeze(0);
  }

  restart(): void {
    this.#follower = this.reader.follow(this.question);
    this.#triplets = new TripletFollower(this.reader.codec);
  }
}
