// A conversation about one picture: each question is asked behind the ones before it.
import type { AnswerEvent, EarlierTurn, GroundedAnswer } from "@refvlm/model";
import { parseAnswer } from "@refvlm/trp";
import { AnswerStream } from "./answer-stream.js";
import { QuestionError } from "./errors.js";
import { type Question, type QuestionOptions, questionParts } from "./question.js";

/** Answers a question about the chat's picture. */
export type AskPicture = (question: Question, options: QuestionOptions) => AsyncIterable<AnswerEvent>;

/** Options of one question; its history is the conversation. */
export type ChatOptions = Omit<QuestionOptions, "history">;

/**
 * Keeps what was asked and answered. Made by `RefVlm.chat`; nothing to dispose.
 *
 * ```ts
 * const chat = await vlm.chat("street.jpg");
 * await chat.ask("where is the dog?");
 * await chat.ask("and segment it.");
 * ```
 */
export class Chat {
  readonly #answer: AskPicture;
  readonly #history: EarlierTurn[];
  /** The stream of the question asked last; held weakly, so that one that nobody reads any more can be collected. */
  #last: WeakRef<AnswerStream> | null = null;

  constructor(answer: AskPicture, history: readonly EarlierTurn[]) {
    this.#answer = answer;
    this.#history = [...history];
  }

  /** Questions and answers so far, oldest first. */
  get history(): readonly EarlierTurn[] {
    return this.#history;
  }

  /**
   * Answers the next question.
   * @throws QuestionError while another question's answer is waited for; otherwise as `RefVlm.ask`
   */
  async ask(question: Question, options: ChatOptions = {}): Promise<GroundedAnswer> {
    for await (const event of this.stream(question, options)) if (event.type === "end") return event.answer;
    throw new Error("the answer has no end");
  }

  /**
   * The same while it is written. An answer that fails or is left before its end is not remembered. A stream from which
   * nobody waits for an event when the next question is asked counts as left: it is stopped, what it holds is freed, and
   * whoever reads on is told by a QuestionError that it was superseded.
   */
  stream(question: Question, options: ChatOptions = {}): AnswerStream {
    const stream: AnswerStream = new AnswerStream(this.#write(question, options, () => this.#begin(own)));
    const own = new WeakRef(stream);
    return stream;
  }

  /** Makes room for a new stream, once its first event is asked for. */
  async #begin(stream: WeakRef<AnswerStream>): Promise<void> {
    const last = this.#last?.deref();
    if (last?.awaited) throw new QuestionError("the chat is still answering: await that answer, or open a second chat");
    this.#last = stream;
    await last?.stop(new QuestionError("this answer was superseded: the chat has been asked another question"));
  }

  async *#write(
    question: Question,
    options: ChatOptions,
    begin: () => Promise<void>,
  ): AsyncGenerator<AnswerEvent, void, void> {
    if (Object.hasOwn(options ?? {}, "history"))
      throw new QuestionError(
        "history: a chat has its own; give earlier turns when opening it: vlm.chat(picture, { history })",
      );
    await begin();
    for await (const event of this.#answer(question, { ...options, history: [...this.#history] })) {
      if (event.type === "end")
        this.#history.push({
          user: [...questionParts(question, options.prompts)],
          ...(options.prompts && { prompts: options.prompts }),
          answer: parseAnswer(event.answer.trp).answer,
          command: options.command,
        });
      yield event;
    }
  }
}
