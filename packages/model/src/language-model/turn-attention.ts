// Attention of packed rows turn by turn: what a mask over whole rows would multiply and throw away is never computed.
import { cat, nn, ones, splitWithSizes, type Tensor, zeros } from "@refvlm/torch";
import { scaledAttention } from "../layers/scaled-attention.js";

/** Tokens of a row: a prefix, then turns that see the prefix and themselves; padding follows. */
export interface RowTurns {
  prefix: number;
  turns: readonly number[];
}

/** Most tokens whose queries go together: the longer a piece, the more keys its first queries may not look at. */
const PIECE = 128;

/** Queries of one product: `count` tokens, with the `before` tokens of their own turn before them. */
interface Piece {
  count: number;
  before: number;
}

function piecesOf(tokens: number): Piece[] {
  return Array.from({ length: Math.ceil(tokens / PIECE) }, (_, i) => ({
    count: Math.min(PIECE, tokens - i * PIECE),
    before: i * PIECE,
  }));
}

/** How the tokens of a batch's rows look at each other, made once a pass for all layers. */
export class TurnAttention {
  /** Tokens of prefix, turns and padding of all rows, one after the other. */
  readonly #sizes: number[];
  /** Added to the scores of tokens in order, [L, L]. */
  readonly #causal: Tensor;

  /** @param length L, to which all rows are padded */
  constructor(
    private readonly rows: readonly RowTurns[],
    private readonly length: number,
    { dtype, device }: Pick<Tensor, "dtype" | "device">,
  ) {
    this.#sizes = rows.flatMap(({ prefix, turns }) => {
      const tokens = [prefix, ...turns];
      return [...tokens, length - tokens.reduce((sum, count) => sum + count, 0)];
    });
    this.#causal = nn.attentionBias(ones([length, length], { dtype: "bool", device }).tril(), dtype);
  }

  /**
   * softmax(scale q kᵀ) v over what each token may see.
   * @param q [B, T, Hkv * G, Dh] @param k [B, T, Hkv, Dh] @param v [B, T, Hkv, Dh]
   * @returns [B, T, Hkv * G * Dh], zeros at padding
   */
  read(q: Tensor, k: Tensor, v: Tensor): Tensor {
    const [, , heads, width] = q.shape;
    const keyHeads = k.shape[2];
    const group = heads / keyHeads;
    const tokens = this.rows.length * this.length;
    const queries = q.view([tokens, keyHeads, group, width]).permute([1, 2, 0, 3]); // [Hkv, G, B T, Dh]
    const [keys, values] = [k, v].map((x) => x.view([tokens, keyHeads, width]).transpose(0, 1)); // [Hkv, B T, Dh]
    const parts = splitWithSizes(queries, this.#sizes, 2);
    const [partKeys, partValues] = [keys, values].map((x) => splitWithSizes(x, this.#sizes, 1));
    const read: Tensor[] = [];
    for (let part = 0, row = 0; row < this.rows.length; row++) {
      const first = part;
      for (const { prefix, turns } = this.rows[row]; part <= first + turns.length; part++) {
        const seen = part === first ? 0 : prefix;
        const [own, ownValues] = [partKeys[part], partValues[part]];
        const allKeys = seen > 0 ? cat([partKeys[first], own], 1) : own; // [Hkv, seen + t, Dh]
        const allValues = seen > 0 ? cat([partValues[first], ownValues], 1) : ownValues;
        for (const { count, before } of piecesOf(this.#sizes[part])) {
          const until = seen + before + count;
          const last = until === allKeys.shape[1];
          read.push(
            this.#attend(
              last && before === 0 ? parts[part] : parts[part].narrow(2, before, count),
              last ? allKeys : allKeys.narrow(1, 0, until),
              last ? allValues : allValues.narrow(1, 0, until),
            ),
          );
        }
      }
      const padding = this.#sizes[part++];
      if (padding > 0) read.push(zeros([keyHeads, group, padding, width], { dtype: q.dtype, device: q.device }));
    }
    const [batch, length] = q.shape;
    return cat(read, 2)
      .permute([2, 0, 1, 3])
      .reshape([batch, length, heads * width]);
  }

  /** Of the last of some tokens in order: q [Hkv, G, t, Dh], k and v [Hkv, S, Dh]. */
  #attend(q: Tensor, k: Tensor, v: Tensor): Tensor {
    const [keyHeads, group, count, width] = q.shape;
    const all = k.shape[1];
    const one = this.#causal
      .narrow(0, all - count, count)
      .narrow(1, 0, all)
      .unsqueeze(0); // [1, t, S]
    const bias = group === 1 ? one : one.expand([group, count, all]).reshape([1, group * count, all]);
    const folded = q.reshape([keyHeads, group * count, width]);
    return scaledAttention(folded, k, v, width ** -0.5, bias).view([keyHeads, group, count, width]);
  }
}
