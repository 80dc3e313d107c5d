// Measurements of language: the parser, decoding under the grammar, a large language model's tokens.
import { loadavg } from "node:os";
import { pairOf, row, withSides } from "../measure.mjs";
import { inTurns, median } from "../side.mjs";

/** Strict beside tolerant: no peer, so no ratio. */
export async function parser({ quick, ...options }) {
  const script = ["packages/trp/bench/parser.ts"];
  return withSides([script], { ...options, threads: 1 }, async ([side]) => {
    const rows = [];
    const measure = async (name, unit, request, rounds, read) => {
      const modes = ["strict", "tolerant"].map((mode) => ({ ask: () => side.ask({ mode, ...request }) }));
      await inTurns(1, modes); // the compiler's warming up
      const values = (await inTurns(rounds, modes)).map((pair) => pair.map(read));
      rows.push({ ...row(name, unit, values), ratio: null });
    };
    const push = (piece) => ({ piece, call: "push" });
    const speeds = {
      "4 characters": push(4),
      "tokens, markers by id": push("tokens"),
      "64 characters": push(64),
      "4 KB": push(4096),
      "1 MB": push(2 ** 20),
      "1 MB, events handed over one by one": { piece: 2 ** 20, call: "read" },
      "answers of 1 KB to trees": { tree: 1024 },
      "answers of 100 KB to trees": { tree: 102_400 },
      "one answer of 4 MB to a tree": { tree: 4_000_000 },
    };
    for (const [name, request] of Object.entries(speeds))
      await measure(name, "MB/s", request, quick ? 5 : 15, ({ megabytesPerSecond }) => megabytesPerSecond);
    for (const megabytes of quick ? [10] : [10, 100])
      await measure(`held after ${megabytes} MB`, "KB", { megabytes }, 3, ({ heldBytes }) => heldBytes / 1000);
    return { rows, notes: [], columns: ["strict", "tolerant"] };
  });
}

/** What the grammar costs without jump-forward, and what jump-forward saves; all ways take turns in one process. */
export async function decoding({ quick, ...options }) {
  const rows = [];
  const notes = [];
  const samplings = { greedy: {}, "temperature 1": { temperature: 1 }, "top-p 0.9": { temperature: 1, topP: 0.9 } };
  const small = { layers: 3, width: 192, rounds: quick ? 25 : 101 };
  const large = { layers: 12, width: 768, rounds: 25 };
  for (const { layers, width, rounds } of quick ? [small] : [small, large]) {
    const script = ["packages/model/bench/decoding.ts", layers, width];
    await withSides([script], { ...options, threads: 1 }, async ([side]) => {
      const measure = async (name, requests) => {
        const ways = requests.map((request) => ({ ask: () => side.ask(request) }));
        await inTurns(4, ways); // warming up
        const answers = await inTurns(rounds, ways);
        const speeds = answers.map((pair) => pair.map(({ perSecond }) => perSecond));
        rows.push(row(name, "/s", speeds));
        return answers.at(-1);
      };
      const { parameters, vocabulary } = await side.ask({ way: "free", tokens: 1 });
      const model = `${(parameters / 1e6).toFixed(0)} M`;
      for (const [name, sampling] of Object.entries(samplings)) {
        const request = { tokens: 24, ...sampling }; // short turns: other work on the machine falls on both
        await measure(`${model}, ${name}: under the grammar, free`, [
          { way: "each", ...request },
          { way: "free", ...request },
        ]);
        const cost = (1 / rows.at(-1).ratio - 1) * 100;
        notes.push(`${model}, ${name}: of ${vocabulary} entries the grammar's choice costs ${cost.toFixed(1)} % more`);
      }
      const [jump, each] = await measure(`${model}, an answer: jumping forward, not`, [
        { way: "jump", answer: true },
        { way: "each", answer: true },
      ]);
      notes.push(
        `${model}: forward passes for an answer of ${jump.tokens} tokens: ${jump.passes} jumping forward, ${each.passes} not`,
      );
    });
  }
  return { rows, notes, columns: ["tokens", "tokens"] };
}

