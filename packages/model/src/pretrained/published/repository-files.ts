// The files of a published repository or folder by their names: weights, what describes them, tokenizers.

/** Names under which weights lie, the first that is there counts; safetensors before pickles. */
export const WEIGHT_FILES = [
  "model.safetensors",
  "model.safetensors.index.json",
  "open_clip_model.safetensors",
  "open_clip_pytorch_model.safetensors",
  "pytorch_model.bin",
  "pytorch_model.bin.index.json",
  "open_clip_pytorch_model.bin",
  "mm_projector.bin",
] as const;
export const CONFIG_FILES = ["config.json", "open_clip_config.json"] as const;
/** Each form of a tokenizer, the first that is there counts. */
export const TOKENIZER_FILES = ["tokenizer.json", "tokenizer.model", "merges.txt", "vocab.txt"] as const;
/** Tokens that old releases list beside their tokenizer. */
export const ADDED_TOKENS = "added_tokens.json";

/**
 * What a conversion reads of a repository, of one form only where the same weights lie there in several. Empty for a
 * repository without weights.
 * @param names of its files
 */
export function filesToConvert(names: readonly string[]): string[] {
  const weights = WEIGHT_FILES.find((each) => names.includes(each));
  if (weights === undefined) return [];
  const beside: readonly string[] = [...CONFIG_FILES, ...TOKENIZER_FILES, ADDED_TOKENS];
  return names.filter((name) => name === weights || beside.includes(name) || isShardOf(name, weights));
}

/** Whether a file is named as the shards behind an index are: `model-00001-of-00003.safetensors`. */
function isShardOf(name: string, index: string): boolean {
  const [, stem, ending] = /^(\w+)\.(\w+)\.index\.json$/.exec(index) ?? [];
  return stem !== undefined && new RegExp(`^${stem}-\\d{5}-of-\\d{5}\\.${ending}$`).test(name);
}
