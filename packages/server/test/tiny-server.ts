// A server over a tiny network in the same process, with a message channel where the thread would be.
import { MessageChannel } from "node:worker_threads";
import { answerAutomaton, type LoadedModel } from "@refvlm/model";
import { encodePng } from "@refvlm/vision/node";
import { speckledPicture, tinyModel } from "../../model/test/tiny-model.js";
import { type EngineData, type EngineThread, hostEngine, type Port, Server, type ServerOptions } from "../src/index.js";

export const model: LoadedModel = tinyModel();
export const { shortest } = answerAutomaton(model);

export function inProcess({ limits }: EngineData): EngineThread {
  const { port1, port2 } = new MessageChannel();
  hostEngine(port2 as Port, model, limits, () => {});
  return {
    postMessage: (order) => port1.postMessage(order),
    on: (event: string, listener: (value: unknown) => void) => port1.on(event === "exit" ? "close" : event, listener),
    terminate: () => port1.close(),
  } as EngineThread;
}

export function startServer(options: Partial<ServerOptions> = {}): Promise<Server> {
  return Server.start({ folder: "", port: 0, startEngine: inProcess, log: () => {}, ...options });
}

/** A picture that is not the same everywhere, as a data URL. */
export async function dataUrl(width = 60, height = 40): Promise<string> {
  return urlOf(await encodePng(speckledPicture(width, height)));
}

export function urlOf(file: Uint8Array, type = "image/png"): string {
  return `data:${type};base64,${Buffer.from(file).toString("base64")}`;
}

export interface Reply {
  status: number;
  // biome-ignore lint/suspicious/noExplicitAny: bodies are what the tests are about
  body: any;
  headers: Headers;
}

export async function post({ address }: Server, path: string, body: unknown, headers = {}): Promise<Reply> {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  const sent = { method: "POST", headers: { "content-type": "application/json", ...headers }, body: text };
  const response = await fetch(address + path, sent);
  return { status: response.status, body: await response.json(), headers: response.headers };
}

/** A question about a picture, short enough to be quick. */
export function question(url: string, more: object = {}) {
  const content = [
    { type: "text", text: "where is the dog?" },
    { type: "image_url", image_url: { url } },
  ];
  return {
    model: "tiny",
    max_completion_tokens: shortest + 40,
    temperature: 1,
    seed: 4,
    messages: [{ role: "user", content }],
    ...more,
  };
}
