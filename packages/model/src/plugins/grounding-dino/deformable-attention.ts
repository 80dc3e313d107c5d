// Deformable attention over several maps (Zhu et al. 2021): each query looks at a few places of each map that it chooses itself.
import { nn, scope, type Tensor, tensor } from "@refvlm/torch";
import type { Grid } from "./picture-tokens.js";

/** Bilinear, zeros outside of the map. */
const BILINEAR = 0;
const ZEROS = 0;

export interface DeformableAttentionConfig {
  width: number;
  heads: number;
  /** Maps that queries look at. */
  levels: number;
  /** Places that a head looks at in each map. */
  points: number;
}

/**
 * What deformable attention reads. Places are sampled on the CPU as on any device, by `grid_sample`: no kernel of its own
 * is to be compiled.
 */
export interface DeformableMemory {
  /** Maps as one sequence of tokens, [B, S, d]. */
  values: Tensor;
  grids: readonly Grid[];
  /** Tokens that are no part of a picture, bool [B, S]; null where all are. */
  padding: Tensor | null;
}

export class DeformableAttention extends nn.Module {
  readonly samplingOffsets: nn.Linear;
  readonly attentionWeights: nn.Linear;
  readonly valueProj: nn.Linear;
  readonly outputProj: nn.Linear;

  constructor(private readonly config: DeformableAttentionConfig) {
    super();
    const { width, heads, levels, points } = config;
    if (width % heads !== 0)
      throw new Error(`deformable attention: width ${width} is not a multiple of ${heads} heads`);
    this.samplingOffsets = new nn.Linear(width, heads * levels * points * 2);
    this.attentionWeights = new nn.Linear(width, heads * levels * points);
    this.valueProj = new nn.Linear(width, width);
    this.outputProj = new nn.Linear(width, width);
  }

  /**
   * @param queries [B, Q, d]
   * @param references where each query is on each map, float32 in 0..1 of it: points [B, Q, L, 2], around which offsets count in
   *   cells, or boxes cxcywh [B, Q, L, 4], in which they count in parts of half the box
   * @returns [B, Q, d]
   */
  forward(queries: Tensor, references: Tensor, { values, grids, padding }: DeformableMemory): Tensor {
    const { width, heads, levels, points } = this.config;
    const [batch, count] = queries.shape;
    const projected = this.valueProj.forward(values).to("float32"); // grid_sample knows no narrower floats
    const visible = padding ? projected.maskedFill(padding.unsqueeze(-1), 0) : projected; // [B, S, d]
    const maps = visible.view([batch, -1, heads, width / heads]).permute([0, 2, 3, 1]); // [B, h, d/h, S]
    const offsets = this.samplingOffsets.forward(queries).to("float32").view([batch, count, heads, levels, points, 2]);
    const weights = this.attentionWeights
      .forward(queries)
      .to("float32")
      .view([batch, count, heads, levels * points])
      .softmax(-1)
      .permute([0, 2, 1, 3]) // [B, h, Q, L P]
      .reshape([batch * heads, 1, count, levels * points]);
    const places = this.places(references, offsets, grids).mul_(2).sub_(1).permute([0, 2, 1, 3, 4, 5]); // [B, h, Q, L, P, 2]
    let read: Tensor | null = null;
    let start = 0;
    for (const [level, { height, columns }] of grids.entries()) {
      const found = scope(() => {
        const map = maps.narrow(3, start, height * columns).reshape([batch * heads, width / heads, height, columns]);
        const grid = places.select(3, level).reshape([batch * heads, count, points, 2]);
        const sampled = map.gridSampler2d(grid, BILINEAR, ZEROS, false); // [B h, d/h, Q, P]
        return sampled.mul(weights.narrow(3, level * points, points)).sum(-1); // [B h, d/h, Q]
      });
      read = read ? read.add_(found) : found;
      start += height * columns;
    }
    return this.outputProj.forward(read!.view([batch, width, count]).transpose(1, 2).to(queries.dtype));
  }

  /** Where each head looks, x and y in 0..1 of each map, [B, Q, h, L, P, 2]. */
  private places(references: Tensor, offsets: Tensor, grids: readonly Grid[]): Tensor {
    const near = references.unsqueeze(2).unsqueeze(4); // [B, Q, 1, L, 1, 2 or 4]
    const centres = near.narrow(-1, 0, 2);
    if (references.shape.at(-1) === 4)
      return centres.add(offsets.mul(near.narrow(-1, 2, 2)).mul(0.5 / this.config.points));
    const cells = tensor(
      grids.map(({ height, columns }) => [columns, height]),
      { dtype: "float32", device: offsets.device },
    ); // [L, 2]
    return centres.add(offsets.div(cells.unsqueeze(1)));
  }
}
