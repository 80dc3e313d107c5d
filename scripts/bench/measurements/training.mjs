// Measurements of training: a step beside the same network in Python, replicas in threads, processes that share a batch.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { allowedByMachine, recipe, row, withSides } from "../measure.mjs";
import { inTurns } from "../side.mjs";

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

export { trainingStep as "training-step" };
