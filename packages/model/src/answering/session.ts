// Encode once, ask many: a picture's features and the language model's reading of it are kept, each question costs its own
// tokens only (DESIGN section 5).

import { noGrad, scope, type Tensor } from "@refvlm/torch";
import { encodeQuestion, type NewUnits, type Part, SPECIAL } from "@refvlm/trp";
import { Frame, type Picture } from "@refvlm/vision";
import type { VisualMemory } from "../decoders/visual-memory.js";
import { pixelBatch } from "../encoders/pixels.js";
import { generate } from "../generate/generate.js";
import { KvCache } from "../language-model/kv-cache.js";
import { packConversations } from "../packing.js";
import type { LoadedModel } from "../pretrained/loaded-model.js";
import type { AnswerEvent, GroundedAnswer, GroundedInstance } from "./answer.js";
import { AnswerReader, type PendingRef } from "./answer-reader.js";
import { decodeReferences } from "./decode-references.js";
import { answerAutomaton } from "./grammar.js";
import { encodePrompt } from "./prompt.js";
import type { AnswerOptions, QuestionContext } from "./question.js";

/** Answers have at most 1024 tokens by default. */
export interface AskOptions extends AnswerOptions, QuestionContext {}

/**
 * Questions about one batch of pictures that is in memory. Every answer is written under the model's grammar, so it
 * parses and keeps its plan. Dispose it when done.
 */
export class PictureSession {
  readonly #model: LoadedModel;
  readonly #memory: VisualMemory;
  readonly #prefix: KvCache[];
  readonly #frames: Frame[];
  readonly #owned: Tensor[];

  private constructor(model: LoadedModel, frames: Frame[], memory: VisualMemory, prefix: KvCache[]) {
    this.#model = model;
    this.#frames = frames;
    this.#memory = memory;
    this.#prefix = prefix;
    this.#owned = memory.tensors().map((tensor) => tensor.keep());
  }

  /** Encodes pictures and lets the language model read them. */
  static open(model: LoadedModel, pictures: readonly Picture[]): PictureSession {
    const { network, codec, template } = model;
    const frames = pictures.map(({ width, height }) => Frame.letterbox(width, height));
    const caches = pictures.map(() => new KvCache());
    const memory = noGrad(() =>
      scope(() => {
        const features = network.encodePictures(pixelBatch(pictures, network.config, network));
        // What every conversation about a picture begins with; the question behind it only makes the encoder content.
        const { prefix } = encodeQuestion([{ type: "image" }, { type: "text", text: "?" }], codec, template);
        const packed = packConversations(
          [{ conversation: { prefix, turns: [] }, independent: true }],
          network.packing(model),
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
   * @throws TrpError as `encodePrompt`; the signal's reason when aborted
   */
  async *stream(
    question: readonly Part[],
    { command, history, signal, maxNewTokens = 1024, ...sampling }: AskOptions = {},
    picture = 0,
  ): AsyncGenerator<AnswerEvent, void, void> {
    const { network, codec } = this.#model;
    const { conversation, newUnits, room } = encodePrompt(this.#model, question, { command, history });
    const prompt = noGrad(() =>
      scope(() => {
        const read = { prefix: { ids: [], image: -1 }, turns: conversation.turns }; // the cache holds the real prefix
        const packed = packConversations([{ conversation: read, independent: false }], network.packing(this.#model));
        return network
          .embed(
            packed,
            null,
            this.#memory.proposals.rows((x) => x.narrow(0, picture, 1)),
          )
          .squeeze(0); // [T, C]
      }),
    ).keep();
    const reader = new AnswerReader(codec);
    const units: GroundedInstance[] = [];
    const decodeReady = (): AnswerEvent[] => {
      signal?.throwIfAborted(); // whoever aborts may free the network, so nothing is decoded after it
      const decoded = this.#decode(reader.ready(), picture, newUnits);
      units.push(...decoded);
      return decoded.map((unit) => ({ type: "unit", unit }));
    };
    try {
      const constraint = answerAutomaton(this.#model, newUnits).follow();
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

  /** Runs the unit decoders on references whose states are known. */
  #decode(refs: readonly PendingRef[], picture: number, newUnits: NewUnits): GroundedInstance[] {
    return decodeReferences(this.#model, this.#memory, [{ refs, picture, newUnits }], this.#frames)[0];
  }
}
