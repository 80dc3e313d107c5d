// Lines out: whether a plan goes on is decided with what it has not named yet: the best proposal that is left, of what the
// question asks for where it names anything.
import { nn, type Tensor, tensor } from "@refvlm/torch";
import type { ListedProposals } from "../decoders/listed-proposals.js";
import { closedForm } from "./closed-form.js";
import { ListedFits } from "./listed-fits.js";
import type { ScoreBonus } from "./score-bonus.js";

/** A thing that is left with this probability leaves it open whether the plan goes on. */
const EVEN = 0.3;
/** Most log-odds that what is left counts for, either way. */
const MOST = 4;
/** Worth at first of what is left of all, and of what the question names: of that only some may be meant. */
const WORTH = [1.5, 0.5];

/** A place behind a plan's line. */
export interface LinePlace {
  picture: number;
  /** Numbers of the listed names that the plan has written, and that the question says. */
  written: ReadonlySet<number>;
  asked: ReadonlySet<number>;
  /** The token that begins another line. */
  token: number;
}

/** Score of another line: w(h) times the log-odds of what is left; w starts at its worth. */
export class LinesOut extends nn.Module {
  readonly weights: nn.Linear;

  /** @param width C of the language model's states */
  constructor(width: number) {
    super();
    this.weights = closedForm(width, WORTH);
  }

  /** @param states from which the next tokens are chosen, [M, C] @param places one for each */
  forward(states: Tensor, places: readonly LinePlace[], list: ListedProposals): ScoreBonus {
    const left = oddsLeft(places, list);
    const figures = places.flatMap(({ asked }, m) => (asked.size > 0 ? [0, left[m]] : [left[m], 0]));
    const told = tensor(figures, { shape: [places.length, WORTH.length], dtype: "float32", device: states.device });
    return {
      rows: [...places.keys()],
      tokens: places.map(({ token }) => token),
      values: this.weights.forward(states).to("float32").mul(told).sum(-1),
    };
  }
}

/** How much likelier than even the best proposal is that no written name owns, in log-odds. */
export function oddsLeft(places: readonly Omit<LinePlace, "token">[], list: ListedProposals): number[] {
  const fits = new ListedFits(list);
  const odds = (p: number) => Math.log(p / (1 - p));
  return places.map(({ picture, written, asked }) => {
    let best = 0;
    for (let n = 0; n < fits.listed; n++) {
      const fit = fits.best(picture, n);
      const owns = (name: number) => fits.owns(picture, name, n);
      if (fit <= best || [...written].some(owns) || (asked.size > 0 && ![...asked].some(owns))) continue;
      best = fit;
    }
    return Math.min(Math.max(odds(Math.min(Math.max(best, 1e-6), 1 - 1e-6)) - odds(EVEN), -MOST), MOST);
  });
}
