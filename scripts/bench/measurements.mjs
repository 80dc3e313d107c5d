// What `npm run bench` measures. Each measurement starts its sides, takes turns between them and returns rows of a table,
// { name, ours, peers, ratio, unit }, or { rows, notes, columns }; ratio is how many times faster (or smaller) ours is, null
// where there is no peer.
import { spawnSync } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, readdirSync } from "node:fs";
import { loadavg } from "node:os";
import { join } from "node:path";
import { inTurns, median, Side } from "./side.mjs";

const recipe = "packages/refvlm/recipes/nano.yaml";
const shipped = "packages/refvlm/assets/nano";
const shippedWithPrompts = "packages/refvlm/assets/photo";

/** Runs `measure` with sides for the scripts given, and ends them whatever happens. */
async function withSides(scripts, options, measure) {
  const sides = scripts.filter(Boolean).map(([script, ...args]) => new Side(script, args, options));
  try {
    return await measure(sides);
  } finally {
    for (const side of sides) side.close();
  }
}

/** A row from rounds of paired numbers; with `lower` less is better. The ratio is the median of the rounds' ratios. */
function row(name, unit, rounds, lower = false) {
  const [ours, peers] = [0, 1].map((side) =>
    rounds[0].length > side ? median(rounds.map((pair) => pair[side])) : null,
  );
  const ratios = rounds.map(([a, b]) => (lower ? b / a : a / b));
  return { name, unit, ours, peers, ratio: peers === null ? null : median(ratios) };
}

const engine = "packages/torch/bench/operators";
const pairOf = (script, peer, args, { python }) => [[script, ...args], python && [peer, ...args]];

export async function operators({ quick, ...options }) {
  const scripts = pairOf(`${engine}.ts`, `${engine}_peer.py`, [], options);
  return withSides(scripts, { ...options, threads: 1 }, async (sides) => {
    const request = { chunks: quick ? 15 : 50 };
    await inTurns(1, sides, request); // the compiler's warming up
    const rounds = await inTurns(quick ? 3 : 7, sides, request);
    const names = Object.keys(rounds[0][0].microseconds);
    const of = (name) => rounds.map((pair) => pair.map(({ microseconds }) => microseconds[name]));
    const mean = (values) => Math.exp(values.reduce((sum, value) => sum + Math.log(value), 0) / values.length);
    const means = rounds.map((pair) => pair.map(({ microseconds }) => mean(Object.values(microseconds))));
    return [...names.map((name) => row(name, "µs", of(name), true)), row("geometric mean", "µs", means, true)];
  });
}

export async function products({ quick, cores, ...options }) {
  const rows = [];
  for (const threads of new Set([1, cores])) {
    const scripts = pairOf(`${engine}.ts`, `${engine}_peer.py`, [], options);
    await withSides(scripts, { ...options, threads }, async (sides) => {
      for (const side of quick ? [1024] : [128, 1024]) {
        await inTurns(1, sides, { side });
        const rounds = await inTurns(quick ? 3 : 9, sides, { side });
        const speeds = rounds.map((pair) => pair.map(({ gflops }) => gflops));
        rows.push(row(`${side} x ${side}, ${threads} thread${threads > 1 ? "s" : ""}`, "GFLOP/s", speeds));
      }
    });
  }
  return rows;
}

/** Nano's config and a tokenizer, once for training and replicas. @param folder where they go */
async function startFolder({ quick, folder, ...options }) {
  if (existsSync(join(folder, "config.json"))) return;
  const start = ["packages/train/bench/start-folder.ts", folder, recipe, quick ? 200 : 1000];
  await withSides([start], { ...options, threads: 1 }, ([side]) => side.ask());
}

