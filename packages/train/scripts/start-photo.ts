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
import { prepareAtlas, sceneCorpus, type WordOfKind, wordsOfKinds } from "@refvlm/vt-instruct";
import { fitTextTower, textVectors } from "../src/names/fit-text-tower.js";
import { Lessons } from "../src/names/lessons.js";

const [weights, captions, output, steps = "2400"] = process.argv.slice(2);
if (!output) throw new Error("start-photo: give WEIGHTS CAPTIONS.json OUTPUT");
const base = presets.photo;
const words = wordsOfKinds(cocoNames);
/** One in twenty of WordNet's words is left out, to measure what the tower makes of words that it was never told. */
const heldBack = words.filter(({ everyday }, i) => !everyday && i % 20 === 19);
const taught = words.filter((word) => !heldBack.includes(word));

/** Questions and plans as scenes have them, captions, and everyday words often enough to be one token each. */
function* corpus(): Generator<string> {
  yield* sceneCorpus(150);
  for (const { caption } of JSON.parse(readFileSync(captions, "utf8")).annotations) yield caption;
  for (const word of [...cocoNames, ...cocoPlurals, ...words.flatMap(({ word, everyday }) => (everyday ? word : []))])
    for (let time = 0; time < 40; time++) yield `${word}, the ${word}, - Name: ${word} Unit: `;
}

/** Words that questions and answers are put in, and that mean no kind. */
function wordsOfQuestions(): string[] {
  const kinds = new Set(words.flatMap(({ word, kind }) => (kind === null ? [] : word)));
  const said = [...sceneCorpus(150)].flatMap((text) => text.toLowerCase().match(/[a-z]+/g) ?? []);
  return [...new Set(said)].filter((word) => !kinds.has(word));
}

await prepareAtlas();
const tokenizer = trainTokenizer(corpus(), { vocabSize: base.languageModel.vocabSize });
const report = convertPublished({ source: weights, base, tokenizer, output: `${output}-detector`, allowMissing: true });
console.log(report.parts);

const folder = readModelFolder(`${output}-detector`);
const network = loadNetwork(`${output}-detector`, folder.config);
const { detector, textTower } = network;
const lessons = new Lessons(taught, cocoNames, wordsOfQuestions());
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

/** Where words lie: how often the nearest name is right, and how near the names are, at the end that does harm. */
function tell(title: string, chosen: readonly WordOfKind[]): void {
  const [cosines, nearest] = textVectors(
    textTower!,
    folder.textCodec!,
    chosen.map(({ word }) => word),
  )
    .matmul(textVectors(textTower!, folder.textCodec!, cocoNames).t())
    .max(1);
  const names = Array.from(nearest.toTypedArray() as BigInt64Array, (at) => cocoNames[Number(at)]);
  const right = chosen.filter(({ kind }, i) => names[i] === kind).length / chosen.length;
  const sorted = (cosines.toTypedArray() as Float32Array).toSorted();
  const at = (share: number) => sorted[Math.floor(sorted.length * share)].toFixed(2);
  console.log(`${title}: ${chosen.length}, nearest name right ${(100 * right).toFixed(1)} %`);
  console.log(`  its cosine at 5, 50, 95, 99 %: ${[0.05, 0.5, 0.95, 0.99].map(at).join(", ")}`);
}

noGrad(() =>
  scope(() => {
    tell(
      "everyday words",
      words.filter(({ everyday }) => everyday),
    );
    tell(
      "WordNet's, taught",
      taught.filter(({ everyday, kind }) => !everyday && kind !== null),
    );
    tell(
      "WordNet's, held back",
      heldBack.filter(({ kind }) => kind !== null),
    );
    tell(
      "of no kind, taught",
      taught.filter(({ kind }) => kind === null),
    );
    tell(
      "of no kind, held back",
      heldBack.filter(({ kind }) => kind === null),
    );
  }),
);
