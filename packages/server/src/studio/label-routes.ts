// The folder that is labelled over HTTP: its pictures, what was said of each, and what is said now.
import { isIP } from "node:net";
import type { FastifyInstance, FastifyRequest } from "fastify";
import { z } from "zod";
import { ApiError } from "../api-error.js";
import { parseBody } from "../http/parse-body.js";
import { type LabelFolder, labelSchema } from "./label-folder.js";

const named = z.object({ name: z.string() });

export function addLabels(app: FastifyInstance, folder: LabelFolder): void {
  const onRequest = async (request: FastifyRequest) => checkHost(request);
  app.get("/studio/folder", { onRequest }, async () => ({
    name: folder.name,
    pictures: folder.pictures().map((name) => {
      const { state = null, question = null } = folder.label(name) ?? {};
      return { name, state, question };
    }),
  }));
  app.get("/studio/folder/picture", { onRequest }, async ({ query }, reply) => {
    const { bytes, type } = folder.picture(parseBody(named, query).name);
    return reply
      .headers({ "x-content-type-options": "nosniff", "cross-origin-resource-policy": "same-origin" })
      .type(type)
      .send(bytes);
  });
  app.get("/studio/folder/label", { onRequest }, async ({ query }) => {
    return { label: folder.label(parseBody(named, query).name) ?? null };
  });
  app.post("/studio/folder/label", { onRequest }, async ({ body }, reply) => {
    folder.keep(parseBody(labelSchema, body));
    return reply.code(204).send();
  });
}

/** A page elsewhere may give its own name our address (DNS rebinding): only plain addresses reach the folder. */
function checkHost({ headers }: FastifyRequest): void {
  const { hostname } = URL.canParse(`http://${headers.host}`) ? new URL(`http://${headers.host}`) : { hostname: "" };
  if (hostname === "localhost" || isIP(hostname.replace(/^\[|\]$/g, "")) > 0) return;
  throw new ApiError({
    status: 403,
    message: "the folder is shown under localhost or an IP address only",
    param: null,
    code: "forbidden_host",
  });
}
