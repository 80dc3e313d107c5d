// Makes the folder that training benches start from: nano's config and a tokenizer of the scenes' words, as a run of the
// recipe makes them. Usage: start-folder.ts FOLDER RECIPE CONVERSATIONS
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { presets, TokenizerCodec, trainTokenizer } from "@refvlm/model";
import { prepareAtlas, sceneCorpus } from "@refvlm/vt-instruct";
import { answerRequests } from "../../../scripts/bench/answering.mjs";
import { readRecipe } from "../src/config/read-recipe.js";

const [folder, recipePath, conversations] = process.argv.slice(2);
await prepareAtlas();
await answerRequests(() => {
  const {
    tokenizer: { vocabSize },
    seed,
  } = readRecipe(recipePath);
  const tokenizer = trainTokenizer(sceneCorpus(Number(conversations), seed), { vocabSize });
  const { size, eosId } = new TokenizerCodec(tokenizer);
  const { text, languageModel, ...rest } = presets.nano;
  const config = {
    ...rest,
    text: { ...text, vocabSize: size, eosId },
    languageModel: { ...languageModel, vocabSize: size },
  };
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "tokenizer.json"), JSON.stringify(tokenizer));
  writeFileSync(join(folder, "config.json"), JSON.stringify(config));
  return { vocabSize: size };
});
