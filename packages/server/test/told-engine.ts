// An engine that answers what it is told to, and keeps what it was asked: for the shapes of requests and responses.
import { EventEmitter } from "node:events";
import type { AnswerJson } from "@refvlm/model";
import { type Ask, type EngineThread, type News, type Order, Server, type ServerOptions } from "../src/index.js";

export const WIDTH = 60;
export const HEIGHT = 40;

/** A dog with a box and a mask of 20 x 10 pixels with a hole, and a cup that is less sure. */
export const answer: AnswerJson = {
  image: { width: WIDTH, height: HEIGHT },
  text: "a dog and a cup.",
  trp: "",
  plan: null,
  instances: [
    { phrase: "cup", triplet: 1, index: 0, score: 0.5, units: [{ unit: "box", score: 0.5 }], box: [30, 20, 45, 40] },
    { phrase: "dog", triplet: 0, index: 0, score: 0.9, units: [{ unit: "box", score: 0.9 }], box: [6, 10, 26, 20] },
  ],
  problems: [],
  tokens: 12,
  ended: "end",
  model: { name: "told", version: null },
  seed: 0,
};

export interface Told {
  server: Server;
  asked: Ask[];
  orders: Order[];
}

/** @param say what is told behind the beginning; by default the answer */
export async function startTold(
  units: string[],
  say: (tell: (news: object) => void, ask: Ask) => void = (tell) => tell({ type: "end", answer, probability: 0.25 }),
  options: Partial<ServerOptions> = {},
): Promise<Told> {
  const [asked, orders]: [Ask[], Order[]] = [[], []];
  const startEngine = () => {
    const thread = new EventEmitter();
    const about = { name: "told", version: null, units, names: [] };
    setImmediate(() => thread.emit("message", { type: "ready", about } satisfies News));
    const postMessage = (order: Order) => {
      orders.push(order);
      if (order.type !== "ask") return;
      const { id, ask } = structuredClone(order);
      asked.push(ask);
      const tell = (news: object) => setImmediate(() => thread.emit("message", { id, ...news }));
      tell({ type: "begin", imageId: "0", promptTokens: 7, imageTokens: 5, cached: false });
      say(tell, ask);
    };
    return Object.assign(thread, { postMessage, terminate() {} }) as unknown as EngineThread;
  };
  const server = await Server.start({ folder: "", port: 0, startEngine, log: () => {}, ...options });
  return { server, asked, orders };
}
