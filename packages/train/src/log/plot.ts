// Draws a training log as an SVG: one curve a loss term over the steps, on a logarithmic scale, stages marked.
import { linePlotFile } from "@refvlm/metrics";
import type { LogEntry } from "./log-entry.js";

/** Losses below are drawn at this height. */
const least = 1e-3;

/** The picture of a run; each curve is a running mean over `smooth` logged steps. */
export function plotLog(entries: readonly LogEntry[], title: string, smooth = 15): string {
  const names = [...new Set(entries.flatMap(({ losses }) => Object.keys(losses)))];
  const values = entries.flatMap(({ losses }) => Object.values(losses)).map((value) => Math.max(least, value));
  const stages = entries.filter(({ stage }, i) => stage !== entries[i - 1]?.stage);
  return linePlotFile({
    title,
    x: "optimiser steps",
    y: "loss",
    lines: names.map((name) => ({ name, points: runningMeans(entries, name, smooth) })),
    ends: { x: [0, entries.at(-1)?.step ?? 1], y: [spread(values, Math.min), spread(values, Math.max)] },
    logarithmic: true,
    marks: stages.map(({ step, stage }) => ({ x: step, name: stage })),
  });
}

function runningMeans(entries: readonly LogEntry[], name: string, smooth: number): [step: number, mean: number][] {
  const window: number[] = [];
  return entries.flatMap(({ step, losses }) => {
    if (losses[name] === undefined) return [];
    window.push(losses[name]);
    if (window.length > smooth) window.shift();
    const mean = window.reduce((sum, value) => sum + value, 0) / window.length;
    return [[step, Math.max(least, mean)] as [number, number]];
  });
}

/** The least or greatest of values; a run may have logged more than a call takes arguments. */
function spread(values: readonly number[], choose: (a: number, b: number) => number): number {
  return values.reduce((a, b) => (Number.isNaN(b) ? a : choose(a, b)), values[0] ?? 1);
}
