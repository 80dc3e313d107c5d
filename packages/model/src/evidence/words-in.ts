// Words in: a word carries the picture's evidence for what it names, from the first layer on.
import { nn, type Tensor } from "@refvlm/torch";
import { FIGURES } from "./name-evidence.js";

/** Starts at zero: until it has learned, words are what they are. Without a bias, so that no evidence adds nothing. */
export class WordsIn extends nn.Module {
  readonly projection: nn.Linear;

  /** @param width C of the language model's embeddings */
  constructor(width: number) {
    super();
    this.projection = new nn.Linear(FIGURES, width, { bias: false });
    nn.init.zeros_(this.projection.weight);
  }

  /** Figures [..., 12] -> what to add to embeddings, [..., C] */
  forward(figures: Tensor): Tensor {
    return this.projection.forward(figures.to(this.projection.weight.dtype));
  }
}
