// `refvlm models` and `refvlm model NAME|FOLDER`: what can be asked; the card, parts and memory of one model or preset.
import type { ModelConfig } from "@refvlm/model";
import type { Command } from "commander";
import { modelFolder, namedModels } from "../model-folder.js";
import { presetConfig } from "../preset-config.js";

export function addModel(program: Command): void {
  program
    .command("models")
    .description("list the models that can be loaded by name")
    .action(async () => {
      const { readModelCard } = await import("@refvlm/model");
      for (const [name, folder] of namedModels())
        console.log(`${name}  knows ${readModelCard(folder)?.knows ?? "what nobody has written down"}  (${folder})`);
    });
  program
    .command("model")
    .description("print what a model was trained on, knows, and is worth, its parts and the memory it takes")
    .argument("[model]", "a name of `refvlm models`, or a folder")
    .option("--preset <name>", "the parts and the memory of a network that is not there yet")
    .option("--json", "print the card as it is; of a preset its parts")
    .action((model: string | undefined, options: { preset?: string; json?: boolean }) => {
      if (model !== undefined && options.preset === undefined) return printModel(model, options);
      if (model === undefined && options.preset !== undefined) return printPreset(options.preset, options);
      throw new Error("model: give either a model or --preset NAME");
    });
}

async function printPreset(preset: string, { json }: { json?: boolean }): Promise<void> {
  const config = await presetConfig(preset);
  const [{ networkSize }, { readyEngine }] = await Promise.all([import("@refvlm/model"), import("@refvlm/torch")]);
  await readyEngine();
  if (json) return console.log(JSON.stringify(networkSize(config), null, 2));
  const { networkTable } = await import("../terminal/network-table.js");
  const { languageModel, text } = config;
  console.log(
    `${config.name}: units ${Object.keys(config.decoder.units).join(", ")}; ` +
      `${languageModel.vocabSize} tokens${tokensOf(text)}\n`,
  );
  console.log(networkTable(config, ["bfloat16", "float32"]));
}

/** What the text tower reads with, behind the language model's tokens. */
function tokensOf(text: ModelConfig["text"]): string {
  if (!text) return "";
  return text.tokenizer === "own" ? `, and ${text.vocabSize} of the text tower's own` : ", the text tower's, too";
}

async function printModel(model: string, { json }: { json?: boolean }): Promise<void> {
  const [models, { columns }, { networkTable }, { readyEngine }] = await Promise.all([
    import("@refvlm/model"),
    import("@refvlm/metrics"),
    import("../terminal/network-table.js"),
    import("@refvlm/torch"),
  ]);
  const { readModelCard, readModelFolder } = models;
  const folder = modelFolder(model);
  const card = readModelCard(folder);
  if (json) return console.log(JSON.stringify(card, null, 2));
  const { config, codec } = readModelFolder(folder);
  await readyEngine();
  const { name, decoder, text } = config;
  const copied = models.hasWeights(folder) ? models.copiedBytes(folder) : 0;
  const unaligned = `${models.byteSize(copied)} lie unaligned in their file: loading copies these and maps the rest; saved anew by safetensors, all are mapped`;
  const lines: [string, string[]][] = [
    ["units", [Object.keys(decoder.units).join(", ")]],
    ["tokens", [`${codec.size}${tokensOf(text)}`]],
    ["weights", [models.hasWeights(folder) ? models.storedTypes(folder).join(", ") : "none yet"]],
    ...(copied > 0 ? ([["", [unaligned]]] satisfies [string, string[]][]) : []),
    ["folder", [folder]],
  ];
  if (card)
    lines.unshift(
      ["knows", [card.knows]],
      ["names", [card.names.map((each) => each.name).join(", ") || "not counted"]],
      ["prompts", [card.prompts.join(", ") || "words alone"]],
      ["trained on", card.trainedOn],
      ["limits", card.limits],
      ["licences", card.licences.map(({ of, licence }) => `${of}: ${licence}`)],
    );
  console.log(card ? `${card.name} ${card.version}` : `${name} has no card (card.json)`);
  for (const [title, texts] of lines)
    for (const [i, text] of texts.entries()) console.log(`${(i === 0 ? title : "").padEnd(12)}${text}`);
  console.log(`\n${networkTable(config, ["bfloat16", "float32"])}`);
  if (!card || card.figures.length === 0) return;
  const rows = card.figures.map(({ name, on, value, interval }) => [
    name,
    on,
    value.toFixed(3),
    interval.map((edge) => edge.toFixed(3)).join(" to "),
  ]);
  console.log(`\n${columns([["figure", "on", "value", "95 %"], ...rows])}`);
}
