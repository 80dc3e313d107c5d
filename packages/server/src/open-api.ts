// The interface as OpenAPI 3.1, written from the schemas that check requests and describe answers.
import { answerJsonSchema } from "@refvlm/model";
import { z } from "zod";
import { chatRequestSchema } from "./chat/request.js";
import { tasks } from "./hugging-face/tasks.js";
import { captionSchema, findSchema, querySchema, segmentSchema } from "./moondream/request.js";

const json = (schema: unknown) => ({ "application/json": { schema } });
const nullable = { type: ["string", "null"] };
const error = {
  type: "object",
  required: ["error"],
  properties: {
    error: {
      type: "object",
      required: ["message", "type", "param", "code"],
      properties: { message: { type: "string" }, type: { type: "string" }, param: nullable, code: nullable },
    },
  },
};

/** @param files whether a picture's file may be the body */
function post(summary: string, request: z.ZodType, description: string, files = false) {
  const content = json(z.toJSONSchema(request, { unrepresentable: "any", io: "input" }));
  const file = files ? { "image/*": { schema: { type: "string", format: "binary" } } } : {};
  const responses = { 200: { description }, default: { description: "what went wrong", content: json(error) } };
  return { post: { summary, requestBody: { required: true, content: { ...content, ...file } }, responses } };
}

function get(summary: string) {
  return { get: { summary, responses: { 200: { description: summary } } } };
}

export function openApi(): object {
  const taskPaths = [...tasks].map(([name, { schema }]) => [
    `/pipeline/${name}`,
    post(`Hugging Face's task ${name}`, schema, "as its specification has it, in pixels", true),
  ]);
  return {
    openapi: "3.1.0",
    info: { title: "RefVLM", description: "Answers about pictures whose phrases carry their units.", version: "1" },
    paths: {
      "/v1/chat/completions": post(
        "ask about a picture, in OpenAI's shapes; the answer's data stands under message.refvlm",
        chatRequestSchema,
        "a chat.completion, or chat.completion.chunk events where stream is true",
      ),
      "/v1/query": post("ask in words, as Moondream's clients do", querySchema, "{ answer }, or events { text }"),
      "/v1/caption": post("a description", captionSchema, "{ caption }, or events { text }"),
      "/v1/detect": post("boxes of what is named", findSchema, "{ objects }, in shares of the picture"),
      "/v1/point": post("points on what is named", findSchema, "{ points }, in shares of the picture"),
      "/v1/segment": post("outlines of what is named", segmentSchema, "{ path, bbox, segments }, in shares of the box"),
      ...Object.fromEntries(taskPaths),
      "/v1/models": get("the model that is served"),
      "/health": get("whether it answers"),
      "/metrics": get("numbers for Prometheus"),
    },
    components: {
      schemas: { Answer: answerJsonSchema() },
      securitySchemes: { key: { type: "http", scheme: "bearer" } },
    },
  };
}
