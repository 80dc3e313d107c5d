// The server: one engine in a thread, routes over it, limits before all.
import { Worker } from "node:worker_threads";
import type { PlacementOptions, PluginOptions } from "@refvlm/model";
import Fastify, { type FastifyInstance } from "fastify";
import { addChat } from "./chat/route.js";
import { Engine, type EngineThread } from "./engine/engine.js";
import type { EngineData } from "./engine/messages.js";
import { addErrors } from "./http/errors.js";
import { keyCheck } from "./http/keys.js";
import { addHuggingFace } from "./hugging-face/route.js";
import { addInformation } from "./information.js";
import { defaultLimits, type Limits } from "./limits.js";
import { Metrics } from "./metrics.js";
import { addMoondream } from "./moondream/route.js";
import { Service } from "./service.js";
import { addStudio, type StudioOptions } from "./studio/studio.js";

export interface ServerOptions extends PlacementOptions, PluginOptions {
  /** Folder of the model that is served. */
  folder: string;
  /** Default 127.0.0.1: this machine alone. */
  host?: string;
  /** Default 8000; 0 takes any free one. */
  port?: number;
  /** Who may ask; everybody by default. */
  keys?: readonly string[];
  /** Origins whose pages may ask; none by default. */
  origins?: readonly string[];
  /** Hosts from which pictures are fetched; none by default. */
  fetchFrom?: readonly string[];
  limits?: Partial<Limits>;
  /** The page in which people ask; none by default. */
  studio?: StudioOptions;
  /** Default: stderr. */
  log?(message: string): void;
  /** Starts the engine's thread; for whoever brings an own one. */
  startEngine?(data: EngineData): EngineThread;
}

export class Server {
  private constructor(
    readonly app: FastifyInstance,
    /** Where it listens. */
    readonly address: string,
    readonly service: Service,
  ) {}

  /** @throws Error where the model cannot be loaded, or the port is taken */
  static async start(options: ServerOptions): Promise<Server> {
    const { folder, device, dtype, decoders, host = "127.0.0.1", port = 8000, fetchFrom = [] } = options;
    const { startEngine = inThread } = options;
    const log = options.log ?? ((message) => process.stderr.write(`refvlm serve: ${message}\n`));
    const limits = { ...defaultLimits, ...options.limits };
    const app = listener(limits);
    addErrors(app, log);
    const free = new Set(["/health", ...(options.studio ? addStudio(app, options.studio) : [])]);
    const start = () => startEngine({ folder, device, dtype, decoders, limits });
    const engine = await Engine.start({ start, hangSeconds: limits.hangSeconds, log });
    const service = new Service({ engine, limits, fetchFrom, metrics: new Metrics(() => engine) });
    addOrigins(app, options.origins ?? []);
    const check = keyCheck(options.keys ?? []);
    app.addHook("onRequest", async (request) => {
      if (!free.has(request.routeOptions.url ?? "") && request.method !== "OPTIONS") check(request);
    });
    app.addHook("onResponse", async ({ routeOptions }, reply) => {
      service.metrics.answered(routeOptions.url ?? "", reply.statusCode, reply.elapsedTime / 1000);
    });
    app.addHook("onRequest", async (request, reply) => service.receive(request, reply));
    addInformation(app, service);
    addChat(app, service);
    addMoondream(app, service);
    addHuggingFace(app, service);
    try {
      return new Server(app, await app.listen({ host, port }), service);
    } catch (error) {
      engine.close();
      throw error;
    }
  }

  /** Refuses what is new, lets what runs end within the limits, and ends the engine. */
  async close(): Promise<void> {
    await this.service.drain();
    this.service.engine.close();
    await this.app.close();
  }
}

function inThread(workerData: EngineData): EngineThread {
  // Options of the process, as --input-type, may not fit a thread that is a file.
  return new Worker(new URL("./engine/engine-thread.js", import.meta.url), { workerData, execArgv: [] });
}

function listener({ bodyBytes, headerSeconds, requestSeconds }: Limits): FastifyInstance {
  return Fastify({
    bodyLimit: bodyBytes,
    requestTimeout: requestSeconds * 1000,
    forceCloseConnections: true,
    return503OnClosing: false,
    http: {
      headersTimeout: headerSeconds * 1000,
      connectionsCheckingInterval: Math.min(1000, headerSeconds * 250),
      maxHeaderSize: 16_384,
    },
  });
}

/** CORS for named origins; browsers refuse all others. */
function addOrigins(app: FastifyInstance, origins: readonly string[]): void {
  if (origins.length === 0) return;
  app.addHook("onRequest", async ({ headers, method }, reply) => {
    if (!origins.includes(headers.origin ?? "")) return;
    reply.header("access-control-allow-origin", headers.origin).header("vary", "Origin");
    if (method !== "OPTIONS") return;
    return reply
      .header("access-control-allow-methods", "GET, POST")
      .header("access-control-allow-headers", "authorization, content-type")
      .code(204)
      .send();
  });
}
