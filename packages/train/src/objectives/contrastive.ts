// Stage 0 on samples: pictures, captions and named objects for the contrastive losses.
import { clipTextIds, contrastiveLosses, type LoadedModel, pixelBatch } from "@refvlm/model";
import { rand, type Tensor, tensor } from "@refvlm/torch";
import type { Sample } from "@refvlm/vt-instruct";
import type { Objective } from "./objective.js";
import { loaded, namedObjects } from "./targets.js";

/** What may stand before a name. A word is another token behind a space; all must come to mean the same. */
const openings = ["", " ", "a ", "the ", "the small ", "the large ", "the leftmost "];

export class ContrastiveObjective implements Objective {
  constructor(readonly model: LoadedModel) {}

  losses(batch: readonly Sample[]): Record<string, Tensor> {
    const { network, device } = this.model;
    const { config } = network;
    const samples = loaded(batch);
    const named = namedObjects(samples, config.convnext.imageSize / 4, device);
    if (!named) throw new Error("stage 0 needs annotated objects, and this batch has none");
    const before = openings[Math.floor(rand([]).item() * openings.length)];
    const captions = samples.flatMap(({ caption }) => (caption === undefined ? [] : [caption]));
    return contrastiveLosses(network, {
      pixels: pixelBatch(
        samples.map(({ picture }) => picture),
        config,
        network,
      ),
      captions: captions.length === samples.length ? this.#ids(captions) : null,
      names: this.#ids(named.names.map((name) => before + name)),
      objects: named.objects,
      nameOf: named.nameOf,
    });
  }

  #ids(texts: readonly string[]): Tensor {
    const { network, textCodec, device } = this.model;
    const rows = clipTextIds(
      texts.map((text) => textCodec.encodeText(text)),
      network.config.text,
    );
    return tensor(rows, { dtype: "int64", device });
  }
}
