// Networks of the preset vicuna-7b, and decoders, whose published parts are known by name: which repositories they are put together from.
import { nearestKey } from "@refvlm/config";
import type { PartName } from "@refvlm/model";

export interface PublishedNetwork {
  readonly what: string;
  /** A repository that gives every part that it has. */
  readonly source?: string;
  /** Repositories of single parts. */
  readonly parts: Partial<Record<PartName, string>>;
  readonly licences: string;
}

const convnext = "laion/CLIP-convnext_large_d_320.laion2B-s29B-b131K-ft-soup";

const segmentAnything = { parts: {}, licences: "Segment Anything: Apache-2.0" };

export const catalogue: Readonly<Record<string, PublishedNetwork>> = {
  "llava-1.5-7b": {
    what: "LLaVA-1.5 with the paper's second encoder: the paper's network after stage 1; its decoders are new",
    source: "llava-hf/llava-1.5-7b-hf",
    parts: { convnext },
    licences: "Llama 2 Community Licence; CLIP ConvNeXt: MIT",
  },
  "vicuna-7b": {
    what: "the paper's pretrained parts, before stage 1; projector and decoders are new",
    parts: { vit: "openai/clip-vit-large-patch14-336", convnext, "language-model": "lmsys/vicuna-7b-v1.5" },
    licences: "Vicuna: Llama 2 Community Licence; CLIP: MIT",
  },
  "grounding-dino": {
    what: "GroundingDINO with Swin-T: boxes of whatever a phrase names, a decoder and what `refvlm detect` uses",
    source: "IDEA-Research/grounding-dino-tiny",
    parts: {},
    licences: "GroundingDINO: Apache-2.0",
  },
  "sam-vit-base": {
    what: "Segment Anything, ViT-B: a decoder of masks",
    source: "facebook/sam-vit-base",
    ...segmentAnything,
  },
  "sam-vit-large": { what: "the same, ViT-L", source: "facebook/sam-vit-large", ...segmentAnything },
  "sam-vit-huge": { what: "the same, ViT-H", source: "facebook/sam-vit-huge", ...segmentAnything },
};

/**
 * A network by its name.
 * @throws Error naming what there is
 */
export function publishedNetwork(name: string): PublishedNetwork {
  if (Object.hasOwn(catalogue, name)) return catalogue[name];
  const nearest = nearestKey(name, Object.keys(catalogue));
  const hint = nearest ? `did you mean "${nearest}"? Known` : "known";
  throw new Error(
    `pull: there is no network "${name}"; ${hint} are ${Object.keys(catalogue).join(", ")}; any repository goes by OWNER/NAME`,
  );
}
