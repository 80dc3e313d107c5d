// Every error in OpenAI's shape, those of the framework, too.
import type { FastifyInstance, FastifyReply } from "fastify";
import { ApiError } from "../api-error.js";
import { INTERNAL } from "../engine/failure.js";

export function addErrors(app: FastifyInstance, log: (message: string) => void): void {
  app.setNotFoundHandler(({ method, url }, reply) => {
    const message = `there is no ${method} ${url.split("?")[0].slice(0, 80)} here; /openapi.json lists what there is`;
    return send(reply, new ApiError({ status: 404, message, param: null, code: "not_found" }));
  });
  app.setErrorHandler((error: Error & { statusCode?: number; code?: string }, request, reply) => {
    if (reply.raw.destroyed) return reply.hijack();
    const told = error instanceof ApiError ? error : frameworkError(error);
    if (!told) log(`${request.method} ${request.routeOptions.url}: ${error.stack}`);
    return send(reply, told ?? new ApiError(INTERNAL));
  });
}

function send(reply: FastifyReply, error: ApiError): FastifyReply {
  if (error.retryAfter !== undefined) reply.header("retry-after", error.retryAfter);
  return reply.code(error.status).send(error.body);
}

const messages: Record<number, string> = {
  400: "the request's body is not valid JSON",
  413: "the request's body is too large: send a smaller picture",
  415: "the request's body must be application/json",
};

/** What the framework refuses before a route sees it; its own words may repeat what was sent. */
function frameworkError({ statusCode: status = 500 }: { statusCode?: number }): ApiError | null {
  if (status >= 500) return null;
  return new ApiError({ status, message: messages[status] ?? "the request cannot be read", param: null, code: null });
}
