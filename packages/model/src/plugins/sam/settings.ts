// The sizes of Segment Anything (Kirillov et al. 2023): the three that are published differ in their picture encoder.
import { z } from "zod";
import { size } from "../../layers/sizes.js";

export const samSettings = z
  .strictObject({
    /** Side in pixels of the square that pictures are brought to. */
    imageSize: size,
    patchSize: size,
    /** Of the picture encoder. */
    width: size,
    layers: z.int().positive().max(1024),
    heads: size,
    mlpWidth: size,
    /** Cells of a side of the windows that layers attend inside of. */
    windowSize: size,
    /** Layers that attend over the whole map, from 0. */
    globalLayers: z.array(z.int().nonnegative()),
    /** Width of what the encoder gives, and of everything behind it. */
    promptWidth: size,
    /** Channels between the convolutions that read a mask prompt. */
    maskChannels: size,
    decoderHeads: size,
    decoderMlpWidth: size,
    iouWidth: size,
  })
  .refine(({ width, heads }) => width % heads === 0, { error: "must divide the width", path: ["heads"] })
  .refine(({ imageSize, patchSize }) => imageSize % patchSize === 0, {
    error: "must divide imageSize",
    path: ["patchSize"],
  })
  .refine(({ promptWidth }) => promptWidth % 8 === 0, { error: "must be a multiple of 8", path: ["promptWidth"] })
  .refine(({ maskChannels }) => maskChannels % 4 === 0, { error: "must be a multiple of 4", path: ["maskChannels"] })
  .refine(({ promptWidth, decoderHeads }) => promptWidth % (2 * decoderHeads) === 0, {
    error: "must divide half of promptWidth",
    path: ["decoderHeads"],
  });
export type SamSettings = z.infer<typeof samSettings>;

const published = {
  imageSize: 1024,
  patchSize: 16,
  windowSize: 14,
  promptWidth: 256,
  maskChannels: 16,
  decoderHeads: 8,
  decoderMlpWidth: 2048,
  iouWidth: 256,
};

/** The published sizes. */
export const samSizes = {
  "vit-b": { ...published, width: 768, layers: 12, heads: 12, mlpWidth: 3072, globalLayers: [2, 5, 8, 11] },
  "vit-l": { ...published, width: 1024, layers: 24, heads: 16, mlpWidth: 4096, globalLayers: [5, 11, 17, 23] },
  "vit-h": { ...published, width: 1280, layers: 32, heads: 16, mlpWidth: 5120, globalLayers: [7, 15, 23, 31] },
} as const satisfies Record<string, Readonly<Omit<SamSettings, "globalLayers">> & { globalLayers: readonly number[] }>;
