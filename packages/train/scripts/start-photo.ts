// Makes what `photo` begins with: a detector taken over, its names and the words that mean them taught to the text tower, a
// tokenizer of captions, and all the rest from the seed.
//   npx tsx packages/train/scripts/start-photo.ts WEIGHTS CAPTIONS.json OUTPUT [steps]     build first (npm run build)
// WEIGHTS are NanoDet-Plus', as published or folded; CAPTIONS are COCO's.
import { readFileSync } from "node:fs";
import {
  cocoNames,
  cocoPlurals,
  convertPublished,
  keysForNames,
  loadNetwork,
  presets,
  readModelFolder,
  savePretrained,
  trainTokenizer,
} from "@refvlm/model";
import { noGrad, scope } from "@refvlm/torch";
import { prepareAtlas, sceneCorpus, wordsOfKinds } from "@refvlm/vt-instruct";
import { fitTextTower, textVectors } from "../src/names/fit-text-tower.js";
import { Lessons } from "../src/names/lessons.js";

const [weights, captions, output, steps = "1500"] = process.argv.slice(2);
if (!output) throw new Error("start-photo: give WEIGHTS CAPTIONS.json OUTPUT");
const base = presets.photo;
const words = wordsOfKinds(cocoNames);

/** Questions and plans as scenes have them, captions, and everyday words often enough to be one token each. */
function* corpus(): Generator<string> {
  yield* sceneCorpus(150);
  for (const { caption } of JSON.parse(readFileSync(captions, "utf8")).annotations) yield caption;
  for (const word of [...cocoNames, ...cocoPlurals, ...words.flatMap(({ word, everyday }) => (everyday ? word : []))])
    for (let time = 0; time < 40; time++) yield `${word}, the ${word}, - Name: ${word} Unit: `;
}

await prepareAtlas();
const tokenizer = trainTokenizer(corpus(), { vocabSize: base.languageModel.vocabSize });
const report = convertPublished({ source: weights, base, tokenizer, output: `${output}-detector`, allowMissing: true });
console.log(report.parts);

const folder = readModelFolder(`${output}-detector`);
const network = loadNetwork(`${output}-detector`, folder.config);
const { detector, textTower } = network;
const lessons = new Lessons(words, cocoNames);
fitTextTower(textTower!, folder.textCodec!, (random) => lessons.draw(random), {
  steps: Number(steps),
  onStep: (step, loss) => console.log(`step ${step}: ${loss.toFixed(4)}`),
});
scope(() =>
  keysForNames(
    detector!,
    noGrad(() => textVectors(textTower!, folder.textCodec!, cocoNames)),
  ),
);
savePretrained(output, network, tokenizer);

/** How far words lie from what they mean: the share whose nearest name is right, and the 5 % least cosine. */
scope(() =>
  noGrad(() => {
    const vectors = textVectors(textTower!, folder.textCodec!, cocoNames);
    const cosines = (texts: string[]) => textVectors(textTower!, folder.textCodec!, texts).matmul(vectors.t());
    for (const [title, chosen] of [
      ["everyday", words.filter(({ everyday }) => everyday)],
      ["narrower", words.filter(({ everyday, kind }) => !everyday && kind !== null)],
    ] as const) {
      const [best, which] = cosines(chosen.map(({ word }) => word)).max(1);
      const names = Array.from(which.toTypedArray() as BigInt64Array, Number);
      const right = chosen.filter(({ kind }, i) => cocoNames[names[i]] === kind).length / chosen.length;
      const sorted = (best.toTypedArray() as Float32Array).toSorted();
      console.log(
        title,
        chosen.length,
        "right",
        right.toFixed(4),
        "cosine, 5 %:",
        sorted[Math.floor(sorted.length / 20)],
      );
    }
    const none = cosines(words.filter(({ kind }) => kind === null).map(({ word }) => word)).max(1)[0];
    const sorted = (none.toTypedArray() as Float32Array).toSorted();
    console.log(
      "none of them",
      sorted.length,
      "best cosine, 95 and 99 %:",
      sorted[Math.floor(sorted.length * 0.95)],
      sorted[Math.floor(sorted.length * 0.99)],
    );
  }),
);
