// Stands for the engine behind the server: answers in a known way, so that a page's tests know what they must see.
import { setTimeout as delay } from "node:timers/promises";

const image = { width: 384, height: 384 };
const mark = (unit, score = 0.9) => ({ unit, score, evidence: { words: 0.95, quality: 0.9, presence: 0.8 } });
/** Two rows of COCO's run lengths for a block of columns x1..x2, rows y1..y2 of the picture. */
function block([x1, y1, x2, y2], { width, height } = image) {
  const counts = [x1 * height + y1];
  for (let x = x1; x < x2; x++) counts.push(y2 - y1, x + 1 < x2 ? height - (y2 - y1) : 0);
  counts[counts.length - 1] = width * height - counts.slice(0, -1).reduce((sum, run) => sum + run, 0);
  return { size: [height, width], counts };
}

const joints = Array.from({ length: 17 }, (_, i) => [100 + 6 * i, 80 + 10 * i, i === 3 ? 1 : 2]);
function depthValues() {
  const values = new Float32Array(image.width * image.height);
  for (let i = 0; i < values.length; i++) values[i] = 1 + (i % image.width) / 100;
  return Buffer.from(values.buffer).toString("base64");
}

/** By the first word of the question: phrases with their units. */
const scripts = {
  detect: () => [
    { phrase: "dog", units: { box: [280, 76, 366, 146] }, score: 0.92 },
    { phrase: "cat", units: { box: [170, 96, 250, 170] }, score: 0.55 },
    { phrase: "bus", units: { box: [60, 36, 162, 110] }, score: 0.31 },
  ],
  segment: () => [
    { phrase: "dog", units: { mask: block([280, 76, 366, 146]) }, score: 0.8 },
    { phrase: "cat", units: { mask: block([200, 60, 300, 160]) }, score: 0.7 },
  ],
  joints: () => [{ phrase: "person", units: { keypoint: joints }, score: 0.7 }],
  depth: () => [
    {
      phrase: "picture",
      units: { depth: { size: [384, 384], kind: "metric", median: 2, values: depthValues() } },
      score: 0.6,
    },
  ],
  hostile: () => [{ phrase: '<img src=x onerror="window.hit=1">', units: { box: [10, 10, 90, 90] }, score: 0.9 }],
  many: () =>
    Array.from({ length: 1000 }, (_, i) => {
      const [x, y] = [(i % 40) * 100, Math.floor(i / 40) * 100];
      return { phrase: `thing ${i}`, units: { box: [x + 5, y + 5, x + 85, y + 85] }, score: 0.3 + (i % 70) / 100 };
    }),
};

/** Hears what was asked, for tests that look at it. */
export const asked = [];

/** @returns what `Server.start` takes as `startEngine` */
export function scriptedEngine({ pause = 0 } = {}) {
  return () => {
    const listeners = { message: [], exit: [], error: [] };
    const tell = (news) =>
      setImmediate(() => {
        for (const listen of listeners.message) listen(news);
      });
    const stopped = new Set();
    tell({ type: "ready", about: { name: "scripted", version: "1", units: ["box", "mask"], names: [] } });
    return {
      on: (event, listener) => listeners[event].push(listener),
      terminate() {},
      async postMessage(order) {
        if (order.type === "ping") return tell({ type: "pong", state: {} });
        if (order.type === "stop") return stopped.add(order.id);
        if (order.type !== "ask") return;
        const { ask, id } = order;
        asked.push(ask);
        for (const news of newsOf(ask)) {
          if (stopped.has(id)) return;
          if (pause > 0 && news.type === "piece") await delay(pause);
          tell({ id, ...news });
        }
      },
    };
  };
}

function* newsOf({ turns, options }) {
  const { user, prompts } = turns.at(-1);
  const words = user.map((part) => part.text ?? "").join("");
  const first = /^\s*(\w+)/.exec(words)?.[1] ?? "";
  yield { type: "begin", imageId: "kept", promptTokens: 5, imageTokens: 4, cached: turns.length > 1 };
  if (first === "wait") return;
  if (first === "fail")
    return void (yield {
      type: "failure",
      failure: { status: 400, message: "this cannot be asked", param: null, code: null },
    });
  const script = scripts[first];
  const found = script ? script() : [];
  const line = ({ phrase, units }) => `- Name: ${phrase} Unit: ${Object.keys(units).join(", ")} Num: 1\n`;
  const plan = script
    ? `<Task>\nUnit decode (True). Class name, target unit and number:\n${found.map(line).join("")}</Task>\n`
    : "<Task>\nUnit decode (False).\n</Task>\n";
  const pieces = [plan];
  const instances = [];
  const text = script
    ? found.map(({ phrase }) => phrase).join(", ")
    : `${turns.length}: ${prompts.map(({ kind }) => kind).join(", ") || "words"}`;
  yield { type: "piece", piece: plan };
  if (!script) {
    pieces.push(text);
    yield* [
      { type: "piece", piece: text },
      { type: "text", text },
    ];
  }
  for (const [triplet, { phrase, units, score }] of found.entries()) {
    const names = Object.keys(units);
    const own = [
      ...(triplet > 0 ? [", "] : []),
      `<Phrase>${phrase}</Phrase>`,
      `(<Unit>${names.join(", ")}</Unit>[0]<REF>)`,
    ];
    for (const piece of own) {
      pieces.push(piece);
      yield { type: "piece", piece };
    }
    yield { type: "text", text: `${triplet > 0 ? ", " : ""}${phrase}` };
    const instance = { phrase, triplet, index: 0, score, units: names.map((name) => mark(name, score)), ...units };
    instances.push(instance);
    yield { type: "unit", instance };
  }
  const told = options.explain ? { explanation: explanationOf(pieces, found.length) } : {};
  const lines = found.map(({ phrase, units }) => ({ name: phrase, units: Object.keys(units), count: 1 }));
  const model = { name: "scripted", version: "1" };
  const plain = {
    picture: "kept",
    image,
    text,
    trp: pieces.join(""),
    plan: { decode: Boolean(script), lines },
    instances,
  };
  yield {
    type: "end",
    answer: { ...plain, ...told, problems: [], tokens: pieces.length, ended: "end", model, seed: 0 },
  };
}

function explanationOf(pieces, references) {
  const tokens = pieces.flatMap((piece) =>
    piece
      .split(/(<[^<>]+>)/)
      .filter(Boolean)
      .map((text) => ({ text, probability: text.startsWith("<") ? null : 0.75 })),
  );
  const places = tokens.flatMap(({ text }, i) => (text === "<REF>" ? [i] : [])).slice(0, references);
  return {
    tokens,
    proposals: [{ box: [20, 20, 120, 140], objectness: 0.8 }],
    references: places.map((token, triplet) => ({
      triplet,
      index: 0,
      token,
      tokens: Array.from({ length: token + 1 }, (_, i) => (tokens[i].text === "box" ? 0.2 : 0.01)),
      picture: { side: 4, weights: Array.from({ length: 16 }, (_, i) => (i === 5 ? 0.4 : 0.01)) },
    })),
  };
}
