// Encode once, ask many: pictures are kept, each question costs its own tokens only (DESIGN section 5).
import type { Part } from "@refvlm/trp";
import type { Picture } from "@refvlm/vision";
import type { LoadedModel } from "../pretrained/loaded-model.js";
import type { AnswerEvent, GroundedAnswer } from "./answer.js";
import { EncodedPictures } from "./encoded-pictures.js";
import { answer } from "./engine.js";
import type { AnswerOptions, QuestionContext } from "./question.js";

export interface AskOptions extends AnswerOptions, QuestionContext {}

/**
 * Questions about pictures that are in memory. Every answer is written under the model's grammar, so it parses and keeps
 * its plan. Dispose it when done.
 */
export class PictureSession {
  private constructor(
    private readonly model: LoadedModel,
    private readonly pictures: EncodedPictures,
  ) {}

  /** Encodes pictures and lets the language model read them. */
  static open(
    model: LoadedModel,
    pictures: readonly Picture[],
    { onPhase }: Pick<AnswerOptions, "onPhase"> = {},
  ): PictureSession {
    return new PictureSession(model, EncodedPictures.encode(model, pictures, onPhase));
  }

  /**
   * Answers one question about one of the pictures while it is written; as `answer` of the engine. Questions may be asked
   * at the same time: each has its own memory of the conversation.
   */
  async *stream(
    parts: readonly Part[],
    options: AskOptions = {},
    picture = 0,
  ): AsyncGenerator<AnswerEvent, void, void> {
    yield* answer(this.model, { ...options, parts, picture: this.pictures.handle(picture) });
  }

  /** The whole answer at once. */
  async ask(parts: readonly Part[], options: AskOptions = {}, picture = 0): Promise<GroundedAnswer> {
    for await (const event of this.stream(parts, options, picture)) if (event.type === "end") return event.answer;
    throw new Error("the answer has no end");
  }

  /** Frees the features and the language model's reading of the pictures. */
  dispose(): void {
    this.pictures.dispose();
  }

  [Symbol.dispose](): void {
    this.dispose();
  }
}
