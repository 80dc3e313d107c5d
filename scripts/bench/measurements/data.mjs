// Measurements of what makes and scores data: scenes, the builder, the metrics.
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { allowedByMachine, row, withSides } from "../measure.mjs";
import { inTurns } from "../side.mjs";

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
