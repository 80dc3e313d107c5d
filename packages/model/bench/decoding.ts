// What the grammar costs: the same random weights decode freely, under the grammar without jump-forward, and with it.
// Usage: decoding.ts LAYERS WIDTH [TOKENIZER]. Request {"way": "free" | "step" | "jump" | "answer-step" | "answer-jump", "tokens": N, "temperature", "topP"}.
import { manualSeed, noGrad, tensor } from "@refvlm/torch";
import { AnswerAutomaton, encodeQuestion, plainTemplate } from "@refvlm/trp";
import { answerRequests } from "../../../scripts/bench/answering.mjs";
import { generate, LanguageModel, loadTokenizer, presets, type TokenConstraint } from "../src/index.js";
import { madeVocabulary } from "./vocabulary.js";

const [layers, width, tokenizer] = process.argv.slice(2);
const codec = tokenizer ? loadTokenizer(tokenizer) : madeVocabulary();
manualSeed(1);
const hiddenSize = Number(width);
const heads = hiddenSize / 64;
const model = new LanguageModel({
  ...presets.nano.languageModel,
  vocabSize: codec.size,
  layers: Number(layers),
  hiddenSize,
  heads,
  keyValueHeads: heads,
  intermediateSize: Math.round((hiddenSize * 8) / 3 / 64) * 64,
}).eval();
let passes = 0;
const forward = model.forward.bind(model);
model.forward = (input) => {
  passes++;
  return forward(input);
};
const automaton = new AnswerAutomaton({ codec, vocabSize: codec.size, units: ["box", "mask"], distinctNames: true });
const { ids } = encodeQuestion([{ type: "text", text: "where are the dogs in front of the red car?" }], codec, plainTemplate);
const prompt = noGrad(() => model.embed(tensor(ids, { dtype: "int64" }))).keep();

function step(constraint: TokenConstraint): TokenConstraint {
  return {
    next: () => {
      const next = constraint.next();
      return "forced" in next ? { only: [next.forced[0]] } : next;
    },
    accept: (id) => constraint.accept(id),
  };
}

await answerRequests(async ({ way, tokens, ...sampling }) => {
  const constraint = way === "free" ? undefined : way === "step" ? step(automaton.follow()) : automaton.follow();
  passes = 0;
  const start = performance.now();
  let written = 0;
  for await (const event of generate(model, [{ prompt, constraint, maxNewTokens: Number(tokens), ...sampling }], {
    eosId: way === "free" ? -1 : codec.eosId,
  }))
    if (event.type === "token") written++;
  const seconds = (performance.now() - start) / 1000;
  return { seconds, tokens: written, passes, perToken: seconds/written*1000 };
});
