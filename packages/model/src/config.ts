// One checked description of a whole network: `nano` and `vicuna-7b` differ in these numbers and in nothing else.

import { explainConfigIssues, lineInJson } from "@refvlm/config";
import { z } from "zod";
import { clipConvnextConfig, convnextStages } from "./encoders/clip-convnext.js";
import { clipTextConfig } from "./encoders/clip-text.js";
import { clipVitConfig } from "./encoders/clip-vit.js";
import { type EncoderMaps, levelShapes, levelsSchema } from "./encoders/levels.js";
import { pictureConfig } from "./encoders/pixels.js";
import { cellsProblem, promptsConfig } from "./encoders/prompt-strategies.js";
import { type MapShape, stageShapes } from "./encoders/pyramid-backbone.js";
import { languageModelConfig } from "./language-model/config.js";
import { depth, size } from "./layers/sizes.js";
import { matchers } from "./matching/matchers.js";
import { pointingUnits, type UnitsConfig, unitDecoders, unitsSchema } from "./units/registry.js";
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
      /** CLIP's ConvNeXt, the pyramid's backbone; null for a network of the ViT alone. */
      convnext: clipConvnextConfig.nullable(),
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
      /** Adds to each word of a question what the picture shows for it. Off in the paper's network, for the same reason. */
      wordGrounding: z.boolean(),
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
      const { vit, convnext, text, decoder } = config;
      const shapes = encoderShapes(config);
      const grid = vit || convnext ? tokenShape(shapes).side : null;
      if (grid === null) complain(["vit"], "must be there where convnext is null: a network has an encoder");
      else {
        const cells = cellsProblem(config.prompts, grid);
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
      if (config.wordGrounding && !decoder.querySelection)
        complain(["wordGrounding"], "must be false without decoder.querySelection: words look at its proposals");
      for (const unit of decoder.querySelection ? [] : pointingUnits(decoder.units, units))
        complain(["decoder", "units", unit], "reads where <REF>s point: leave it out, or set decoder.querySelection");
    });
export type ModelConfig = z.infer<ReturnType<typeof modelConfig>>;

/** The maps that a config's encoders make. */
export function encoderShapes({ vit, convnext }: Pick<ModelConfig, "vit" | "convnext">): EncoderMaps<MapShape> {
  return {
    vit: vit && { side: Math.floor(vit.imageSize / vit.patchSize), channels: vit.hiddenSize },
    stages: convnext ? stageShapes({ ...convnext, stages: convnextStages(convnext) }) : [],
  };
}

/** The map whose cells are the language model's picture tokens: the ViT's, or else the pyramid's coarsest. */
export function tokenShape({ vit, stages }: EncoderMaps<MapShape>): MapShape {
  return vit ?? stages.at(-1)!;
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