/** Tokens of a long prompt: a picture and a question. */
const PROMPT = 600;
/** Minutes that one row may take. */
const PATIENCE = 2;

/**
 * What decoding reads a second, beside what the machine streams and what Python's PyTorch reaches on the same libtorch. On a
 * busy machine by one thread's processor time: several threads wait for each other there.
 */
async function languageModel({ quick, cores, kernel: blas, python }) {
  const layers = quick ? 2 : 22;
  const busy = loadavg()[0] > cores / 2;
  const [threads, clock] = busy ? [1, "processor"] : [cores, "wall"];
  const bench = "packages/model/bench/language-model";
  const scripts = pairOf(`${bench}.ts`, `${bench}_peer.py`, [layers, clock], { python });
  return withSides(scripts, { threads, kernel: blas, python }, async (sides) => {
    const [ours] = sides;
    const rounds = quick ? 1 : 3;
    const rows = [];
    const add = (name, unit, ours, peers = null) =>
      rows.push({ name, unit, ours, peers, ratio: peers === null ? null : ours / peers });
    const { parameters, calls } = await ours.ask({ machine: true });
    let quickest = 0;
    for (const [dtype, kernel, peers] of [
      ["float32", "mv", "float32"],
      ["float32", "linear", null],
      ["bfloat16", "narrow", "bfloat16"],
      ["bfloat16", "linear", null],
      ["bfloat16", "mv", null],
    ]) {
      const measured = await inTurns(rounds, peers ? sides : [ours], { dtype, kernel, tokens: quick ? 2 : 4 });
      const name = `${dtype}, ${kernel}`;
      rows.push(
        row(
          `${name}: tokens${sides.length > 1 && peers ? ", PyTorch" : ""}`,
          "/s",
          measured.map((pair) => pair.map(({ perSecond }) => perSecond)),
        ),
      );
      const of = (read) => median(measured.map(([one]) => read(one)));
      const [read, streaming] = [of(({ read }) => read), of(({ streaming }) => streaming)];
      add(`${name}: reads, machine streams`, "GB/s", read, streaming);
      add(`${name}: time outside the products`, "%", 100 * (1 - of(({ alone }) => alone)));
      quickest = Math.max(
        quickest,
        of(({ perSecond }) => perSecond),
      );
    }
    add("TypeScript and calls, of the quickest token", "%", 100 * calls * quickest);
    const passedOver = [];
    for (const dtype of ["float32", "bfloat16"]) {
      let asked = sides;
      for (const [read, runs] of quick
        ? [[32, 5]]
        : [
            [32, 3],
            [PROMPT, 1],
          ]) {
        const [[{ prefill, gemm, multiplied }, peers]] = await inTurns(1, asked, { prefill: read, runs, dtype });
        const name = `prefill of ${read} tokens, ${dtype}`;
        add(`${name}, one ${multiplied} product`, "GFLOP/s", prefill, gemm);
        if (!peers) continue;
        add(`${name}, PyTorch`, "GFLOP/s", prefill, peers.prefill);
        if (quick || read === PROMPT) continue;
        const minutes = (2 * parameters * PROMPT) / (peers.prefill * 1e9) / 60;
        if (minutes <= PATIENCE) continue;
        asked = [ours];
        passedOver.push(
          `PyTorch was not asked for ${PROMPT} tokens in ${dtype}, which would take it ${minutes.toFixed(0)} minutes`,
        );
      }
    }
    const notes = [
      `${(parameters / 1e9).toFixed(2)} billion parameters in ${layers} layers; the other column is named in each row`,
      busy ? "the machine is busy: one thread, processor time" : `${threads} threads, time on the wall`,
      ...passedOver,
      "targets: 75 % of streaming where the processor multiplies 16 bits, at least PyTorch everywhere, 70 % of one product",
    ];
    return { rows, notes, columns: ["ours", "other"] };
  });
}

export { languageModel as "language-model" };
