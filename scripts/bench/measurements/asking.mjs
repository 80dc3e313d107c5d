// Measurements of whole answers: the scheduler, one question and the next, prompts, many pictures, the server.
import { spawnSync } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { row, shipped, withSides } from "../measure.mjs";
import { inTurns, median } from "../side.mjs";

const shippedWithPrompts = "packages/refvlm/assets/photo";

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
