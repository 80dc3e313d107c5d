// Stages 1 and 2 on samples: the language model learns the answers, the unit decoders what each <REF> means (equation 9).

import { type InstanceTarget, packConversations, pixelBatch, type RefVlmNetwork, stackTargets } from "@refvlm/model";
import type { Tensor } from "@refvlm/torch";
import { type Codec, encodeConversation, groups, type PromptTemplate } from "@refvlm/trp";
import type { Sample } from "@refvlm/vt-instruct";
import type { Objective } from "./objective.js";
import { instanceTarget, type LoadedSample, loaded, sceneObjects } from "./scene-targets.js";

export class AnswersObjective implements Objective {
  constructor(
    readonly network: RefVlmNetwork,
    readonly codec: Codec,
    readonly template: PromptTemplate,
  ) {}

  /** `text`, one term for each unit that the batch asks for, and `dense` for all annotated objects. */
  losses(batch: readonly Sample[]): Record<string, Tensor> {
    const { network } = this;
    const samples = loaded(batch);
    const n = network.config.convnext.imageSize / 4;
    const packed = packConversations(
      samples.map((sample) => ({
        conversation: encodeConversation(withPicture(sample), this.codec, this.template, sample),
        independent: sample.independent,
      })),
      network.imageTokens,
    );
    const pixels = pixelBatch(
      samples.map(({ picture }) => picture),
      network.config,
    );
    const features = network.encodePictures(pixels);
    const { textLoss, units } = network.forward(packed, features);
    const losses: Record<string, Tensor> = {};
    if (textLoss) losses.text = textLoss;
    const instances = samples.map((sample) => groupInstances(sample, n));
    for (const [unit, pass] of units) {
      const targets = stackTargets(pass.context.queries, (sample, group) => instances[sample][group], n);
      losses[unit] = network.visualDecoders.unitLoss(pass, targets).total;
    }
    const objects = sceneObjects(samples, n);
    if (objects) losses.dense = network.visualDecoders.denseLoss(features.memory, objects).total;
    return losses;
  }
}

/** The turns with the picture where the conversation needs it: in the first user message. */
function withPicture({ turns }: Sample) {
  return turns.map((turn, i) => {
    const has = turn.user.some((part) => part.type === "image");
    return i === 0 && !has ? { ...turn, user: [{ type: "image" as const }, ...turn.user] } : turn;
  });
}

/** Instances of every group of a sample's turns, numbered as packing numbers them. */
function groupInstances({ turns, frame }: LoadedSample, n: number): InstanceTarget[][] {
  return turns.flatMap((turn) =>
    groups(turn.answer.body).map((_, group) => turn.targets[group].map((target) => instanceTarget(target, frame, n))),
  );
}
