// The conversation about one picture: asks the server, keeps what was asked and answered.
import { computed, signal } from "@preact/signals";
import { LiveAnswer } from "../answer/live-answer.js";
import { dataUrl, type OpenPicture } from "../picture/open-picture.js";
import { type NamedPrompt, questionParts } from "../prompts/named-prompt.js";
import { call, ServerError } from "../server/client.js";
import { eventsOf } from "../server/event-stream.js";
import type { ChatBody, Message, Part } from "../server/shapes.js";

export interface Turn {
  readonly words: string;
  readonly prompts: readonly NamedPrompt[];
  readonly answer: LiveAnswer;
}

/** How a question is asked, beside its words. */
export interface AskOptions {
  model: string;
  /** Whether to say how the answer came about. */
  explain: boolean;
}

export class Conversation {
  readonly turns = signal<readonly Turn[]>([]);
  /** Which of them the picture shows; the last one until another is chosen. */
  readonly chosen = signal<number | null>(null);
  readonly shown = computed(() => this.turns.value[this.chosen.value ?? this.turns.value.length - 1]);
  /** Letters that were given to prompts, so that none means two things. */
  readonly lettersUsed = computed(() => this.turns.value.reduce((sum, { prompts }) => sum + prompts.length, 0));
  readonly busy = computed(() => {
    const state = this.turns.value.at(-1)?.answer.state.value;
    return state === "waiting" || state === "writing";
  });
  #control: AbortController | null = null;
  /** Under which the server keeps the picture. */
  #imageId: string | null = null;

  constructor(readonly picture: OpenPicture) {}

  /** Asks, and follows the answer to its end; what goes wrong is told by the answer. */
  async ask(words: string, prompts: readonly NamedPrompt[], options: AskOptions): Promise<LiveAnswer> {
    const answer = new LiveAnswer();
    const earlier = this.turns.value;
    this.turns.value = [...earlier, { words, prompts, answer }];
    this.chosen.value = null;
    this.#control = new AbortController();
    try {
      const messages = [...earlier.flatMap(messagesOf), userMessage(words, prompts)];
      await this.#send(answer, { messages, ...options });
    } catch (error) {
      answer.fail(error);
    }
    return answer;
  }

  stop(): void {
    this.#control?.abort();
  }

  /** The request that asked a turn, with the picture as a data URL; what is copied as cURL or TypeScript. */
  async bodyOf(turn: Turn, model: string, minScore: number): Promise<ChatBody> {
    const earlier = this.turns.value.slice(0, this.turns.value.indexOf(turn));
    const messages = [...earlier.flatMap(messagesOf), userMessage(turn.words, turn.prompts)];
    const picture = await this.#pictureUrl();
    return { model, messages: withPicture(messages, picture), refvlm: { min_score: minScore } };
  }

  async #send(answer: LiveAnswer, asked: AskOptions & { messages: Message[] }): Promise<void> {
    const send = async (picture: Part) => {
      // All units come, however unsure: the page filters.
      const { model, messages, explain } = asked;
      const options = {
        stream: true,
        stream_options: { include_usage: true },
        refvlm: { tags: true, min_score: 0, explain },
      };
      const body: ChatBody = { model, messages: withPicture(messages, picture), ...options };
      const response = await call("v1/chat/completions", { method: "POST", body, signal: this.#control!.signal });
      await answer.follow(eventsOf(response.body!));
    };
    try {
      await send(this.#imageId ? { type: "image_id", image_id: this.#imageId } : await this.#pictureUrl());
    } catch (error) {
      if (!(error instanceof ServerError && error.code === "image_not_found")) throw error;
      this.#imageId = null;
      await send(await this.#pictureUrl());
    }
    this.#imageId = answer.whole.value?.picture ?? this.#imageId;
  }

  async #pictureUrl(): Promise<Part> {
    return { type: "image_url", image_url: { url: await dataUrl(this.picture) } };
  }
}

function messagesOf({ words, prompts, answer }: Turn): Message[] {
  const { text, trp } = answer.whole.value ?? {};
  if (trp === undefined) return []; // a question that was not answered to its end says nothing to later ones
  return [userMessage(words, prompts), { role: "assistant", content: text!, refvlm: { trp } }];
}

function userMessage(words: string, prompts: readonly NamedPrompt[]): Message {
  return { role: "user", content: questionParts(words, prompts) };
}

/** The picture stands before the first words. */
function withPicture(messages: readonly Message[], picture: Part): Message[] {
  const [first, ...others] = messages;
  return [{ role: "user", content: [picture, ...(first!.content as Part[])] }, ...others];
}
