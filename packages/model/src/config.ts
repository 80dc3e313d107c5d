// One checked description of a whole network: presets differ in these numbers and in nothing else.

import { explainConfigIssues, lineInJson } from "@refvlm/config";
import { z } from "zod";
import { clipConvnextConfig, convnextStages } from "./encoders/clip-convnext.js";
import { clipTextConfig } from "./encoders/clip-text.js";
import { clipVitConfig } from "./encoders/clip-vit.js";
import { type EncoderMaps, levelShapes, levelsSchema } from "./encoders/levels.js";
import { nanodetConfig, nanodetStages } from "./encoders/nanodet/nanodet.js";
import { pictureConfig } from "./encoders/pixels.js";
import { cellsProblem, promptsConfig } from "./encoders/prompt-strategies.js";
import type { MapShape } from "./encoders/pyramid-backbone.js";
import { evidenceConfig } from "./evidence/evidence-config.js";
import { languageModelConfig } from "./language-model/config.js";
import { depth, size } from "./layers/sizes.js";
import { matchers } from "./matching/matchers.js";
import { pointingUnits, type UnitsConfig, unitDecoders, unitsSchema, unitsThatNeed } from "./units/registry.js";
import type { UnitDecoders } from "./units/unit-decoder.js";

/** A switch, always written. @param says what true or false decide */
const decided = (says: string) => z.boolean({ error: () => `must say true or false: ${says}` });

/** What all unit decoders share (paper section 3.3). */
const decoderConfig = z.strictObject({
  /** Width d of the pyramid maps and of the queries. */
  width: size,
  layers: depth,
  heads: size,
  feedForwardSize: size,
  /** Groups of the pixel decoder's norms. */
  normGroups: size,
  /** Maps of the encoders that the decoders read, finest first (Table 8). */
  levels: levelsSchema,
  /**
   * Dense proposals, where `<REF>`s point among them, and the meaning of their phrases in the text tower: `text` must be
   * there. Off in the paper's network: there a query is a state, projected, and starts at the whole picture.
   */
  querySelection: decided("whether queries start where <REF>s point among dense proposals"),
  /**
   * Lets dense proposals say with which probability a name fits them, so that an absent thing can be told from one that is
   * there. Weights from before it have no scale and bias for it: false where a config says nothing.
   */
  nameFit: z.boolean().default(false),
});

/** With the units to decode: always written, so that what a network has never depends on who loads it. */
export type DecoderConfig = z.infer<typeof decoderConfig> & { units: UnitsConfig };

