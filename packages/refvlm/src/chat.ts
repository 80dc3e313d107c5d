// A conversation about one picture: each question is asked behind the ones before it.
import type { AnswerEvent, GroundedAnswer } from "@refvlm/model";
import { type Answer, parseAnswer, planOf, type Turn } from "@refvlm/trp";
import { QuestionError } from "./errors.js";
import type { QuestionOptions } from "./question.js";

/** Answers a question about the chat's picture. */
export type AnswerStream = (question: string, options: QuestionOptions) => AsyncIterable<AnswerEvent>;

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
  readonly #answer: AnswerStream;
  readonly #history: Turn[];
  #answering = false;

  constructor(answer: AnswerStream, history: readonly Turn[]) {
    this.#answer = answer;
    this.#history = [...history];
  }

  /** Questions and answers so far, oldest first. */
  get history(): readonly Turn[] {
    return this.#history;
  }

  /**
   * Answers the next question.
   * @throws QuestionError while another question is being answered; otherwise as `RefVlm.ask`
   */
  async ask(question: string, options: ChatOptions = {}): Promise<GroundedAnswer> {
    for await (const event of this.stream(question, options)) if (event.type === "end") return event.answer;
    throw new Error("the answer has no end");
  }

  /** The same while it is written. An answer that fails or is left before its end is not remembered. */
  async *stream(question: string, options: ChatOptions = {}): AsyncGenerator<AnswerEvent, void, void> {
    if (this.#answering)
      throw new QuestionError("the chat is still answering: await that answer, or open a second chat");
    this.#answering = true;
    try {
      for await (const event of this.#answer(question, { ...options, history: this.#history })) {
        if (event.type === "end")
          this.#history.push({
            user: [{ type: "text", text: question }],
            answer: remembered(event.answer),
            command: options.command,
          });
        yield event;
      }
    } finally {
      this.#answering = false;
    }
  }
}

/** What is said again to the model: of an answer that was cut off, what was finished, under a plan that it keeps. */
function remembered({ trp, ended }: GroundedAnswer): Answer {
  if (ended === "end") return parseAnswer(trp).answer;
  const { body } = parseAnswer(trp, { mode: "tolerant" }).answer;
  return { plan: planOf(body), body };
}
