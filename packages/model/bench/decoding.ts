// What the grammar costs and saves: random weights decode freely, under the grammar a pass for each token, and with jump-forward.
// Usage: decoding.ts LAYERS WIDTH [TOKENIZER.JSON]. Request {"way": "free" | "each" | "jump", "tokens": N, sampling options}:
// N tokens of one sequence; or {"answer": true, "way": "each" | "jump"}: one usual answer to its end.
import { manualSeed, noGrad, tensor } from "@refvlm/torch";
import { encodeConversation, encodeQuestion, findUnit, type Part, plainTemplate, planOf, triplet } from "@refvlm/trp";
import { AnswerAutomaton, type AnswerConstraint } from "@refvlm/trp/automaton";
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
const parameters = model.parameters().reduce((sum, { numel }) => sum + numel, 0);

let passes = 0;
const forward = model.forward.bind(model);
model.forward = (input) => {
  passes++;
  return forward(input);
};

/** Whatever is chosen, the network reads this id: the ways differ in their choices alone, not in the texts they lead to. */
const read = codec.encodeText("dog")[0];
const embed = model.embed.bind(model);
model.embed = (ids) => embed(ids.mul(0).add(read));

const units = ["box", "mask"].map((name) => findUnit(name)!);
const automaton = new AnswerAutomaton({ codec, vocabSize: codec.size, units, distinctNames: true });
const question: Part[] = [{ type: "text", text: "where are the dogs in front of the red car?" }];
const prompt = noGrad(() =>
  model.embed(tensor(encodeQuestion(question, codec, plainTemplate).ids, { dtype: "int64" })),
).keep();

/** Ids of an answer with two phrases and four instances, its end token included. */
function usualAnswer(): number[] {
  const body = [
    triplet("dog", { units: ["box"], instances: [0, 1, 2] }),
    { kind: "text" as const, text: " in front of " },
    triplet("red car", { units: ["mask"], instances: [0] }),
  ];
  const turn = { user: question, answer: { plan: planOf(body), body } };
  const { ids, answerStart } = encodeConversation([turn], codec, plainTemplate).turns[0];
  return ids.slice(answerStart);
}

/** Chooses nothing but these ids; what the grammar forces stays forced. */
function along(ids: readonly number[], constraint: AnswerConstraint): TokenConstraint {
  let at = 0;
  return {
    next: () => {
      const step = constraint.next();
      return "forced" in step ? step : { only: [ids[at]] };
    },
    accept: (id) => {
      at++;
      constraint.accept(id);
    },
  };
}

/** Without jump-forward: what is forced is a choice of one, with a pass for each. */
function eachByItself(constraint: TokenConstraint): TokenConstraint {
  return {
    next: () => {
      const step = constraint.next();
      return "forced" in step ? { only: [step.forced[0]] } : step;
    },
    accept: (id) => constraint.accept(id),
  };
}

function constraintOf(way: string, answer: boolean): TokenConstraint | undefined {
  if (way === "free") return undefined;
  const jumping = answer ? along(usualAnswer(), automaton.follow()) : automaton.follow();
  return way === "jump" ? jumping : eachByItself(jumping);
}

await answerRequests(async ({ way, tokens = 512, answer = false, ...sampling }) => {
  const request = { prompt, constraint: constraintOf(way, answer), maxNewTokens: Number(tokens), ...sampling };
  passes = 0;
  let written = 0;
  const start = process.cpuUsage();
  for await (const event of generate(model, [request], { eosId: way === "free" ? -1 : codec.eosId }))
    if (event.type === "token") written++;
  const { user, system } = process.cpuUsage(start);
  return { tokens: written, passes, perSecond: (written * 1e6) / (user + system), parameters, vocabulary: codec.size };
});
