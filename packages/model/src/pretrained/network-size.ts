// How large a network is, part by part, and what it takes to hold and to ask it: from its config alone, without memory.
import { type DType, ELEMENT_BYTES, nn, scope } from "@refvlm/torch";
import type { ModelConfig } from "../config.js";
import { headDim } from "../language-model/config.js";
import { type NetworkOptions, RefVlmNetwork } from "../network.js";

export interface PartSize {
  /** Where its weights are in the state dict: `vision_tower`, `visual_decoders.units.box`. */
  readonly part: string;
  readonly parameters: number;
}

export interface NetworkSize {
  readonly parts: readonly PartSize[];
  readonly parameters: number;
}

/** Counts parameters, tied ones once. The decoders are counted one by one. */
export function networkSize(config: ModelConfig, options: NetworkOptions = {}): NetworkSize {
  return scope(() => {
    const network = nn.onMeta(() => new RefVlmNetwork(config, options));
    const parts = new Map<string, number>();
    for (const [key, { numel }] of network.namedParameters()) {
      const part = /^(visual_decoders\.units\.[^.]+|visual_decoders\.[^.]+|[^.]+)/.exec(key)![0];
      parts.set(part, (parts.get(part) ?? 0) + numel);
    }
    network.dispose();
    const sizes = [...parts].map(([part, parameters]) => ({ part, parameters }));
    return { parts: sizes, parameters: sizes.reduce((sum, { parameters }) => sum + parameters, 0) };
  });
}

/** Bytes of the keys and values of one conversation that fills the context. */
export function cacheBytes({ languageModel }: ModelConfig, dtype: DType): number {
  const { layers, keyValueHeads, maxPositions } = languageModel;
  return 2 * layers * keyValueHeads * headDim(languageModel) * maxPositions * ELEMENT_BYTES[dtype];
}
