// Stage 1 on samples: picture tokens are drawn to the words for what they show.
import { alignmentLoss, type LoadedModel, pixelBatch } from "@refvlm/model";
import { type Tensor, tensor } from "@refvlm/torch";
import type { Sample } from "@refvlm/vt-instruct";
import type { Objective } from "./objective.js";
import { loaded, namedObjects } from "./targets.js";

export class AlignmentObjective implements Objective {
  constructor(readonly model: LoadedModel) {}

  losses(batch: readonly Sample[]): Record<string, Tensor> {
    const { network, codec, device } = this.model;
    const { config } = network;
    const samples = loaded(batch);
    const named = namedObjects(samples, config.convnext.imageSize / 4, device);
    if (!named) throw new Error("stage 1 needs annotated objects, and this batch has none");
    const ids = named.names.map((name) => codec.encodeText(` ${name}`));
    const longest = Math.max(...ids.map((list) => list.length));
    const padded = (value: (id: number) => number) =>
      ids.map((list) => Array.from({ length: longest }, (_, i) => (i < list.length ? value(list[i]) : 0)));
    const alignment = alignmentLoss(network, {
      pixels: pixelBatch(
        samples.map(({ picture }) => picture),
        config,
        network,
      ),
      names: tensor(
        padded((id) => id),
        { dtype: "int64", device },
      ),
      nameMask: tensor(
        padded(() => 1),
        { dtype: this.model.dtype, device },
      ),
      objects: named.objects,
      nameOf: named.nameOf,
    });
    return { alignment };
  }
}
