// The shared projector (paper section 3.1): vision features into the language model's embedding space.
import { nn, type Tensor } from "@refvlm/torch";

/** Linear, GELU, Linear, applied to image tokens and visual prompt tokens alike. */
export class Projector extends nn.Module {
  readonly linear1: nn.Linear;
  readonly linear2: nn.Linear;

  constructor(visionWidth: number, languageWidth: number) {
    super();
    this.linear1 = new nn.Linear(visionWidth, languageWidth);
    this.linear2 = new nn.Linear(languageWidth, languageWidth);
  }

  /** [..., visionWidth] to [..., languageWidth] */
  forward(x: Tensor): Tensor {
    return this.linear2.forward(nn.gelu(this.linear1.forward(x)));
  }
}
