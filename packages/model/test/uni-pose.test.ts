// X-Pose against the original code's numbers (golden/x-pose), each picture of a batch by itself and without padded joints.
import { join } from "node:path";
import { nn, noGrad, type Tensor } from "@refvlm/torch";
import { describe, expect, it } from "vitest";
import { UniPose } from "../src/plugins/uni-pose/network.js";
import { renamed } from "../src/pretrained/published/family.js";
import { uniPoseLayout } from "../src/pretrained/published/uni-pose.js";
import { openWeightFile } from "../src/pretrained/stored-weights.js";
import { expectClose, Golden } from "./golden-data.js";

const goldens = process.env.REFVLM_GOLDEN ?? join(import.meta.dirname, "golden");
const golden = new Golden("x-pose");
const hyper = golden.config.hyper_parameters;
const network = nn.onMeta(
  () =>
    new UniPose({
      swin: {
        width: hyper.swin.embed_dim,
        depths: hyper.swin.depths,
        heads: hyper.swin.num_heads,
        window: hyper.swin.window_size,
      },
      width: hyper.hidden_dim,
      heads: hyper.nheads,
      feedForwardSize: hyper.dim_feedforward,
      encoderLayers: hyper.enc_layers,
      decoderLayers: hyper.dec_layers,
      levels: hyper.num_feature_levels,
      points: hyper.n_points,
      queries: hyper.num_queries,
      textSize: hyper.text_dim,
      instances: hyper.num_group,
      joints: hyper.num_body_points,
      boxLayers: hyper.num_box_decoder_layers,
    }),
);
const stored = openWeightFile(join(goldens, "x-pose", "unipose_tiny.pth"));
network.loadStateDict(
  new Map(
    [...stored.entries].flatMap(([key, entry]) => {
      const to = renamed(key.replace(/^module\./, ""), uniPoseLayout.rules);
      if (!to) throw new Error(`no rule for ${key}`);
      return to.map(({ key: name, make }) => [name, make(entry.read())] as const);
    }),
  ),
  { assign: true },
);
stored.close();

describe.each([
  ["case0", 0],
  ["case1", 0],
  ["case1", 1],
])("%s, picture %i", (name, sample) => {
  const rowOf = (key: string) => golden.get(`${name}.${key}`).slice(0, sample, sample + 1);
  const [names, joints] = ["instance", "keypoint"].map((kind) =>
    golden.get(`${name}.prompt${sample}.${kind}_embeddings`),
  );
  const count = joints.shape[0];
  const close = (actual: Tensor, expected: Tensor, what: string) => {
    expect(actual.shape, what).toEqual([...expected.shape]);
    const numbers = Array.from(expected.toTypedArray() as ArrayLike<number>, Number);
    expectClose(actual, numbers, what.startsWith("topk") ? {} : golden.config.tolerance, what);
  };
  const trace = noGrad(() => {
    const tokens = network.picture.forward(rowOf("pixel_values"), rowOf("pixel_mask"));
    close(tokens.values, rowOf("vision_in"), "vision_in");
    close(tokens.positions, rowOf("vision_pos"), "vision_pos");
    return network.trace(tokens, network.read(names.unsqueeze(0)), joints);
  });

  it("1. encodes and proposes as GroundingDINO does", () => {
    close(trace.encoded.picture, rowOf("encoder.vision"), "encoder.vision");
    close(trace.encoded.text, rowOf("encoder.text").slice(1, 0, names.shape[0]), "encoder.text");
    close(trace.proposed.scores, rowOf("proposal_scores"), "proposal_scores");
    close(trace.proposed.tokens, rowOf("topk_proposals"), "topk_proposals");
    close(trace.proposed.boxes, rowOf("init_reference_points"), "init_reference_points");
  });

  it("2. follows the best instances into their joints", () => {
    close(trace.chosen.scores, rowOf("instance_scores"), "instance_scores");
    close(trace.chosen.queries, rowOf("topk_instances"), "topk_instances");
    for (const [layer, { states, boxes }] of trace.layers.entries()) {
      close(states, asked(rowOf(`decoder.hidden.${layer}`), layer), `decoder.hidden.${layer}`);
      close(boxes, asked(rowOf(`decoder.reference.${layer}`), layer), `decoder.reference.${layer}`);
    }
  });

  /** Without the queries of joints that nobody asked for. */
  function asked(queries: Tensor, layer: number): Tensor {
    if (layer < hyper.num_box_decoder_layers) return queries;
    const all = queries.view([1, hyper.num_group, 1 + hyper.num_body_points, -1]);
    return all.slice(2, 0, 1 + count).flatten(1, 2);
  }

  it("3. says boxes and joints of instances, and which name fits them", () => {
    close(trace.logits, rowOf("pred_logits").slice(2, 0, names.shape[0]), "pred_logits");
    close(trace.boxes, rowOf("pred_boxes"), "pred_boxes");
    const expected = rowOf("pred_keypoints").slice(2, 0, 2 * count);
    close(trace.joints.flatten(2), expected, "pred_keypoints");
  });
});
