// Encode once, ask many: a picture's features and the language model's reading of it are kept, each question costs its own
// tokens only (DESIGN section 5).

import { noGrad, scope, type Tensor, tensor } from "@refvlm/torch";
import {
  type EncodedTurn,
  encodeQuestion,
  type Part,
  type PromptTemplate,
  SPECIAL,
  type TaskCommand,
  TrpError,
} from "@refvlm/trp";
import { Frame, type Picture } from "@refvlm/vision";
import type { VisualMemory } from "../decoders/visual-decoders.js";
import { generate } from "../generate/generate.js";
import type { SamplingOptions } from "../generate/sampling.js";
import { KvCache } from "../language-model/kv-cache.js";
import type { RefVlmNetwork } from "../network.js";
import { packConversations } from "../packing.js";
import { pixelBatch } from "../pictures.js";
import { readingsOf } from "../reference.js";
import type { TokenizerCodec } from "../tokenizer/codec.js";
import type { AnswerEvent, GroundedAnswer, GroundedUnit } from "./answer.js";
import { AnswerReader, type PendingRef } from "./answer-reader.js";
import { answerAutomaton } from "./grammar.js";

/** A network with what it needs to be asked. */
export interface AskableModel {
  network: RefVlmNetwork;
  codec: TokenizerCodec;
  template: PromptTemplate;
}

export interface AskOptions extends SamplingOptions {
  /** Longest answer in tokens; a longer one is cut off and closed. Default 1024. */
  maxNewTokens?: number;
  command?: TaskCommand;
  signal?: AbortSignal;
}

/**
 * Questions about one batch of pictures that is in memory. Every answer is written under the model's grammar, so it
 * parses and keeps its plan. Dispose it when done.
 */
export class PictureSession {
  readonly #model: AskableModel;
  readonly #memory: VisualMemory;
  readonly #prefix: KvCache[];
  readonly #frames: Frame[];
  readonly #owned: Tensor[];

  private constructor(model: AskableModel, frames: Frame[], memory: VisualMemory, prefix: KvCache[]) {
    this.#model = model;
    this.#frames = frames;
    this.#memory = memory;
    this.#prefix = prefix;
    this.#owned = memoryTensors(memory).map((tensor) => tensor.keep());
  }

  /** Encodes pictures and lets the language model read them. */
  static open(model: AskableModel, pictures: readonly Picture[]): PictureSession {
    const { network, codec, template } = model;
    const frames = pictures.map(({ width, height }) => Frame.letterbox(width, height));
    const caches = pictures.map(() => new KvCache());
    const memory = noGrad(() =>
      scope(() => {
        const features = network.encodePictures(pixelBatch(pictures, network.config));
        // What every conversation about a picture begins with; the question behind it only makes the encoder content.
        const { prefix } = encodeQuestion([{ type: "image" }, { type: "text", text: "?" }], codec, template);
        const packed = packConversations(
          [{ conversation: { prefix, turns: [] }, independent: true }],
          network.imageTokens,
        );
        for (const [row, cache] of caches.entries()) {
          const inputsEmbeds = network.embed(packed, features.tokens.narrow(0, row, 1), null);
          network.languageModel.forward({ inputsEmbeds, cache });
        }
        return features.memory;
      }),
    );
    return new PictureSession(model, frames, memory, caches);
  }

