// The sizes of GroundingDINO and X-Pose: from the shapes of their tensors, what those do not say from the published
// config.json, else as published.
import type { GroundingConfig, GroundingDinoConfig } from "../../plugins/grounding-dino/network.js";
import type { UniPoseConfig } from "../../plugins/uni-pose/network.js";
import { type Description, section } from "./family.js";
import { countOf, type Shapes } from "./part-configs.js";

/** Places that a published head looks at in each map. */
const POINTS = 4;
/** Width of a head of BERT. */
const BERT_HEAD = 64;
/** What the authors take of pictures. */
const INPUT = { shortest: 800, longest: 1333 };

/** The extent of a tensor along an axis. @throws Error naming the tensor where it is not there */
function extent(shapes: Shapes, key: string, axis: number): number {
  const shape = shapes(key);
  if (!shape || shape.length <= axis) throw new Error(`lacks ${key}, which says how large the network is`);
  return shape[axis];
}

const given = (described: Description, key: string, fallback: number): number =>
  typeof described[key] === "number" ? described[key] : fallback;

/** What both networks have. @param shapes by our keys */
function groundingSizes(shapes: Shapes, described: Description): GroundingConfig {
  const block = (stage: number, i: number) => `picture.swin.stages.${stage}.blocks.${i}.attention.position_bias`;
  const stages = [0, 1, 2, 3];
  const levels = extent(shapes, "picture.level_embedding", 0);
  const points = given(described, "encoder_n_points", POINTS);
  return {
    swin: {
      width: extent(shapes, "picture.swin.patch.weight", 0),
      depths: stages.map((stage) => countOf(shapes, (i) => block(stage, i))),
      heads: stages.map((stage) => extent(shapes, block(stage, 0), 1)),
      window: (Math.sqrt(extent(shapes, block(0, 0), 0)) + 1) / 2,
    },
    width: extent(shapes, "picture.level_embedding", 1),
    heads: extent(shapes, "encoder.layers.0.picture.attention.attention_weights.bias", 0) / (levels * points),
    feedForwardSize: extent(shapes, "encoder.layers.0.picture.fc1.bias", 0),
    encoderLayers: countOf(shapes, (i) => `encoder.layers.${i}.picture.fc1.bias`),
    decoderLayers: countOf(shapes, (i) => `decoder.layers.${i}.fc1.bias`),
    levels,
    points,
    queries: extent(shapes, "queries", 0),
  };
}

/**
 * GroundingDINO's sizes.
 * @param shapes of the detector's tensors by our keys
 * @param described the config.json that Hugging Face's files come with, empty without one
 * @throws Error naming a tensor that should say one
 */
export function groundingDinoSizes(
  shapes: Shapes,
  described: Description,
): GroundingDinoConfig & { input: typeof INPUT } {
  const text = section(described, "text_config");
  const hiddenSize = extent(shapes, "text.words.weight", 1);
  return {
    ...groundingSizes(shapes, described),
    text: {
      vocabSize: extent(shapes, "text.words.weight", 0),
      hiddenSize,
      intermediateSize: extent(shapes, "text.layers.0.fc1.bias", 0),
      layers: countOf(shapes, (i) => `text.layers.${i}.fc1.bias`),
      heads: given(text, "num_attention_heads", hiddenSize / BERT_HEAD),
      positions: extent(shapes, "text.positions.weight", 0),
      layerNormEps: given(text, "layer_norm_eps", 1e-12),
    },
    captionLength: given(described, "max_text_len", 256),
    input: INPUT,
  };
}

/** X-Pose's sizes; instances and the layers before joints come in are in no tensor. @throws as `groundingDinoSizes` */
export function uniPoseSizes(shapes: Shapes): UniPoseConfig & { input: typeof INPUT } {
  return {
    ...groundingSizes(shapes, {}),
    textSize: extent(shapes, "name_projection.layers.0.weight", 1),
    instances: 50,
    joints: extent(shapes, "first_sides", 0) + extent(shapes, "further_sides", 0),
    boxLayers: 2,
    input: INPUT,
  };
}
