// One checked description of a whole network: `nano` and `vicuna-7b` differ in these numbers and in nothing else.

import { explainConfigIssues, lineInJson } from "@refvlm/config";
import { z } from "zod";
import { clipConvnextConfig } from "./encoders/clip-convnext.js";
import { clipTextConfig } from "./encoders/clip-text.js";
import { clipVitConfig } from "./encoders/clip-vit.js";
import { pictureConfig } from "./encoders/pixels.js";
import { languageModelConfig } from "./language-model/config.js";
import { depth, size } from "./layers/sizes.js";
import { type UnitsConfig, unitDecoders, unitsSchema } from "./units/registry.js";
import type { UnitDecoders } from "./units/unit-decoder.js";

/** Sizes that all unit decoders share (paper section 3.3). */
const decoderSizes = z.strictObject({
  /** Width d of the pyramid maps and of the queries. */
  width: size,
  layers: depth,
  heads: size,
  feedForwardSize: size,
  /** Groups of the pixel decoder's norms. */
  normGroups: size,
});

/** The sizes, and the units to decode: always written, so that what a network has never depends on who loads it. */
export type DecoderConfig = z.infer<typeof decoderSizes> & { units: UnitsConfig };

const modelConfig = (units: UnitDecoders) =>
  z
    .strictObject({
      name: z.string().min(1),
      picture: pictureConfig,
      vit: clipVitConfig,
      convnext: clipConvnextConfig,
      text: clipTextConfig,
      /** Cells of Mask-Guided Aggregation for one prompt (equations 1-3), a square number. */
      promptCells: size,
      languageModel: languageModelConfig,
      /**
       * Lets the language model see the fused map of both encoders besides the ViT's patches. The paper's network has
       * a ViT that knows the world and needs no more; one trained from nothing learns names sooner through convolutions.
       */
      pyramidTokens: z.boolean(),
      /** Adds to each word of a question what the picture shows for it. Off in the paper's network, for the same reason. */
      wordGrounding: z.boolean(),
      decoder: decoderSizes.extend({ units: unitsSchema(units) }),
      /** Wording of conversations, a template of @refvlm/trp. */
      template: z.enum(["plain", "vicuna"]),
    })
    .superRefine((config, context) => {
      const complain = (path: string[], message: string) => context.addIssue({ code: "custom", path, message });
      const { vit, convnext, text, decoder } = config;
      const grid = Math.floor(vit.imageSize / vit.patchSize);
      const side = Math.sqrt(config.promptCells);
      if (!Number.isInteger(side) || grid % side !== 0)
        complain(["promptCells"], `must be a square number whose root divides the ${grid} x ${grid} grid of the ViT`);
      if (vit.featureLayer < -vit.layers - 1 || vit.featureLayer > vit.layers)
        complain(["vit", "featureLayer"], `must name one of the ${vit.layers + 1} hidden states`);
      for (const [key, tower] of Object.entries({ vit, text, decoder: { ...decoder, hiddenSize: decoder.width } })) {
        if (tower.hiddenSize % tower.heads !== 0) complain([key, "heads"], `must divide the width ${tower.hiddenSize}`);
      }
      if (decoder.width % decoder.normGroups !== 0)
        complain(["decoder", "normGroups"], `must divide the width ${decoder.width}`);
      if (convnext.imageSize % 32 !== 0)
        complain(["convnext", "imageSize"], "must be a multiple of 32, the coarsest stride");
      for (const key of ["bosId", "eosId"] as const)
        if ((text[key] ?? 0) >= text.vocabSize)
          complain(["text", key], `must be below text.vocabSize, ${text.vocabSize}`);
    });
export type ModelConfig = z.infer<ReturnType<typeof modelConfig>>;

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