/** @param folder where weights and batches go */
export async function training({ quick, folder, ...options }) {
  const threads = { ...options, threads: 1 };
  const batches = quick ? 1 : 4;
  await startFolder({ quick, folder, ...options });
  const ours = ["packages/train/bench/training.ts", folder, recipe, batches];
  return withSides([ours], threads, async ([side]) => {
    const { settings, turnsPerPicture, firstLosses } = await side.ask();
    const peer = ["packages/train/bench/peer/nano.py", folder, batches, JSON.stringify(settings)];
    return withSides([options.python && peer], threads, async (peers) => {
      const notes = [];
      const sides = [side];
      try {
        if (peers.length > 0) notes.push(sameNetwork(firstLosses, (await peers[0].ask()).firstLosses));
        sides.push(...peers);
      } catch (error) {
        notes.push(`not compared with PyTorch, bring packages/train/bench/peer up to date: ${error.message}`);
      }
      const warm = await inTurns(1, sides, { steps: batches });
      const rounds = await inTurns(quick ? 2 : 8, sides, { steps: quick ? 1 : 4 });
      const of = (read) => rounds.map((pair) => pair.map(read));
      const name = `pictures with ${turnsPerPicture.toFixed(0)} turns each`;
      const last = rounds.at(-1);
      notes.push(
        `${(last[0].parameters / 1e6).toFixed(2)} M parameters learn${sides.length > 1 ? ` here, ${(last[1].parameters / 1e6).toFixed(2)} M in PyTorch` : ""}`,
      );
      notes.push(`live tensors after the first and the last round: ${warm[0][0].liveTensors}, ${last[0].liveTensors}`);
      return {
        rows: [
          row(
            name,
            "/s",
            of(({ pictures, seconds }) => pictures / seconds),
          ),
          row(
            `${name}, processor time`,
            "/s",
            of(({ pictures, processorSeconds }) => pictures / processorSeconds),
          ),
          row("peak memory", "MiB", [last.map(({ peakMegabytes }) => peakMegabytes)], true),
        ],
        notes,
      };
    });
  });
}

/** Decoders that a batch does not ask for are to cost nothing; both networks take turns in one process. */
async function trainingStep({ quick, folder, ...options }) {
  await startFolder({ quick, folder, ...options });
  const script = ["packages/train/bench/training-step.ts", folder, recipe];
  return withSides([script], { ...options, threads: 1 }, async ([side]) => {
    const ways = ["all", "asked"].map((network) => ({ ask: ({ steps }) => side.ask({ network, steps }) }));
    await inTurns(1, ways, { steps: 1 });
    const rounds = await inTurns(quick ? 3 : 9, ways, { steps: quick ? 1 : 3 });
    const speeds = rounds.map((pair) => pair.map(({ pictures, processorSeconds }) => pictures / processorSeconds));
    const [all, asked] = rounds.at(-1);
    const millions = (count) => `${(count / 1e6).toFixed(2)} M`;
    const notes = [
      `${all.units.join(", ")} (${millions(all.parameters)} parameters) beside ${asked.units.join(", ")} (${millions(asked.parameters)}); target: a ratio from 0.97`,
      all.learning === asked.learning
        ? `${millions(asked.learning)} parameters learn in both`
        : `NOT THE SAME STEP: ${millions(all.learning)} parameters learn with all units, ${millions(asked.learning)} with those asked for`,
    ];
    return { rows: [row("pictures, processor time", "/s", speeds)], notes, columns: ["all units", "those asked for"] };
  });
}

export { trainingStep as "training-step" };

/** The peer is worth comparing with only while it is the same network: all losses of all batches tell. */
function sameNetwork(ours, peers) {
  const apart = ours.flatMap((losses, i) =>
    [...new Set([...Object.keys(losses), ...Object.keys(peers[i])])].map((name) => {
      const off = Math.abs(losses[name] - peers[i][name]) / Math.abs(losses[name]);
      return { name, off: Number.isNaN(off) ? Number.POSITIVE_INFINITY : off };
    }),
  );
  const { name, off } = apart.reduce((worst, each) => (each.off > worst.off ? each : worst));
  const digits = off.toExponential(1);
  if (off > 1e-4)
    return `NOT COMPARABLE: on the same weights and batches the losses "${name}" differ by ${digits}; bring packages/train/bench/peer up to date`;
  const names = Object.keys(ours[0]).join(", ");
  return `the same network: on the same weights and batches the losses (${names}) differ by at most ${digits} of their size`;
}

