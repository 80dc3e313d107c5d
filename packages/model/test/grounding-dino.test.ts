// Swin and GroundingDINO against golden/swin-backbone, golden/grounding-dino and the original's numbers (golden/published-layouts).
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { nn, noGrad, readSafetensors, type Tensor } from "@refvlm/torch";
import { describe, expect, it } from "vitest";
import { captionLayout } from "../src/plugins/grounding-dino/caption.js";
import { GroundingDino, type GroundingDinoConfig } from "../src/plugins/grounding-dino/network.js";
import { Swin } from "../src/plugins/grounding-dino/swin.js";
import { type KeyRule, renamed } from "../src/pretrained/published/family.js";
import { groundingDinoLayouts } from "../src/pretrained/published/grounding-dino.js";
import { openWeightFile } from "../src/pretrained/stored-weights.js";
import { expectClose, Golden } from "./golden-data.js";

const goldens = process.env.REFVLM_GOLDEN ?? join(import.meta.dirname, "golden");

/** Tensors under our keys; one that no rule knows is an error. */
function ours(entries: Iterable<readonly [string, Tensor]>, rules: readonly KeyRule[]): Map<string, Tensor> {
  return new Map(
    [...entries].flatMap(([key, tensor]) => {
      const to = renamed(key, rules);
      if (!to) throw new Error(`no rule for ${key}`);
      return to.map(({ key: name, make }) => [name, make(tensor).clone().keep()] as const);
    }),
  );
}

/** Sizes of a golden's network. */
// biome-ignore lint/suspicious/noExplicitAny: free-form JSON
function configOf(hyper: any): GroundingDinoConfig {
  const { backbone_config: swin, text_config: text } = hyper;
  return {
    swin: { width: swin.embed_dim, depths: swin.depths, heads: swin.num_heads, window: swin.window_size },
    text: {
      vocabSize: text.vocab_size,
      hiddenSize: text.hidden_size,
      intermediateSize: text.intermediate_size,
      layers: text.num_hidden_layers,
      heads: text.num_attention_heads,
      positions: text.max_position_embeddings,
      layerNormEps: text.layer_norm_eps,
    },
    width: hyper.d_model,
    heads: hyper.encoder_attention_heads,
    feedForwardSize: hyper.encoder_ffn_dim,
    encoderLayers: hyper.encoder_layers,
    decoderLayers: hyper.decoder_layers,
    levels: hyper.num_feature_levels,
    points: hyper.encoder_n_points,
    queries: hyper.num_queries,
    captionLength: hyper.max_text_len,
  };
}

const finite = (x: Tensor) => x.maskedFill(x.eq(Number.NEGATIVE_INFINITY), 0);

describe("Swin", () => {
  const golden = new Golden("swin-backbone");
  const hyper = golden.config.hyper_parameters;
  const swin = new Swin(
    { width: hyper.embed_dim, depths: hyper.depths, heads: hyper.num_heads, window: hyper.window_size },
    0,
  );
  const [, huggingFace] = groundingDinoLayouts;
  const state = ours(
    [...golden.weights].map(([key, tensor]) => {
      const stage = /^hidden_states_norms\.stage(\d)\.(\w+)/.exec(key);
      return [stage ? `norms.${Number(stage[1]) - 1}.${stage[2]}` : key, tensor] as const;
    }),
    [
      [/^(?=norms\.)/, "picture.swin."],
      ...huggingFace.rules.map(([pattern, to]): KeyRule => [withoutPrefix(pattern), to]),
    ],
  );
  swin.loadStateDict(new Map([...state].map(([key, tensor]) => [key.replace("picture.swin.", ""), tensor])));

  it("gives the maps of all stages, of sides that no window divides", () => {
    const maps = noGrad(() => swin.forward(golden.get("pixel_values")));
    for (const [stage, map] of maps.entries()) golden.expectClose(map, `feature.${stage}`);
  });
});

/** The rule for a Swin by itself. */
function withoutPrefix(pattern: RegExp): RegExp {
  return new RegExp(pattern.source.replace("model\\.backbone\\.conv_encoder\\.model\\.(?:swin\\.)?", ""));
}

