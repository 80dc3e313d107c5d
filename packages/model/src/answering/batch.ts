// Many questions about many pictures at once: each picture is encoded once, answers are generated in batches and their
// units decoded together. For evaluation, where nobody waits for the first word.
import { noGrad, scope, type Tensor } from "@refvlm/torch";
import { type Part, SPECIAL } from "@refvlm/trp";
import { Frame, type Picture } from "@refvlm/vision";
import type { VisualMemory } from "../decoders/visual-memory.js";
import { pixelBatch } from "../encoders/pixels.js";
import { generate } from "../generate/generate.js";
import type { PictureFeatures } from "../network.js";
import { packConversations } from "../packing.js";
import type { LoadedModel } from "../pretrained/loaded-model.js";
import type { GroundedAnswer } from "./answer.js";
import { AnswerReader } from "./answer-reader.js";
import { decodeReferences } from "./decode-references.js";
import { answerAutomaton } from "./grammar.js";
import { encodePrompt, type Prompt } from "./prompt.js";
import type { AnswerOptions, QuestionContext } from "./question.js";

/** One question about a picture; the same picture object may be asked about many times. */
export interface BatchQuestion extends QuestionContext {
  picture: Picture;
  parts: readonly Part[];
}

/** Answers have at most 384 tokens by default. */
export interface BatchOptions extends AnswerOptions {
  /** Questions that are generated side by side. Neighbours with answers of like length waste least. Default 32. */
  batchSize?: number;
}

/**
 * Answers questions in their order. An answer is the same alone and in a batch.
 * @throws TrpError as `encodePrompt`; the signal's reason when aborted
 */
export async function answerBatch(
  model: LoadedModel,
  questions: readonly BatchQuestion[],
  { batchSize = 32, ...options }: BatchOptions = {},
): Promise<GroundedAnswer[]> {
  if (questions.length === 0) return [];
  const pictures = [...new Set(questions.map(({ picture }) => picture))];
  const { network } = model;
  const encoded = noGrad(() => scope(() => network.encodePictures(pixelBatch(pictures, network.config, network))));
  try {
    const answers: GroundedAnswer[] = [];
    for (let first = 0; first < questions.length; first += batchSize) {
      const batch = questions.slice(first, first + batchSize);
      answers.push(...(await answerAll(model, encoded, pictures, batch, options)));
    }
    return answers;
  } finally {
    for (const tensor of [encoded.tokens, ...encoded.memory.tensors()]) tensor.dispose();
  }
}

async function answerAll(
  model: LoadedModel,
  { tokens, memory }: PictureFeatures,
  pictures: readonly Picture[],
  questions: readonly BatchQuestion[],
  { maxNewTokens = 384, ...options }: AnswerOptions,
): Promise<GroundedAnswer[]> {
  const { network, codec } = model;
  const pictureOf = questions.map(({ picture }) => pictures.indexOf(picture));
  const readers = questions.map(() => new AnswerReader(codec));
  const ended = questions.map((): GroundedAnswer["ended"] => "end");
  const prompts = questions.map(({ parts, ...context }) => encodePrompt(model, parts, context));
  const embedded = noGrad(() =>
    scope(() => prompts.map((prompt, row) => embed(model, prompt, tokens, memory, pictureOf[row]))),
  );
  try {
    const requests = prompts.map(({ newUnits, room }, row) => ({
      ...options,
      maxNewTokens: Math.min(maxNewTokens, room),
      prompt: embedded[row],
      constraint: answerAutomaton(model, newUnits).follow(),
    }));
    const events = generate(network.languageModel, requests, {
      eosId: codec.eosId,
      stateIds: [codec.special(SPECIAL.ref)],
      signal: options.signal,
    });
    for await (const event of events) {
      if (event.type === "token") readers[event.row].token(event);
      else if (event.type === "state") readers[event.row].state(event.state);
      else ended[event.row] = event.reason;
    }
  } finally {
    for (const prompt of embedded) prompt.dispose();
  }
  for (const reader of readers) reader.end();
  const asked = readers.map(({ refs }, row) => ({ refs, picture: pictureOf[row], newUnits: prompts[row].newUnits }));
  const frames = pictures.map(({ width, height }) => Frame.letterbox(width, height));
  const units = decodeReferences(model, memory, asked, frames);
  return readers.map(({ text, trp, plan, problems, tokens }, row) => ({
    text: text.trim(),
    trp,
    plan,
    units: units[row],
    problems,
    tokens,
    ended: ended[row],
  }));
}

/** The embedded question with the tokens of its picture in their place: [T, C]. */
function embed(
  model: LoadedModel,
  { conversation }: Prompt,
  tokens: Tensor,
  memory: VisualMemory,
  picture: number,
): Tensor {
  const { network } = model;
  const packed = packConversations([{ conversation, independent: false }], network.packing(model));
  return network
    .embed(
      packed,
      tokens.narrow(0, picture, 1),
      memory.proposals.rows((x) => x.narrow(0, picture, 1)),
    )
    .squeeze(0);
}