export async function replicas({ quick, folder, ...options }) {
  await startFolder({ quick, folder, ...options });
  const script = (name) => ["packages/train/bench/replicas.ts", folder, recipe, join(folder, name)];
  return withSides([script("two"), script("one")], { ...options, threads: 1 }, async ([two, one]) => {
    const rounds = [];
    const steps = quick ? 2 : 8;
    for (let round = 0; round < (quick ? 1 : 3); round++)
      rounds.push([await two.ask({ replicas: 2, steps }), await one.ask({ replicas: 1, steps })]);
    const speeds = rounds.map((pair) => pair.map(({ picturesPerSecond }) => picturesPerSecond));
    const { secondsToEnd } = await two.ask({ dies: true });
    const death = `when a replica's thread ended, the run ended with its state saved after ${secondsToEnd.toFixed(1)} s`;
    return { rows: [row("pictures", "/s", speeds)], notes: [death], columns: ["two replicas", "one"] };
  });
}

/** Two cores share memory and clock: what two runs that have nothing to do with each other reach is the most that sharing work can. */
function allowedByMachine(together, alone) {
  const sum = together.reduce((a, b) => a + b, 0);
  return `two that share nothing, at once: ${number(sum)} /s together, ${number(sum / median(alone))} times one; more no machine like this can give`;
}

const number = (value) => value.toFixed(value >= 100 ? 0 : 2);

/** Numbers of nano's parameters, about. */
const NANO = 11e6;

export async function processes({ quick, folder, ...options }) {
  await startFolder({ quick, folder, ...options });
  const script = (name) => ["packages/train/bench/processes.ts", folder, recipe, join(folder, name)];
  return withSides([script("ranks"), script("apart")], { ...options, threads: 1 }, async ([side, other]) => {
    const rounds = [];
    const steps = quick ? 2 : 8;
    for (let round = 0; round < (quick ? 1 : 3); round++)
      rounds.push([await side.ask({ processes: 2, steps }), await side.ask({ processes: 1, steps })]);
    const speeds = rounds.map((pair) => pair.map(({ picturesPerSecond }) => picturesPerSecond));
    const apart = await Promise.all([side, other].map((each) => each.ask({ processes: 1, steps })));
    const { milliseconds } = await side.ask({ numbers: NANO });
    const notes = [
      allowedByMachine(
        apart.map(({ picturesPerSecond }) => picturesPerSecond),
        speeds.map(([, alone]) => alone),
      ),
      `two processes send ${rounds[0][0].megabytesPerStep.toFixed(0)} MB a step over loopback, both together`,
      `averaging the gradients of ${NANO / 1e6} M parameters alone takes ${milliseconds.toFixed(0)} ms`,
    ];
    return { rows: [row("pictures", "/s", speeds)], notes, columns: ["two processes", "one"] };
  });
}

export async function memory({ quick, ...options }) {
  return withSides([["packages/torch/bench/live-tensors.ts"]], { ...options, threads: 1 }, async ([side]) => {
    const steps = quick ? 200 : 1000;
    const { before, after, grownMegabytes } = await side.ask({ steps });
    return [
      { name: "live tensors before", unit: "", ours: before, peers: null, ratio: null },
      { name: `live tensors after ${steps} steps`, unit: "", ours: after, peers: null, ratio: null },
      { name: "resident memory grown", unit: "MiB", ours: grownMegabytes, peers: null, ratio: null },
    ];
  });
}

