// Logs of a run: JSON lines that survive a crash, TensorBoard's format to the byte, a plot that is valid SVG.
import { appendFileSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { crc32c } from "../src/log/event-file.js";
import type { LogEntry, TrainingEnd } from "../src/log/log-entry.js";
import { plotLog } from "../src/log/plot.js";
import { runPage } from "../src/log/run-page.js";
import { readLog, TrainingLog } from "../src/log/training-log.js";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "refvlm-log-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const entry = (step: number): LogEntry => ({
  stage: step < 3 ? "encoders" : "all",
  step,
  losses: { total: 4 / step, text: 2 / step },
  lr: 1e-3,
  gradNorm: 1,
  picturesPerSecond: 10,
  seconds: step,
});

test("CRC-32C agrees with the check value of its definition", () => {
  expect(crc32c(Buffer.from("123456789"))).toBe(0xe3069283);
});

test("a resumed run drops the lines written after its checkpoint, and a cut line", () => {
  const log = new TrainingLog(folder, 0, 4);
  for (const step of [1, 2, 3]) log.write(entry(step));
  appendFileSync(join(folder, "log.jsonl"), '{"stage":"all","st');
  new TrainingLog(folder, 2, 4).write(entry(3));
  expect(readLog(join(folder, "log.jsonl")).map(({ step }) => step)).toEqual([1, 2, 3]);
});

test("event files hold records with right lengths and the scalar's tag", () => {
  new TrainingLog(folder, 0, 4).write(entry(1));
  const bytes = readFileSync(join(folder, readdirSync(folder).find((name) => name.startsWith("events"))!));
  let offset = 0;
  const records: Buffer[] = [];
  while (offset < bytes.length) {
    const length = Number(bytes.readBigUInt64LE(offset));
    records.push(bytes.subarray(offset + 12, offset + 12 + length));
    offset += 16 + length;
  }
  expect(offset).toBe(bytes.length);
  expect(records[0].includes("brain.Event:2")).toBe(true);
  expect(records[1].includes("loss/total")).toBe(true);
});

test("the plot has a curve a term and a mark a stage", () => {
  const svg = plotLog([1, 2, 3, 4].map(entry), "run");
  expect(svg.match(/<polyline/g)).toHaveLength(2);
  expect(svg).toContain(">encoders<");
  expect(svg).toContain(">all<");
  expect(svg).not.toContain("NaN");
});

test("the page of a run tells how far it is, and the time left by the last steps' pace", () => {
  const entries = [1, 2, 3].map((step) => ({ ...entry(step), seconds: 90 * step }));
  const page = runPage("a <run>", entries, 10, { now: new Date(0) });
  expect(page).toContain("<title>a &lt;run&gt;</title>");
  expect(page).toContain("<dt>step</dt><dd>3 of 10</dd>");
  expect(page).toContain("<dt>time left</dt><dd>11 min</dd>"); // seven steps of 90 s
  expect(page).toContain("<dt>loss: text</dt><dd>0.6667</dd>");
  expect(page).toContain('http-equiv="refresh"');
  expect(page).not.toMatch(/https?:\/\/(?!www\.w3\.org)/);
});

test("the page of a long run draws a part of its steps, the last among them; once ended it rests", () => {
  const entries = Array.from({ length: 5000 }, (_, i) => entry(i + 1));
  const page = runPage("run", entries, 5000, { now: new Date(0), end: "finished" });
  expect(page).toContain("the run has ended");
  expect(page).not.toContain("refresh");
  expect(page.match(/<polyline[^>]*points="([^"]*)"/)![1].split(" ").length).toBeLessThanOrEqual(600);
});

test("a log writes the page with its first step and at its end", () => {
  const log = new TrainingLog(folder, 0, 3);
  const page = () => readFileSync(join(folder, "index.html"), "utf8");
  log.write(entry(1));
  expect(page()).toContain("<dd>1 of 3</dd>");
  for (const step of [2, 3]) log.write(entry(step));
  log.end("finished");
  expect(page()).toContain("<dd>3 of 3</dd>");
});

test("the page of a run that ended early loads itself no more, and says why", () => {
  const page = (end: TrainingEnd) => runPage("run", [1, 2].map(entry), 10, { now: new Date(0), end });
  for (const end of ["finished", "stopped"] as const) expect(page(end)).not.toContain("refresh");
  expect(page("finished")).toContain("<dt>step</dt><dd>2 of 10</dd>");
  expect(page("finished")).toContain("<dd>none: the run has ended</dd>"); // early stopping
  expect(page("finished")).toContain('<progress aria-label="steps done" value="10" max="10">');
  expect(page("stopped")).toContain("<dd>the run was stopped; --resume goes on</dd>");
  expect(page("stopped")).toContain('value="2" max="10"');
});
