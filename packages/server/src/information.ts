// What the server says of itself: its model, its health, its metrics, its interface.
import type { FastifyInstance } from "fastify";
import { openApi } from "./open-api.js";
import type { Service } from "./service.js";

export function addInformation(app: FastifyInstance, service: Service): void {
  const created = Math.floor(Date.now() / 1000);
  app.get("/v1/models", async () => {
    const { about } = service.engine;
    const data = about ? [{ id: about.name, object: "model", created, owned_by: "refvlm", refvlm: about }] : [];
    return { object: "list", data };
  });
  app.get("/v1/models/:model", async ({ params }) => {
    const { model } = params as { model: string };
    service.checkModel(model);
    return { id: model, object: "model", created, owned_by: "refvlm", refvlm: service.engine.about };
  });
  app.get("/health", async (_, reply) => {
    const status = service.closing ? "closing" : service.engine.about ? "ok" : "starting";
    return reply.code(status === "ok" ? 200 : 503).send({ status });
  });
  app.get("/metrics", async (_, reply) => reply.type(service.metrics.contentType).send(await service.metrics.text()));
  app.get("/openapi.json", async () => openApi());
}
