// Self-attention over a map with decomposed relative positions (Li et al. 2022, MViTv2): a score also counts how far two cells
// are apart along each axis.
import { arange, baddbmm, cat, nn, scope, type Tensor, zeros } from "@refvlm/torch";

/** Scores that are held at once: what of them fits into a processor's caches is read back from there. */
const SCORES = 2 ** 21;

export class RelativeAttention extends nn.Module {
  readonly qkv: nn.Linear;
  readonly proj: nn.Linear;
  /** A row for each distance between two rows of the map, from -(side - 1) to side - 1: [2 side - 1, dh]. */
  relPosH: Tensor;
  /** The same between columns. */
  relPosW: Tensor;
  readonly #heads: number;

  /** @param side cells of a side of the maps that it reads */
  constructor(width: number, heads: number, side: number) {
    super();
    this.#heads = heads;
    this.qkv = new nn.Linear(width, 3 * width);
    this.proj = new nn.Linear(width, width);
    this.relPosH = nn.parameter(zeros([2 * side - 1, width / heads]));
    this.relPosW = nn.parameter(zeros([2 * side - 1, width / heads]));
  }

  /** [B, S, S, C] -> [B, S, S, C] */
  forward(x: Tensor): Tensor {
    const [batch, side, , width] = x.shape;
    const heads = this.#heads;
    const [q, k, v] = this.qkv
      .forward(x)
      .reshape([batch, side * side, 3, heads, width / heads])
      .permute([2, 0, 3, 1, 4])
      .reshape([3, batch * heads, side * side, width / heads])
      .unbind(0); // [N, T, dh] each
    const far = this.#distances(q, side);
    const read = attend(q, k, v, far); // [N, T, dh]
    const merged = read
      .reshape([batch, heads, side, side, -1])
      .permute([0, 2, 3, 1, 4])
      .reshape([...x.shape]);
    return this.proj.forward(merged);
  }

  /** What each query adds for the rows and for the columns of the map: [N, T, S, 1] and [N, T, 1, S]. */
  #distances(q: Tensor, side: number): [rows: Tensor, columns: Tensor] {
    const [heads, tokens, width] = q.shape;
    const map = q.reshape([heads, side, side, width]);
    const along = arange(side, { device: q.device });
    const apart = along
      .unsqueeze(1)
      .sub(along)
      .add(side - 1)
      .to("int64")
      .flatten(); // query - key
    const [rows, columns] = [this.relPosH, this.relPosW].map(
      (table) => table.indexSelect(0, apart).reshape([side, side, width]).transpose(1, 2), // [S of queries, dh, S of keys]
    );
    const ofRows = map
      .transpose(0, 1)
      .reshape([side, heads * side, width])
      .bmm(rows); // [S, N S, S]
    const ofColumns = map
      .permute([2, 0, 1, 3])
      .reshape([side, heads * side, width])
      .bmm(columns);
    return [
      ofRows.reshape([side, heads, side, side]).transpose(0, 1).reshape([heads, tokens, side, 1]),
      ofColumns.reshape([side, heads, side, side]).permute([1, 2, 0, 3]).reshape([heads, tokens, 1, side]),
    ];
  }
}

/** softmax(q kᵀ / sqrt(dh) + distances) v, some heads or some queries at a time: [N, T, dh]. */
function attend(q: Tensor, k: Tensor, v: Tensor, [rows, columns]: readonly [Tensor, Tensor]): Tensor {
  const [heads, tokens, width] = q.shape;
  const some = Math.max(1, Math.floor(SCORES / tokens ** 2));
  const part = Math.min(tokens, Math.max(1, Math.floor(SCORES / tokens)));
  const read: Tensor[] = [];
  for (let head = 0; head < heads; head += some) {
    const count = Math.min(some, heads - head);
    const own = (x: Tensor) => x.narrow(0, head, count);
    const parts: Tensor[] = [];
    for (let token = 0; token < tokens; token += part)
      parts.push(
        scope(() => {
          const asking = (x: Tensor) => own(x).narrow(1, token, Math.min(part, tokens - token));
          const bias = asking(rows).add(asking(columns)).flatten(2); // [n, t, T]
          const scores = baddbmm(bias, asking(q), own(k).transpose(1, 2), { beta: 1, alpha: width ** -0.5 });
          return scores.softmax(-1).bmm(own(v)); // [n, t, dh]
        }),
      );
    read.push(parts.length === 1 ? parts[0] : cat(parts, 1));
  }
  return read.length === 1 ? read[0] : cat(read);
}
