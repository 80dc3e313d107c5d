// Stage 0 on samples: pictures, captions and named objects for the contrastive losses.

import { clipTextIds, contrastiveLosses, pixelBatch, type RefVlmNetwork } from "@refvlm/model";
import { type Tensor, tensor } from "@refvlm/torch";
import type { Codec } from "@refvlm/trp";
import type { Sample } from "@refvlm/vt-instruct";
import type { Objective } from "./objective.js";
import { loaded, sceneObjects } from "./scene-targets.js";

export class ContrastiveObjective implements Objective {
  constructor(
    readonly network: RefVlmNetwork,
    readonly codec: Codec,
  ) {}

  losses(batch: readonly Sample[]): Record<string, Tensor> {
    const { config } = this.network;
    const samples = loaded(batch);
    const objects = sceneObjects(samples, config.convnext.imageSize / 4);
    if (!objects) throw new Error("stage 0 needs annotated objects, and this batch has none");
    const named = samples.flatMap((sample) => (sample.objects ?? []).map(({ name }) => name));
    const distinct = [...new Set(named)];
    const captions = samples.flatMap(({ caption }) => (caption === undefined ? [] : [caption]));
    return contrastiveLosses(this.network, {
      pixels: pixelBatch(
        samples.map(({ picture }) => picture),
        config,
      ),
      captions: captions.length === samples.length ? this.#ids(captions) : null,
      names: this.#ids(distinct),
      objects,
      nameOf: tensor(BigInt64Array.from(named, (name) => BigInt(distinct.indexOf(name)))),
    });
  }

  #ids(texts: readonly string[]): Tensor {
    const rows = clipTextIds(
      texts.map((text) => this.codec.encodeText(text)),
      this.network.config.text,
    );
    return tensor(rows, { dtype: "int64" });
  }
}
