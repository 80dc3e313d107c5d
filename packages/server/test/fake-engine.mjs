// Stands for an engine's thread: answers, throws, hangs or runs out of memory as the question's words say.
import { parentPort } from "node:worker_threads";

const tell = (news) => parentPort.postMessage(news);
tell({ type: "ready", about: { name: "fake", version: null, units: [], names: [] } });
parentPort.on("message", (order) => {
  if (order.type === "ping") tell({ type: "pong", state: {} });
  if (order.type !== "ask") return;
  const words = order.ask.turns
    .at(-1)
    .user.map(({ text }) => text)
    .join("");
  if (words === "throw") throw new Error("a fault in /secret/path");
  if (words === "hang") for (;;);
  if (words === "eat") for (const eaten = []; ; ) eaten.push(new Array(1e6).fill(Math.random()));
  if (words === "wait") return;
  tell({ id: order.id, type: "begin", imageId: "", promptTokens: 1, imageTokens: 1, cached: false });
  tell({ id: order.id, type: "end", answer: { text: words } });
});
