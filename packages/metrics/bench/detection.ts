// Seconds and memory of scoring detections from files. Usage: detection.ts box|mask TRUTH DETECTIONS. Request {}: once.
import { answerRequests, peakMegabytes } from "../../../scripts/bench/answering.mjs";
import { boxes, evaluateDetections, masks, type ShapeKind } from "../src/index.js";
import { readDetections, readTruths } from "../src/node/index.js";

const [kind, truthPath, detectionsPath] = process.argv.slice(2) as [string, string, string];

/** Processor seconds since the last call, all threads together. */
let last = process.cpuUsage();
function lap(): number {
  const { user, system } = process.cpuUsage(last);
  last = process.cpuUsage();
  return (user + system) / 1e6;
}

function measure<S>(shapes: ShapeKind<S>) {
  lap();
  const truths = readTruths(truthPath, shapes);
  const detections = readDetections(detectionsPath, truths);
  const readSeconds = lap();
  const figures = evaluateDetections(truths, detections).figures();
  return { readSeconds, evaluateSeconds: lap(), peakMegabytes: peakMegabytes(), figures };
}

await answerRequests(() => (kind === "mask" ? measure(masks) : measure(boxes)));
