// POST /v1/chat/completions.
import type { AnswerJson } from "@refvlm/model";
import type { FastifyInstance } from "fastify";
import type { Ask } from "../engine/messages.js";
import { sendEvents } from "../http/event-stream.js";
import { parseBody } from "../http/parse-body.js";
import type { Limits } from "../limits.js";
import type { Answering, Service } from "../service.js";
import { checkNames } from "../tasks/names.js";
import { Completion, finishOf, usageOf } from "./completion.js";
import { Content } from "./content.js";
import { conversationOf } from "./conversation.js";
import { type ChatRequest, chatRequestSchema } from "./request.js";

export function addChat(app: FastifyInstance, service: Service): void {
  app.post("/v1/chat/completions", async (request, reply) => {
    const asked = parseBody(chatRequestSchema, request.body);
    service.checkModel(asked.model);
    return service.admit(request, reply, async (signal) => {
      const { turns, source } = conversationOf(asked.messages, service.limits);
      const enough = new AbortController();
      const question = { turns, ...settingsOf(asked, service.limits) };
      const answering = await service.ask(source, question, { signal, enough: enough.signal });
      const chat = { ...answering, asked, enough };
      return asked.stream ? sendEvents(reply, chunks(chat)) : await whole(chat);
    });
  });
}

interface Chat extends Answering {
  asked: ChatRequest;
  /** To be aborted where a stop sequence has come. */
  enough: AbortController;
}

function settingsOf(asked: ChatRequest, limits: Limits): Omit<Ask, "picture" | "turns"> {
  const { labels: names, units, masks, min_score, deny } = asked.refvlm ?? {};
  checkNames(names ?? [], "refvlm.labels", limits);
  const most = asked.max_completion_tokens ?? asked.max_tokens ?? limits.answerTokens;
  return {
    polygons: masks === "polygons",
    only: names || units ? { names, units } : undefined,
    options: {
      maxNewTokens: Math.min(most, limits.answerTokens),
      temperature: asked.temperature ?? undefined,
      explain: asked.refvlm?.explain,
      topP: asked.top_p ?? undefined,
      seed: asked.seed ?? undefined,
      minScore: min_score,
      deny,
    },
  };
}

/** What is said while the answer is written; nothing behind a stop sequence, at which the answer is closed. */
async function* said({ news, asked: { stop, refvlm }, enough }: Chat) {
  const content = new Content(typeof stop === "string" ? [stop] : (stop ?? []));
  for await (const event of news) {
    const words = refvlm?.tags ? event.type === "piece" && event.piece : event.type === "text" && event.text;
    const now = words ? content.push(words) : "";
    if (content.stopped) enough.abort();
    if (now) yield { words: now };
    if (event.type === "unit") yield { instance: event.instance };
    if (event.type === "end") yield { words: content.end(), answer: event.answer };
  }
}

async function whole(chat: Chat) {
  let content = "";
  for await (const { words = "", answer } of said(chat)) {
    content += words;
    if (answer) return new Completion(chat.asked.model).whole(content, answer, chat.beginning);
  }
  throw new Error("an answer without end");
}

async function* chunks(chat: Chat): AsyncGenerator<unknown, void, void> {
  const { model, stream_options } = chat.asked;
  const completion = new Completion(model);
  const usage = stream_options?.include_usage ? null : undefined;
  yield completion.chunk({ role: "assistant", content: "" }, null, usage);
  for await (const { words, instance, answer } of said(chat)) {
    const content = words ? { content: words } : {};
    if (answer) yield* lastChunks(content, answer);
    else yield completion.chunk({ ...content, ...(instance && { refvlm: { instances: [instance] } }) }, null, usage);
  }

  function* lastChunks(rest: { content?: string }, answer: AnswerJson) {
    yield completion.chunk({ ...rest, refvlm: answer }, null, usage);
    yield completion.chunk({}, finishOf(answer), usage);
    if (usage === null) yield completion.usageChunk(usageOf(chat.beginning, answer));
  }
}