  /**
   * Answers one question about one of the pictures; units come as soon as their triplet closes. Questions may be asked
   * at the same time: each has its own memory of the conversation.
   * @throws TrpError for an empty question, one too long for the model, or one with visual prompts;
   *   the signal's reason when aborted
   */
  async *stream(
    question: readonly Part[],
    { command, signal, maxNewTokens = 1024, ...sampling }: AskOptions = {},
    picture = 0,
  ): AsyncGenerator<AnswerEvent, void, void> {
    const { network, codec } = this.#model;
    const turn = this.#encode(question, command);
    const room = network.config.languageModel.maxPositions - this.#prefix[picture].length - turn.ids.length;
    if (room < 1) throw new TrpError(`the question has ${turn.ids.length} tokens, ${1 - room} too many for this model`);
    const prompt = noGrad(() =>
      scope(() => {
        const conversation = { prefix: { ids: [], image: -1 }, turns: [turn] };
        const packed = packConversations([{ conversation, independent: true }], network.imageTokens);
        return network.embed(packed, null, readingsOf(this.#memory.tokens, picture)).squeeze(0); // [T, C]
      }),
    ).keep();
    const reader = new AnswerReader(codec);
    const units: GroundedUnit[] = [];
    const decodeReady = (): AnswerEvent[] => {
      signal?.throwIfAborted(); // whoever aborts may free the network, so nothing is decoded after it
      const decoded = this.#decode(reader.ready(), picture);
      units.push(...decoded);
      return decoded.map((unit) => ({ type: "unit", unit }));
    };
    try {
      const constraint = answerAutomaton(this.#model).follow();
      const events = generate(
        network.languageModel,
        [{ ...sampling, prompt, constraint, maxNewTokens: Math.min(maxNewTokens, room) }],
        { eosId: codec.eosId, stateIds: [codec.special(SPECIAL.ref)], prefix: this.#prefix[picture], signal },
      );
      let ended: GroundedAnswer["ended"] = "end";
      for await (const event of events) {
        if (event.type === "token") yield* reader.token(event);
        else if (event.type === "state") reader.state(event.state);
        else ended = event.reason;
        yield* decodeReady();
      }
      yield* reader.end();
      yield* decodeReady();
      const { text, trp, plan, problems, tokens } = reader;
      yield { type: "end", answer: { text: text.trim(), trp, plan, units, problems, tokens, ended } };
    } finally {
      prompt.dispose();
    }
  }

  /** The whole answer at once. */
  async ask(question: readonly Part[], options: AskOptions = {}, picture = 0): Promise<GroundedAnswer> {
    for await (const event of this.stream(question, options, picture)) if (event.type === "end") return event.answer;
    throw new Error("the answer has no end");
  }

  /** Frees the features and the language model's reading of the pictures. */
  dispose(): void {
    for (const tensor of this.#owned) tensor.dispose();
    for (const cache of this.#prefix) cache.dispose();
  }

  [Symbol.dispose](): void {
    this.dispose();
  }

  #encode(question: readonly Part[], command?: TaskCommand): EncodedTurn {
    const { codec, template } = this.#model;
    const parts = question.some((part) => part.type === "image") ? question : [{ type: "image" as const }, ...question];
    const [turn] = encodeQuestion([...parts], codec, template, { command }).turns;
    if (turn.prompts.length > 0) throw new TrpError("a picture session answers words only: leave visual prompts out");
    return turn;
  }

  /** Runs the unit decoders on references whose states are known. */
  #decode(refs: readonly PendingRef[], picture: number): GroundedUnit[] {
    return decodeReferences(this.#model, this.#memory, [{ refs, picture }], this.#frames)[0];
  }
}

/**
 * Decodes the references of several answers in one pass of each decoder.
 * Units that no decoder knows come back with their name and nothing else.
 */
export function decodeReferences(
  { network, codec }: AskableModel,
  memory: VisualMemory,
  answers: readonly { refs: readonly PendingRef[]; picture: number }[],
  frames: readonly Frame[],
): GroundedUnit[][] {
  const known = new Set(network.visualDecoders.units.keys());
  const units = answers.map(({ refs }) =>
    refs.flatMap((ref) =>
      ref.units.map((kind): GroundedUnit & { ref: PendingRef } => ({ ...describe(ref), kind, ref })),
    ),
  );
  const length = Math.max(...answers.map(({ refs }) => refs.length));
  if (length > 0)
    noGrad(() =>
      scope(() => {
        const width = network.config.languageModel.hiddenSize;
        const states = new Float32Array(answers.length * length * width);
        for (const [row, { refs }] of answers.entries())
          for (const [i, { state }] of refs.entries()) if (state) states.set(state, (row * length + i) * width);
        const hiddenStates = tensor(states, { shape: [answers.length, length, width] });
        const marks = answers.map(({ refs }) =>
          refs.map(({ units, group, instance, phrase }, position) => ({
            position,
            phrase,
            units: units.filter((unit) => known.has(unit)),
            group,
            instance,
          })),
        );
        const pictureOf = answers.map(({ picture }) => picture);
        const passes = network.visualDecoders.forward(memory, hiddenStates, marks, {
          pictureOf,
          encodePhrases: network.phraseEncoder(codec),
        });
        for (const [kind, { decoder, context, outputs }] of passes)
          for (const { sample, ref, value, score } of decoder.readOut(outputs, context)) {
            const unit = units[sample].find((each) => each.ref === answers[sample].refs[ref] && each.kind === kind)!;
            const placed = decoder.place(value, frames[answers[sample].picture]);
            Object.assign(unit, placed, { score: score * unit.ref.probability });
            if (placed.mask && placed.mask.area() > 0) unit.box ??= placed.mask.box();
          }
      }),
    );
  return units.map((list) => list.map(({ ref: _, ...unit }) => unit));
}

function describe({ phrase, group, instance }: PendingRef): Omit<GroundedUnit, "kind"> {
  return { phrase, group, instance, score: 0 };
}

function memoryTensors({ pyramid, tokens }: VisualMemory): Tensor[] {
  return [
    ...pyramid.maps,
    ...pyramid.laterals,
    tokens.features,
    tokens.keys,
    tokens.objectness,
    tokens.denseBoxes,
    tokens.positions,
  ];
}
