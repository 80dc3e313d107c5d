// The interface as OpenAPI 3.1, written from the schemas that check requests and describe answers.
import { answerJsonSchema } from "@refvlm/model";
import { z } from "zod";
import { chatRequestSchema } from "./chat/request.js";

const json = (schema: unknown) => ({ "application/json": { schema } });
const error = {
  type: "object",
  required: ["error"],
  properties: {
    error: {
      type: "object",
      required: ["message", "type", "param", "code"],
      properties: {
        message: { type: "string" },
        type: { type: "string" },
        param: { type: ["string", "null"] },
        code: { type: ["string", "null"] },
      },
    },
  },
};

export function openApi(): object {
  const request = z.toJSONSchema(chatRequestSchema, { unrepresentable: "any" });
  const get = (summary: string) => ({ get: { summary, responses: { 200: { description: summary } } } });
  return {
    openapi: "3.1.0",
    info: { title: "RefVLM", description: "Answers about pictures whose phrases carry their units.", version: "1" },
    paths: {
      "/v1/chat/completions": {
        post: {
          summary: "ask about a picture, in OpenAI's shapes; the answer's data stands under message.refvlm",
          requestBody: { required: true, content: json(request) },
          responses: {
            200: { description: "a chat.completion, or chat.completion.chunk events where stream is true" },
            default: { description: "what went wrong", content: json(error) },
          },
        },
      },
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