export async function scenes({ quick, ...options }) {
  return withSides([["packages/vt-instruct/bench/scenes.ts"]], { ...options, threads: 1 }, async ([side]) => {
    const rows = [];
    const kinds = { "": {}, " with people and depth": { peopleRate: 0.4, depth: true } };
    for (const [kind, settings] of Object.entries(kinds)) {
      const rounds = await inTurns(quick ? 1 : 3, [side], { count: quick ? 200 : 1000, size: 128, ...settings });
      const measured = (name, of) =>
        rows.push(
          row(
            name,
            "/s",
            rounds.map(([result]) => [of(result)]),
          ),
        );
      measured(`scenes of 128 px${kind}`, ({ perSecond }) => perSecond);
      measured(`scenes of 128 px${kind}, processor time`, ({ perProcessorSecond }) => perProcessorSecond);
    }
    return rows;
  });
}

/** What pycocotools 2.0.11 took for the same 5,000 pictures on a two-core Xeon with other work: shown where it is not installed. */
const recordedDetection = {
  box: { readSeconds: 2.0, evaluateSeconds: 38.6, peakMegabytes: 2034 },
  mask: { readSeconds: 4.0, evaluateSeconds: 40.2, peakMegabytes: 2453 },
};

/** @param folder where the data set goes; made by the golden recipe, of a tenth of its size when quick */
export async function metrics({ quick, folder, ...options }) {
  const count = quick ? 500 : 5000;
  const python = process.env.PYTHON ?? "/usr/bin/python3";
  const installed = spawnSync(python, ["-c", "import pycocotools.cocoeval"]).status === 0;
  const bench = "packages/metrics/bench";
  const threads = { ...options, python, threads: 1 };
  const paths = await withSides([[`${bench}/data-set.ts`, folder, count]], threads, ([side]) => side.ask());
  const rows = [];
  const notes = [];
  for (const kind of ["box", "mask"]) {
    const scripts = [[`${bench}/detection.ts`, kind, ...paths[kind]]];
    if (installed) scripts.push([`${bench}/detection_peer.py`, kind, ...paths[kind]]);
    const [answers] = await withSides(scripts, threads, (sides) => inTurns(1, sides));
    if (installed) {
      const [ours, theirs] = answers.map(({ figures }) => figures);
      const worst = Math.max(...Object.keys(theirs).map((name) => Math.abs(ours[name] - theirs[name])));
      notes.push(`${kind}: the twelve figures differ by at most ${worst.toExponential(1)}`);
    } else if (!quick) answers.push(recordedDetection[kind]);
    const add = (name, unit, read) => rows.push(row(`${kind}: ${name}`, unit, [answers.map(read)], true));
    add("matching and figures, processor time", "s", ({ evaluateSeconds }) => evaluateSeconds);
    add("reading the files, processor time", "s", ({ readSeconds }) => readSeconds);
    add("both, processor time", "s", ({ readSeconds, evaluateSeconds }) => readSeconds + evaluateSeconds);
    add("peak memory", "MiB", ({ peakMegabytes }) => peakMegabytes);
  }
  notes.push(`${count} pictures with 100 detections each`);
  if (!quick) {
    const scripts = ["truth", "results"].map((kind) => [`${bench}/large-truth.ts`, folder, kind]);
    const [[truth, results]] = await withSides(scripts, threads, (sides) => inTurns(1, sides));
    notes.push(
      `a truth of ${truth.fileMegabytes.toFixed(0)} MiB takes ${truth.peakMegabytes.toFixed(0)} MiB, as many results ${results.peakMegabytes.toFixed(0)} MiB (target below twice that)`,
    );
  }
  if (!installed)
    notes.push(
      `pycocotools cannot be imported (PYTHON=path): ${quick ? "nothing is compared" : "RECORDED on another machine, not measured here"}`,
    );
  return { rows, notes, columns: ["ours", installed ? "pycocotools" : quick ? "" : "recorded"] };
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

/** @param folder where labels and data sets go */
export async function build({ quick, folder, ...options }) {
  const script = (name) => ["packages/vt-instruct/bench/build.ts", join(folder, name)];
  const both = ["made-coco", "made-coco-apart"].map(script);
  const one = { ...options, threads: 1 };
  await withSides(both, one, (sides) =>
    Promise.all(sides.map((side) => side.ask({ pictures: quick ? 5000 : 20_000 }))),
  );
  // A process each, so that its peak is its own.
  const ask = (samples, workers) => withSides([both[0]], one, ([side]) => side.ask({ samples, workers }));
  const [few, many] = quick ? [5000, 20_000] : [10_000, 1_000_000];
  const alone = [];
  const pairs = [];
  for (let round = 0; round < (quick ? 1 : 3); round++) {
    const [two, single] = [await ask(quick ? 10_000 : 60_000, 2), await ask(quick ? 10_000 : 60_000, 1)];
    alone.push(single);
    pairs.push([two.perSecond, single.perSecond]);
  }
  const apart = await withSides(both, one, (sides) =>
    Promise.all(sides.map((side) => side.ask({ samples: quick ? 10_000 : 60_000, workers: 1 }))),
  );
  const peaks = [await ask(many, 1), await ask(few, 1)].map(({ peakMegabytes }) => peakMegabytes);
  const workers = row("two workers beside one", "/s", pairs);
  return {
    rows: [
      row(
        "samples",
        "/s",
        alone.map(({ perSecond }) => [perSecond]),
      ),
      row(
        "samples, processor time",
        "/s",
        alone.map(({ perProcessorSecond }) => [perProcessorSecond]),
      ),
    ],
    notes: [
      `two workers: ${workers.ours.toFixed(0)} /s, ${workers.ratio.toFixed(2)} times one`,
      allowedByMachine(
        apart.map(({ perSecond }) => perSecond),
        alone.map(({ perSecond }) => perSecond),
      ),
      `peak memory: ${peaks[1].toFixed(0)} MiB for ${few} samples, ${peaks[0].toFixed(0)} MiB for ${many}`,
    ],
  };
}

/** Rows that join as others leave, beside fixed batches of as many, and beside one answer after another. */
export async function scheduler({ quick, ...options }) {
  if (!existsSync(join(shipped, "model.safetensors"))) return null;
  const pictures = ["street.png", "farm.png"].map((name) => `packages/refvlm/assets/pictures/${name}`);
  return withSides(
    [["packages/model/bench/scheduler.ts", shipped, ...pictures]],
    { ...options, threads: 1 },
    async ([side]) => {
      const rows = [];
      let encoding = [];
      const compare = async (name, ...requests) => {
        const ways = requests.map((request) => ({ ask: () => side.ask(request) }));
        await inTurns(1, ways); // warming up
        const rounds = await inTurns(quick ? 2 : 7, ways);
        const speeds = rounds.map((pair) => pair.map(({ perSecond }) => perSecond));
        rows.push(row(name, "/s", speeds));
        encoding = rounds[0][0].encodingMs;
      };
      for (const count of quick ? [8] : [1, 8, 32]) {
        const questions = Math.max(8, 2 * count);
        await compare(
          `${count} at a time: joining, in fixed batches`,
          { way: "joining", rows: count, questions },
          { way: "fixed", rows: count, questions },
        );
      }
      await compare(
        "8 at a time: joining, one by one",
        { way: "joining", rows: 8, questions: 16 },
        { way: "single", rows: 1, questions: 16 },
      );
      const notes = [
        `a picture is encoded before, in ${median(encoding).toFixed(0)} ms`,
        "targets: at least 0.90 times a fixed batch, at least 1.5 times one by one",
      ];
      return { rows, notes, columns: ["joining", "other"] };
    },
  );
}

/** @param model its folder */
export async function answers({ quick, cores, model, ...options }) {
  if (!existsSync(join(model, "model.safetensors"))) return null;
  const script = ["scripts/bench/first-token.mjs", model, "packages/refvlm/assets/pictures/street.png"];
  return withSides([script], { ...options, threads: cores }, async ([side]) => {
    const cold = await side.ask();
    const rounds = await inTurns(quick ? 2 : 7, [side]);
    const of = (read) => rounds.map(([answer]) => [read(answer)]);
    const timesSooner = median(rounds.map(([{ firstMs, againMs }]) => firstMs / againMs));
    return {
      rows: [
        row("loading model and picture", "s", [[cold.loadSeconds]]),
        row("first token, first question", "ms", [[cold.firstMs]]),
        row(
          "first token of a new picture",
          "ms",
          of(({ firstMs }) => firstMs),
        ),
        row(
          "first token of a second question about it",
          "ms",
          of(({ againMs }) => againMs),
        ),
        row(
          "tokens of an answer",
          "/s",
          of(({ tokensPerSecond }) => tokensPerSecond),
        ),
        row(
          "peak memory",
          "MiB",
          of(({ peakMegabytes }) => peakMegabytes),
        ),
      ],
      notes: [`a second question's first token comes ${timesSooner.toFixed(1)} times sooner; target on photo: 5`],
    };
  });
}

/** Clients of a server, each in a process of its own. @param model its name or folder */
export async function serve({ quick, cores, model, ...options }) {
  if (!existsSync(join(model, "model.safetensors"))) return null;
  return withSides([["scripts/bench/load.mjs"]], { ...options, threads: cores }, async ([side]) => {
    const told = await side.ask({ model, clients: 32, seconds: quick ? 10 : 60 });
    const { answers, tokens, seconds, hungUp, failures, firstUnits, before, meanwhile, after } = told;
    const sorted = [...firstUnits].sort((a, b) => a - b);
    const at = (share) => sorted[Math.floor(share * (sorted.length - 1))] ?? Number.NaN;
    const plain = (name, unit, value) => ({ name, unit, ours: value, peers: null, ratio: null });
    const mebibytes = [before.mebibytes, ...meanwhile, after.mebibytes].map((each) => each.toFixed(0));
    return {
      rows: [
        plain("answers", "/s", answers / seconds),
        plain("tokens", "/s", tokens / seconds),
        plain("first unit, half of the answers within", "ms", at(0.5)),
        plain("first unit, 95 % within", "ms", at(0.95)),
      ],
      notes: [
        `${answers} answers, ${hungUp} hung up, ${failures.length} failed${failures.length > 0 ? `: ${failures[0]}` : ""}`,
        `live tensors ${before.liveTensors} before, ${after.liveTensors} after`,
        `the server's resident memory before, meanwhile and after: ${mebibytes.join(", ")} MiB`,
      ],
    };
  });
}

/** Questions with visual prompts, side by side and one by one. */
export async function batch({ quick, cores, ...options }) {
  if (!existsSync(join(shippedWithPrompts, "model.safetensors"))) return null;
  const script = ["packages/train/bench/batch.ts", shippedWithPrompts, quick ? 24 : 96];
  return withSides([script], { ...options, threads: cores }, async ([side]) => {
    const ways = [24, 1].map((batchSize) => ({ ask: () => side.ask({ batchSize }) }));
    await inTurns(1, ways); // the compiler's warming up
    const rounds = await inTurns(quick ? 1 : 3, ways);
    const [together, alone] = rounds[0];
    const same = together.answers.filter((answer, i) => answer === alone.answers[i]).length;
    const speeds = rounds.map((pair) => pair.map(({ questions, processorSeconds }) => questions / processorSeconds));
    return {
      rows: [row("questions with prompts, processor time", "/s", speeds)],
      notes: [
        `${same} of ${alone.questions} answers are the same together and alone, to the last digit; ${alone.prompts} prompts`,
        `peak memory: ${together.peakMegabytes.toFixed(0)} MiB`,
      ],
      columns: ["24 together", "alone"],
    };
  });
}

/** `refvlm predict` beside a program that asks the library picture by picture. @param folder where pictures and answers go */
export async function predict({ quick, folder }) {
  if (!existsSync(join(shipped, "model.safetensors"))) return null;
  const pictures = join(folder, "pictures");
  const count = quick ? 20 : 100;
  mkdirSync(pictures);
  const bundled = readdirSync("packages/refvlm/assets/pictures");
  for (let i = 0; i < count; i++) {
    const picture = bundled[i % bundled.length];
    copyFileSync(join("packages/refvlm/assets/pictures", picture), join(pictures, `${String(i).padStart(3, "0")}.png`));
  }
  const question = "detect all objects.";
  const run = (args) => {
    const start = performance.now();
    const { status, stderr } = spawnSync(process.execPath, args, { encoding: "utf8" });
    if (status !== 0) throw new Error(`${args[0]} ended with ${status}: ${stderr}`);
    return (performance.now() - start) / 1000;
  };
  const sides = [
    {
      ask: ({ round }) =>
        run(["packages/refvlm/dist/cli.js", "predict", pictures, question, "--out", join(folder, `${round}.jsonl`)]),
    },
    { ask: () => run(["scripts/bench/library-answers.mjs", pictures, question]) },
  ];
  const rounds = [];
  for (let round = 0; round < (quick ? 1 : 3); round++) rounds.push(...(await inTurns(1, sides, { round })));
  return {
    rows: [row(`${count} pictures`, "s", rounds, true)],
    notes: ["target: predict takes at most 1.2 times the library's time (a ratio from 0.83)"],
    columns: ["predict", "library"],
  };
}

/** A whole pass at 1066 x 800, as of a photograph of 4 to 3; --quick looks at less. */
async function groundingDino({ quick, cores, ...options }) {
  const [width, height] = quick ? [533, 400] : [1066, 800];
  const bench = "packages/model/bench";
  const scripts = pairOf(`${bench}/grounding-dino.ts`, `${bench}/grounding_dino_peer.py`, [], options);
  return withSides(scripts, { ...options, threads: cores }, async (sides) => {
    await inTurns(1, sides, { width: 256, height: 192 }); // warming up; fewer than 900 cells are too few for its queries
    const rounds = await inTurns(quick ? 2 : 3, sides, { width, height });
    const of = (part) => rounds.map((pair) => pair.map((seconds) => seconds[part]));
    const parts = { swin: "Swin", encoder: "words and picture", decoder: "queries", all: `all, ${width} x ${height}` };
    return Object.entries(parts).map(([part, name]) => row(name, "s", of(part), true));
  });
}

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
    for (const [read, runs] of quick
      ? [[32, 5]]
      : [
          [32, 3],
          [600, 1],
        ])
      for (const dtype of ["float32", "bfloat16"]) {
        const [[{ prefill, gemm, multiplied }, peers]] = await inTurns(1, sides, { prefill: read, runs, dtype });
        const name = `prefill of ${read} tokens, ${dtype}`;
        add(`${name}, one ${multiplied} product`, "GFLOP/s", prefill, gemm);
        if (peers) add(`${name}, PyTorch`, "GFLOP/s", prefill, peers.prefill);
      }
    const notes = [
      `${(parameters / 1e9).toFixed(2)} billion parameters in ${layers} layers; the other column is named in each row`,
      busy ? "the machine is busy: one thread, processor time" : `${threads} threads, time on the wall`,
      "targets: 75 % of streaming where the processor multiplies 16 bits, at least PyTorch everywhere, 70 % of one product",
    ];
    return { rows, notes, columns: ["ours", "other"] };
  });
}

/** Segment Anything ViT-B: a picture's encoding, and a box cut out of it. */
export async function plugins({ quick, cores, ...options }) {
  const scripts = pairOf("packages/model/bench/plugins.ts", "packages/model/bench/plugins_peer.py", [], options);
  return withSides(scripts, { ...options, threads: cores }, async (sides) => {
    const layers = quick ? 3 : 12; // of the first three one attends over the whole map, as of all a third
    await inTurns(1, sides, { layers });
    const rounds = await inTurns(quick ? 3 : 5, sides, { layers });
    const of = (key) => rounds.map((pair) => pair.map((seconds) => seconds[key]));
    return [
      row(`a picture, ${layers} layers`, "s", of("encode"), true),
      row("one box, four masks", "s", of("mask"), true),
    ];
  });
}

export { groundingDino as "grounding-dino", languageModel as "language-model" };
