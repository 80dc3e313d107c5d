// From one person's state to joints: queries of all joints read the picture around the person's box, in the box's own
// coordinates, so that a pose is the same however large the person is.
import { cat, nn, type Tensor, zeros } from "@refvlm/torch";
import { placedIn } from "../boxes.js";
import { DetrDecoder, type DetrDecoderConfig } from "../layers/detr-decoder.js";
import { Mlp } from "../layers/mlp.js";
import { cellCentres, mapPositions, sineCode } from "../layers/sine-positions.js";
import { cropsOf } from "./box-crop.js";

/** Sizes of a joint decoder. */
export interface JointDecoderConfig extends DetrDecoderConfig {
  joints: number;
  /** Side of the grid on which the surroundings of a box are read. */
  grid: number;
  /** Channels of the pixel embeddings. */
  pixelChannels: number;
}

/** What a joint decoder finds. */
export interface JointOutputs {
  /** (x, y) on the padded square after each layer, float32 [B, Q, J, 2]. */
  places: Tensor[];
  /** Logits of being in sight, [B, Q, J]. */
  sight: Tensor;
}

/** Sides of what is read, in sides of the box: joints lie outside boxes that are a little off. */
const SURROUNDINGS = 1.3;

/**
 * A person's state becomes one query for each joint, which see each other and the surroundings of the box. After each layer
 * a joint is where its query points there (Sun et al. 2018, integral regression), corrected by a learnt offset.
 */
export class JointDecoder extends nn.Module {
  readonly mapProjection: nn.Linear;
  readonly pixelProjection: nn.Linear;
  readonly decoder: DetrDecoder;
  readonly positionHead: Mlp;
  readonly pointerQuery: nn.Linear;
  readonly pointerKey: nn.Linear;
  readonly offsetHead: Mlp;
  readonly sightHead: nn.Linear;
  jointEmbedding: Tensor;
  jointPlaces: Tensor;

  constructor(readonly config: JointDecoderConfig) {
    super();
    const { width, joints, pixelChannels } = config;
    this.mapProjection = new nn.Linear(width, width);
    this.pixelProjection = new nn.Linear(pixelChannels, width);
    this.decoder = new DetrDecoder(config);
    this.positionHead = new Mlp(width, width, width, 2);
    this.pointerQuery = new nn.Linear(width, width);
    this.pointerKey = new nn.Linear(width, width);
    this.offsetHead = new Mlp(width, width, 2, 2, { zeroLast: true });
    this.sightHead = new nn.Linear(width, 1);
    this.jointEmbedding = nn.parameter(nn.init.normal_(zeros([joints, width])));
    this.jointPlaces = nn.parameter(zeros([joints, 2]).add(0.5));
  }

  /**
   * @param states of the persons, [B, Q, d]
   * @param boxes theirs, cxcywh on the padded square, no gradient: float32 [B, Q, 4]
   * @param map at stride 8, [B, d, h, w]
   * @param pixels pixel embeddings, [B, M, H, W]
   */
  forward(states: Tensor, boxes: Tensor, map: Tensor, pixels: Tensor): JointOutputs {
    const { width, grid, joints } = this.config;
    const [batch, queries] = states.shape;
    const around = cat([boxes.narrow(-1, 0, 2), boxes.narrow(-1, 2, 2).mul(SURROUNDINGS)], -1); // [B, Q, 4]
    const values = this.mapProjection
      .forward(cropsOf(map, around, grid))
      .add(this.pixelProjection.forward(cropsOf(pixels, around, grid)))
      .flatten(0, 1); // [B Q, T, d]
    const keys = values.add(mapPositions(grid, grid, width, states.device).to(values.dtype));
    const pointerKeys = this.pointerKey.forward(keys).transpose(1, 2); // [B Q, d, T]
    const centres = cellCentres(grid, grid, states.device); // [T, 2]

    let present = this.jointPlaces.unsqueeze(0); // in the surroundings' 0..1, [B Q or 1, J, 2]
    let x = states.reshape([batch * queries, 1, width]).add(this.jointEmbedding); // [B Q, J, d]
    let found = x;
    const places: Tensor[] = [];
    for (const layer of this.decoder.layers) {
      const code = sineCode(present.mul(2 * Math.PI), width / 2).flatten(-2); // [B Q or 1, J, d]
      x = layer.forward(x, this.positionHead.forward(code.to(x.dtype)), { values, keys });
      found = this.decoder.layernorm.forward(x);
      const attention = this.pointerQuery
        .forward(found)
        .matmul(pointerKeys)
        .mul(width ** -0.5)
        .softmax(-1); // [B Q, J, T]
      const inside = attention.to("float32").matmul(centres).add(this.offsetHead.forward(found).to("float32"));
      present = inside.detach();
      places.push(placedIn(inside.reshape([batch, queries, joints, 2]), around));
    }
    const sight = this.sightHead.forward(found).reshape([batch, queries, joints]);
    return { places, sight };
  }
}
