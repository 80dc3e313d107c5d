// The tiny network's weights as others publish theirs: folders with the names of CLIP, open_clip, LLaMA and LLaVA.
import { copyFileSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { readSafetensors, scope, writeSafetensors } from "@refvlm/torch";

export interface PublishedFolders {
  clip: string;
  bareClip: string;
  openClip: string;
  llama: string;
  llava: string;
}

/** @param model folder of the tiny network @param place where the folders are made */
export function publishedFolders(model: string, place: string): PublishedFolders {
  /** `rename` gives each tensor's published name, or undefined for what is not in the files. */
  const published = (name: string, rename: (key: string) => string | undefined): string => {
    const folder = join(place, name);
    mkdirSync(folder);
    scope(() => {
      using file = readSafetensors(join(model, "model.safetensors"));
      const tensors = [...file.tensors()].flatMap(([key, tensor]) => {
        const to = rename(key);
        return to === undefined ? [] : [[to, tensor] as const];
      });
      writeSafetensors(join(folder, "model.safetensors"), new Map(tensors));
    });
    copyFileSync(join(model, "tokenizer.json"), join(folder, "tokenizer.json"));
    return folder;
  };
  const clip = published("clip", without("vision_tower.", "text_tower."));
  writeFileSync(
    join(clip, "config.json"),
    JSON.stringify({ text_config: { num_attention_heads: 2, hidden_act: "gelu" } }),
  );
  return {
    clip,
    bareClip: published("bare-clip", without("text_tower.")),
    openClip: published("open-clip", (key) => without("pyramid_tower.")(key)?.replace(/^/, "visual.")),
    llama: published("llama", without("language_model.")),
    llava: published("llava", (key) =>
      key.startsWith("projector.")
        ? key.replace(/^projector\.linear([12])/, (_, i) => `model.mm_projector.${i === "1" ? 0 : 2}`)
        : (key
            .replace(/^vision_tower\./, "model.vision_tower.vision_tower.")
            .match(/^model\.vision_tower\.(?!.*visual_projection).*/)?.[0] ?? without("language_model.")(key)),
    ),
  };
}

const without =
  (...prefixes: string[]) =>
  (key: string) => {
    const prefix = prefixes.find((each) => key.startsWith(each));
    return prefix && key.slice(prefix.length);
  };
