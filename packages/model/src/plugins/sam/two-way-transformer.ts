// The two-way transformer of Segment Anything: tokens read the picture's map, and the map reads the tokens.
import { nn, scope, type Tensor } from "@refvlm/torch";
import { addInto, reluInto } from "../../layers/overwriting.js";
import { mergeHeads, scaledAttention, splitHeads } from "../../layers/scaled-attention.js";
import type { SamSettings } from "./settings.js";

/** Layers of the published networks, and how much narrower attention between tokens and map is. */
const LAYERS = 2;
const NARROWER = 2;

class Attention extends nn.Module {
  readonly qProj: nn.Linear;
  readonly kProj: nn.Linear;
  readonly vProj: nn.Linear;
  readonly outProj: nn.Linear;
  readonly #heads: number;

  constructor(width: number, heads: number, inner = width) {
    super();
    this.#heads = heads;
    this.qProj = new nn.Linear(width, inner);
    this.kProj = new nn.Linear(width, inner);
    this.vProj = new nn.Linear(width, inner);
    this.outProj = new nn.Linear(inner, width);
  }

  /** q [n, Q, D], k and v [n, T, D] -> [n, Q, D] */
  forward(q: Tensor, k: Tensor, v: Tensor): Tensor {
    return scope(() => {
      const split = (x: Tensor) => splitHeads(x, this.#heads);
      const [queries, keys] = [split(this.qProj.forward(q)), split(this.kProj.forward(k))];
      const read = scaledAttention(queries, keys, split(this.vProj.forward(v)), keys.shape[2] ** -0.5);
      return this.outProj.forward(mergeHeads(read, this.#heads));
    });
  }
}

class TokenMlp extends nn.Module {
  readonly lin1: nn.Linear;
  readonly lin2: nn.Linear;

  constructor(width: number, inner: number) {
    super();
    this.lin1 = new nn.Linear(width, inner);
    this.lin2 = new nn.Linear(inner, width);
  }

  forward(x: Tensor): Tensor {
    return this.lin2.forward(reluInto(this.lin1.forward(x)));
  }
}

/** What tokens [n, Q, D] and the map's cells [n, T, D] are, and where. */
interface TwoWay {
  tokens: Tensor;
  cells: Tensor;
}

class TwoWayLayer extends nn.Module {
  readonly selfAttn: Attention;
  readonly norm1: nn.LayerNorm;
  readonly crossAttnTokenToImage: Attention;
  readonly norm2: nn.LayerNorm;
  readonly mlp: TokenMlp;
  readonly norm3: nn.LayerNorm;
  readonly norm4: nn.LayerNorm;
  readonly crossAttnImageToToken: Attention;

  constructor({ promptWidth: width, decoderHeads, decoderMlpWidth }: SamSettings) {
    super();
    const across = () => new Attention(width, decoderHeads, width / NARROWER);
    this.selfAttn = new Attention(width, decoderHeads);
    this.norm1 = new nn.LayerNorm(width);
    this.crossAttnTokenToImage = across();
    this.norm2 = new nn.LayerNorm(width);
    this.mlp = new TokenMlp(width, decoderMlpWidth);
    this.norm3 = new nn.LayerNorm(width);
    this.norm4 = new nn.LayerNorm(width);
    this.crossAttnImageToToken = across();
  }

  /** @param first whether tokens are still nothing but where they are */
  forward({ tokens, cells }: TwoWay, where: TwoWay, first: boolean): TwoWay {
    return scope(() => {
      const placed = (x: Tensor) => x.add(where.tokens);
      const own = first ? tokens : placed(tokens);
      const read = this.selfAttn.forward(own, own, tokens);
      let x = this.norm1.forward(first ? read : tokens.add(read));
      const keys = cells.add(where.cells);
      x = this.norm2.forward(x.add(this.crossAttnTokenToImage.forward(placed(x), keys, cells)));
      x = this.norm3.forward(x.add(this.mlp.forward(x)));
      const written = addInto(this.crossAttnImageToToken.forward(keys, placed(x), x), cells);
      return { tokens: x, cells: this.norm4.forward(written) };
    });
  }
}

export class TwoWayTransformer extends nn.Module {
  readonly layers: nn.ModuleList<TwoWayLayer>;
  readonly finalAttnTokenToImage: Attention;
  readonly normFinalAttn: nn.LayerNorm;

  constructor(settings: SamSettings) {
    super();
    const { promptWidth: width, decoderHeads } = settings;
    this.layers = new nn.ModuleList(Array.from({ length: LAYERS }, () => new TwoWayLayer(settings)));
    this.finalAttnTokenToImage = new Attention(width, decoderHeads, width / NARROWER);
    this.normFinalAttn = new nn.LayerNorm(width);
  }

  /** Tokens [n, Q, D], cells and their positions [n, T, D] -> both, read. */
  forward(tokens: Tensor, cells: Tensor, positions: Tensor): TwoWay {
    const where = { tokens, cells: positions };
    let both: TwoWay = { tokens, cells };
    for (const [i, layer] of this.layers.entries()) both = layer.forward(both, where, i === 0);
    const queries = both.tokens.add(tokens);
    const read = this.finalAttnTokenToImage.forward(queries, both.cells.add(positions), both.cells);
    return { tokens: this.normFinalAttn.forward(both.tokens.add(read)), cells: both.cells };
  }
}
