// Stage 1 on samples: picture tokens are drawn to the words for what they show.
import { alignmentLoss, pixelBatch, type RefVlmNetwork } from "@refvlm/model";
import { type Tensor, tensor } from "@refvlm/torch";
import type { Codec } from "@refvlm/trp";
import type { Sample } from "@refvlm/vt-instruct";
import type { Objective } from "./objective.js";
import { loaded, namedObjects } from "./targets.js";

export class AlignmentObjective implements Objective {
  constructor(
    readonly network: RefVlmNetwork,
    readonly codec: Codec,
  ) {}

  losses(batch: readonly Sample[]): Record<string, Tensor> {
    const { config } = this.network;
    const samples = loaded(batch);
    const named = namedObjects(samples, config.convnext.imageSize / 4);
    if (!named) throw new Error("stage 1 needs annotated objects, and this batch has none");
    const ids = named.names.map((name) => this.codec.encodeText(` ${name}`));
    const longest = Math.max(...ids.map((list) => list.length));
    const padded = (value: (id: number) => number) =>
      ids.map((list) => Array.from({ length: longest }, (_, i) => (i < list.length ? value(list[i]) : 0)));
    const alignment = alignmentLoss(this.network, {
      pixels: pixelBatch(
        samples.map(({ picture }) => picture),
        config,
      ),
      names: tensor(
        padded((id) => id),
        { dtype: "int64" },
      ),
      nameMask: tensor(padded(() => 1)),
      objects: named.objects,
      nameOf: named.nameOf,
    });
    return { alignment };
  }
}