const modelConfig = (units: UnitDecoders) =>
  z
    .strictObject({
      name: z.string().min(1),
      picture: pictureConfig,
      /** CLIP's ViT, whose patches are the language model's picture tokens; null: those are the pyramid's coarsest stage. */
      vit: clipVitConfig.nullable(),
      /** CLIP's ConvNeXt, the pyramid's backbone; null for a network of the ViT alone, or with a detector. */
      convnext: clipConvnextConfig.nullable(),
      /** A detector, which gives the pyramid and proposes; null in the paper's network, whose ConvNeXt is the backbone. */
      detector: nanodetConfig.nullable().default(null),
      /**
       * The pyramid's stage that visual prompts are read from, and to how many cells a side it is pooled for the language
       * model; null: each patch of the ViT, or each cell of the coarsest stage, is a token, and prompts are read from these.
       */
      pictureTokens: z.strictObject({ stage: z.int().nonnegative(), side: size }).nullable().default(null),
      /** CLIP's text tower; null where nobody asks what a phrase means. */
      text: clipTextConfig.nullable(),
      /** How visual prompts become tokens. */
      prompts: promptsConfig,
      languageModel: languageModelConfig,
      /**
       * Lets the language model see the fused map of both encoders besides the ViT's patches. The paper's network has
       * a ViT that knows the world and needs no more; one trained from nothing learns names sooner through convolutions.
       */
      pyramidTokens: z.boolean(),
      /** What the picture shows, where the language model decides. Off in the paper's network. */
      evidence: evidenceConfig.nullable().default(null),
      /** Whether answers begin with their plan (VD-CoT, section 3.2). */
      plan: decided("whether answers begin with their plan"),
      /**
       * Published weights put together: no training has shown them answers with plans and units, so they answer in words, and
       * with units where a question asks for some, behind examples. Training on answers takes the mark away.
       */
      untaught: z.literal(true).optional(),
      /** How training finds the instance that a `<REF>` means: grouped Hungarian (equations 4-8), or in the order of the text. */
      matching: z.enum(Object.keys(matchers) as (keyof typeof matchers)[]),
      decoder: decoderConfig.extend({ units: unitsSchema(units) }),
      /** Wording of conversations, a template of @refvlm/trp. */
      template: z.enum(["plain", "vicuna"]),
    })
    .superRefine((config, context) => {
      const complain = (path: string[], message: string) => context.addIssue({ code: "custom", path, message });
      const { vit, convnext, detector, text, decoder, pictureTokens } = config;
      const shapes = encoderShapes(config);
      if (convnext && detector) complain(["detector"], "must be null beside convnext: a network has one pyramid");
      if (detector && !decoder.querySelection)
        complain(["detector"], "must be null without decoder.querySelection, which is what its proposals are for");
      if (!vit && !convnext && !detector)
        complain(["vit"], "must be there where convnext and detector are null: a network has an encoder");
      else if (pictureTokens && pictureTokens.stage >= shapes.stages.length)
        complain(["pictureTokens", "stage"], `there are ${shapes.stages.length} stages of the pyramid, from 0`);
      else {
        const cells = cellsProblem(config.prompts, patchShape(shapes, pictureTokens).side);
        if (cells) complain(["prompts", "cells"], cells);
        const levels = problemOf(() => levelShapes(decoder.levels, shapes));
        if (levels) complain(["decoder", "levels"], levels);
      }
      if (vit && (vit.featureLayer < -vit.layers - 1 || vit.featureLayer > vit.layers))
        complain(["vit", "featureLayer"], `must name one of the ${vit.layers + 1} hidden states`);
      for (const [key, tower] of Object.entries({ vit, text, decoder: { ...decoder, hiddenSize: decoder.width } }))
        if (tower && tower.hiddenSize % tower.heads !== 0)
          complain([key, "heads"], `must divide the width ${tower.hiddenSize}`);
      if (decoder.width % decoder.normGroups !== 0)
        complain(["decoder", "normGroups"], `must divide the width ${decoder.width}`);
      if (convnext && convnext.imageSize % 32 !== 0)
        complain(["convnext", "imageSize"], "must be a multiple of 32, the coarsest stride");
      for (const key of ["bosId", "eosId"] as const)
        if (text && (text[key] ?? 0) >= text.vocabSize)
          complain(["text", key], `must be below text.vocabSize, ${text.vocabSize}`);
      if (text && !decoder.querySelection)
        complain(["text"], "must be null without decoder.querySelection: nothing else asks what a phrase means");
      if (decoder.querySelection && !text)
        complain(["text"], "must be there with decoder.querySelection, which asks what a phrase means");
      if (decoder.nameFit && !decoder.querySelection)
        complain(["decoder", "nameFit"], "must be false without decoder.querySelection: names fit its proposals");
      if (config.evidence && !decoder.nameFit)
        complain(["evidence"], "must be null without decoder.nameFit, which says how well names fit");
      if (config.evidence && !config.plan)
        complain(["evidence"], "must be null without plan: its names and numbers are those of plans");
      for (const unit of decoder.querySelection ? [] : pointingUnits(decoder.units, units))
        complain(["decoder", "units", unit], "reads where <REF>s point: leave it out, or set decoder.querySelection");
      for (const needed of ["box", "mask"] as const)
        for (const unit of needed in decoder.units ? [] : unitsThatNeed(needed, decoder.units, units))
          complain(
            ["decoder", "units", unit],
            `its decoder "${decoder.units[unit].decoder ?? unit}" asks that of ${needed}: add ${needed} to the units`,
          );
    });
export type ModelConfig = z.infer<ReturnType<typeof modelConfig>>;

/** The maps that a config's encoders make. */
export function encoderShapes({
  vit,
  convnext,
  detector,
}: Pick<ModelConfig, "vit" | "convnext" | "detector">): EncoderMaps<MapShape> {
  return {
    vit: vit && { side: Math.floor(vit.imageSize / vit.patchSize), channels: vit.hiddenSize },
    stages: convnext ? convnextStages(convnext) : detector ? nanodetStages(detector) : [],
  };
}

/** The map that tokens of pictures and prompts are made from: the stage that is named, the ViT's, or the coarsest stage. */
export function patchShape({ vit, stages }: EncoderMaps<MapShape>, named: ModelConfig["pictureTokens"]): MapShape {
  return named ? stages[named.stage] : (vit ?? stages.at(-1)!);
}

function problemOf(check: () => unknown): string | undefined {
  try {
    check();
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

/**
 * Checks a configuration.
 * @param source what error messages call it, e.g. the file's path
 * @param text the JSON that it was read from, so that messages can name lines
 * @param units decoders that its units may choose
 * @throws Error naming each wrong key, and the nearest valid one for each unknown key
 */
export function parseModelConfig(
  value: unknown,
  source = "model config",
  text?: string,
  units: UnitDecoders = unitDecoders,
): ModelConfig {
  const schema = modelConfig(units);
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const lineOf = text === undefined ? undefined : (path: readonly PropertyKey[]) => lineInJson(text, path);
  throw new Error(explainConfigIssues(result.error, schema, source, lineOf));
}
