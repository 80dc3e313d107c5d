// Records the golden training run again, after a change that is meant to change the losses. Build first (npm run build):
//   npx tsx packages/train/scripts/record-golden.ts            new losses for the network and tokenizer that are there
//   npx tsx packages/train/scripts/record-golden.ts --fresh    a new config.json and tokenizer.json as well
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { trainTokenizer } from "@refvlm/model";
import { prepareAtlas, sceneCorpus } from "@refvlm/vt-instruct";
import { goldenLosses } from "../test/golden-run.js";
import { tinyConfig } from "../test/tiny-config.js";

const folder = fileURLToPath(new URL("../test/golden/tiny-run", import.meta.url));
const write = (name: string, value: unknown) => writeFileSync(`${folder}/${name}`, `${JSON.stringify(value)}\n`);

if (process.argv.includes("--fresh")) {
  await prepareAtlas();
  write("tokenizer.json", trainTokenizer(sceneCorpus(200), { vocabSize: 640 }));
  writeFileSync(`${folder}/config.json`, `${JSON.stringify(tinyConfig(640), null, 2)}\n`);
}
const losses = await goldenLosses(folder);
writeFileSync(`${folder}/losses.json`, `[\n${losses.map((entry) => `  ${JSON.stringify(entry)}`).join(",\n")}\n]\n`);
console.log(`${losses.length} steps, last ${JSON.stringify(losses.at(-1))}`);
