// POST /v1/chat/completions.

import type { AnswerJson } from "@refvlm/model";
import type { FastifyInstance } from "fastify";
import type { Ask, Beginning } from "../engine/messages.js";
import { sendEvents } from "../http/event-stream.js";
import { parseBody } from "../http/parse-body.js";
import { readPicture } from "../pictures.js";
import type { Service } from "../service.js";
import { Completion, finishOf, usageOf } from "./completion.js";
import { Content } from "./content.js";
import { conversationOf } from "./conversation.js";
import { type ChatRequest, chatRequestSchema } from "./request.js";

export function addChat(app: FastifyInstance, service: Service): void {
  app.post("/v1/chat/completions", async (request, reply) => {
    const asked = parseBody(chatRequestSchema, request.body);
    service.checkModel(asked.model);
    return service.admit(request, reply, async (signal) => {
      const ask = await askOf(asked, service);
      const news = service.engine.ask(ask, signal);
      const first = await news.next(); // what is refused is refused before a stream begins
      if (first.done || first.value.type !== "begin") throw new Error("an answer without beginning");
      const answering = { news, beginning: first.value, asked };
      return asked.stream ? sendEvents(reply, chunks(answering)) : await whole(answering);
    });
  });
}

interface Answering {
  news: ReturnType<Service["engine"]["ask"]>;
  beginning: Beginning;
  asked: ChatRequest;
}

async function askOf(asked: ChatRequest, service: Service): Promise<Ask> {
  const { limits } = service;
  const { turns, source } = conversationOf(asked.messages, limits);
  const { refvlm = {} } = asked;
  const most = asked.max_completion_tokens ?? asked.max_tokens ?? limits.answerTokens;
  return {
    picture: "id" in source ? source : { pixels: await readPicture(source.url, source.param, service) },
    turns,
    polygons: refvlm.masks === "polygons",
    options: {
      maxNewTokens: Math.min(most, limits.answerTokens),
      temperature: asked.temperature ?? undefined,
      explain: asked.refvlm?.explain,
      topP: asked.top_p ?? undefined,
      seed: asked.seed ?? undefined,
      minScore: refvlm.min_score,
      deny: refvlm.deny,
    },
  };
}

function contentOf({ stop }: ChatRequest): Content {
  return new Content(typeof stop === "string" ? [stop] : (stop ?? []));
}

async function whole({ news, beginning, asked }: Answering) {
  const content = contentOf(asked);
  for await (const event of news)
    if (event.type === "end") {
      const words = asked.refvlm?.tags ? event.answer.trp : event.answer.text;
      return new Completion(asked.model).whole(content.push(words) + content.end(), event.answer, beginning);
    }
  throw new Error("an answer without end");
}

async function* chunks({ news, beginning, asked }: Answering): AsyncGenerator<unknown, void, void> {
  const completion = new Completion(asked.model);
  const content = contentOf(asked);
  const usage = asked.stream_options?.include_usage ? null : undefined;
  yield completion.chunk({ role: "assistant", content: "" }, null, usage);
  for await (const event of news) {
    const words = asked.refvlm?.tags ? event.type === "piece" && event.piece : event.type === "text" && event.text;
    const said = words ? content.push(words) : "";
    if (said) yield completion.chunk({ content: said }, null, usage);
    if (event.type === "unit") yield completion.chunk({ refvlm: { instances: [event.instance] } }, null, usage);
    if (event.type === "end") yield* lastChunks(event.answer);
  }

  function* lastChunks(answer: AnswerJson) {
    const rest = content.end();
    yield completion.chunk({ ...(rest && { content: rest }), refvlm: answer }, null, usage);
    yield completion.chunk({}, finishOf(answer), usage);
    if (usage === null) yield completion.usageChunk(usageOf(beginning, answer));
  }
}
