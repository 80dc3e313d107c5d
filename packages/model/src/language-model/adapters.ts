// The LoRA adapters of a whole language model: put beside its layers, and merged into them.
import { nn, noGrad, scope } from "@refvlm/torch";
import type { LanguageModel } from "./llama.js";
import { LoraAdapter, type LoraConfig } from "./lora.js";
import { Projection } from "./projection.js";

/** Every layer of the blocks that can be adapted, by its published name. */
function* layers(model: LanguageModel): Iterable<[name: string, layer: Projection]> {
  for (const [path, module] of model.model.layers.namedModules())
    if (module instanceof Projection) yield [path.split(".").at(-1)!, module];
}

/** Whether any layer has an adapter. */
export function isAdapted(model: LanguageModel): boolean {
  return [...layers(model)].some(([, { lora }]) => lora !== null);
}

/** Whether a key of a state dict is of an adapter. */
export function isAdapterKey(key: string): boolean {
  return /\.lora\.[ab]\.weight$/.test(key);
}

/** Puts adapters beside the layers that the config names, on their device and in their element type; A is of the engine's seed. */
export function attachLora(model: LanguageModel, config: LoraConfig): void {
  for (const [name, layer] of layers(model)) {
    if (!config.targets.some((target) => target === name)) continue;
    const { dtype, device } = layer.weight;
    const make = () => new LoraAdapter(layer.inFeatures, layer.outFeatures, config);
    layer.lora = device === "meta" ? nn.onMeta(make) : make().to({ dtype, device });
  }
}

/** Adds what the adapters say to the weights, and frees them: the same outputs with fewer products. */
export function mergeLora(model: LanguageModel): void {
  for (const [, layer] of layers(model)) {
    const { lora, weight } = layer;
    if (!lora) continue;
    const { dtype, requiresGrad } = weight;
    const merged = noGrad(() => scope(() => weight.to("float32").add(lora.matrix()).to(dtype)));
    layer.weight = nn.parameter(merged, { requiresGrad });
    layer.lora = null;
    weight.dispose();
    lora.dispose();
  }
}
