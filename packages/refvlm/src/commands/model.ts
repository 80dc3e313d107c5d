// `refvlm models` and `refvlm model NAME|FOLDER`: what can be asked, and the card of one model.
import type { Command } from "commander";
import { modelFolder, namedModels } from "../model-folder.js";

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
    .description("print what a model was trained on, knows, and is worth")
    .argument("<model>", "a name of `refvlm models`, or a folder")
    .option("--json", "print the card as it is")
    .action(printModel);
}

async function printModel(model: string, { json }: { json?: boolean }): Promise<void> {
  const [{ readModelCard, readModelFolder }, { columns }] = await Promise.all([
    import("@refvlm/model"),
    import("@refvlm/metrics"),
  ]);
  const folder = modelFolder(model);
  const card = readModelCard(folder);
  if (json) return console.log(JSON.stringify(card, null, 2));
  const { name, decoder } = readModelFolder(folder).config;
  const lines: [string, string[]][] = [
    ["units", [Object.keys(decoder.units).join(", ")]],
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
  if (!card || card.figures.length === 0) return;
  const rows = card.figures.map(({ name, on, value, interval }) => [
    name,
    on,
    value.toFixed(3),
    interval.map((edge) => edge.toFixed(3)).join(" to "),
  ]);
  console.log(`\n${columns([["figure", "on", "value", "95 %"], ...rows])}`);
}