describe("GroundingDINO of golden/grounding-dino, one picture padded and one caption", () => {
  const golden = new Golden("grounding-dino");
  const network = new GroundingDino(configOf(golden.config.hyper_parameters));
  network.loadStateDict(ours(golden.weights, groundingDinoLayouts[1].rules));
  const layout = captionLayout(golden.get("input_ids"), golden.get("attention_mask"));
  const seen = noGrad(() => network.picture.forward(golden.get("pixel_values"), golden.get("pixel_mask")));
  const words = noGrad(() => network.read(golden.get("input_ids"), layout));
  const trace = noGrad(() => network.trace(seen, words));

  it("1. lays phrases out apart, and reads them", () => {
    golden.expectClose(layout.allowed, "text_self_attention_allowed");
    golden.expectClose(layout.places, "text_position_ids");
    golden.expectClose(words.values, "text_features");
  });

  it("2. sees pictures on four maps with their places", () => {
    golden.expectClose(seen.values, "vision_in");
    golden.expectClose(seen.positions, "vision_pos");
    golden.expectClose(seen.filled, "valid_ratios");
    expect(seen.grids.map(({ height, columns }) => [height, columns])).toEqual(golden.get("spatial_shapes").toArray());
  });

  it("3. fuses both", () => {
    golden.expectClose(trace.encoded.picture, "encoder.vision");
    golden.expectClose(trace.encoded.text, "encoder.text");
  });

  it("4. makes queries of the tokens that fit best", () => {
    golden.expectClose(trace.proposed.scores, "proposal_scores");
    golden.expectClose(trace.proposed.tokens, "topk", {});
    golden.expectClose(trace.proposed.boxes, "init_reference_points");
  });

  it("5. refines them layer by layer", () => {
    for (const [layer, { states, boxes }] of trace.layers.entries()) {
      golden.expectClose(states, `decoder.hidden.${layer}`);
      golden.expectClose(boxes, `decoder.reference.${layer}`);
    }
  });

  it("6. says boxes, and how well each word fits", () => {
    golden.expectClose(trace.boxes, "pred_boxes");
    golden.expectClose(finite(trace.logits), "logits");
  });
});

describe.each(["original", "Hugging Face's"])("GroundingDINO in the %s layout", (which) => {
  const folder = join(goldens, "published-layouts");
  const { "grounding-dino": about } = JSON.parse(readFileSync(join(folder, "config.json"), "utf8"));
  const at = (name: string) => join(folder, "grounding-dino", name);
  const io = readSafetensors(at("io.safetensors")).tensors();
  const [file, layout, prefix] =
    which === "original"
      ? ([at("groundingdino_tiny.pth"), groundingDinoLayouts[0], "module."] as const)
      : ([at("hf/model.safetensors"), groundingDinoLayouts[1], ""] as const);
  const stored = openWeightFile(file);
  const entries = [...stored.entries].map(([key, { read }]) => [key.slice(prefix.length), read()] as const);
  const network = nn.onMeta(() => new GroundingDino(configOf(about.hyper_parameters)));
  network.loadStateDict(ours(entries, layout.rules), { assign: true });
  stored.close();
  const close = (actual: Tensor, key: string, tolerance = about.tolerance) =>
    expectClose(actual, Array.from(io.get(key)!.toTypedArray() as ArrayLike<number>, Number), tolerance, key);

  it.each([0, 1])("gives the original code's numbers, case %i", (i) => {
    const input = (name: string) => io.get(`case${i}.${name}`)!;
    const trace = noGrad(() => {
      const words = network.read(input("input_ids"), captionLayout(input("input_ids")));
      close(words.values, `case${i}.text_features`);
      return network.trace(network.picture.forward(input("pixel_values"), input("pixel_mask")), words);
    });
    close(trace.encoded.picture, `case${i}.encoder.vision`);
    close(trace.encoded.text, `case${i}.encoder.text`);
    close(trace.proposed.scores, `case${i}.proposal_scores`);
    close(trace.proposed.tokens, `case${i}.topk`, {});
    close(trace.states, `case${i}.decoder.last_hidden_state`);
    close(trace.boxes, `case${i}.pred_boxes`);
    close(finite(trace.logits), `case${i}.logits`);
  });
});
