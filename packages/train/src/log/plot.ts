// Draws a training log as an SVG: one curve a loss term over the steps, on a logarithmic scale, stages marked.
import type { LogEntry } from "./training-log.js";

const colours = [
  "#1f77b4",
  "#d62728",
  "#2ca02c",
  "#9467bd",
  "#ff7f0e",
  "#17becf",
  "#8c564b",
  "#e377c2",
  "#7f7f7f",
  "#bcbd22",
];
const width = 960;
const height = 440;
const margin = { left: 60, right: 150, top: 36, bottom: 42 };

/** The picture of a run; each curve is a running mean over `smooth` logged steps. */
export function plotLog(entries: readonly LogEntry[], title: string, smooth = 15): string {
  const names = [...new Set(entries.flatMap((entry) => Object.keys(entry.losses)))];
  const values = entries.flatMap((entry) => Object.values(entry.losses)).filter((value) => value > 0);
  const low = Math.log10(Math.max(1e-3, Math.min(...values)));
  const high = Math.log10(Math.max(...values));
  const last = entries.at(-1)?.step ?? 1;
  const x = (step: number) => margin.left + (step / last) * (width - margin.left - margin.right);
  const y = (value: number) =>
    margin.top +
    ((high - Math.log10(Math.max(value, 1e-3))) / (high - low || 1)) * (height - margin.top - margin.bottom);

  const curves = names.flatMap((name, index) => {
    const window: number[] = [];
    const points = entries.flatMap((entry) => {
      if (entry.losses[name] === undefined) return [];
      window.push(entry.losses[name]);
      if (window.length > smooth) window.shift();
      const mean = window.reduce((sum, value) => sum + value, 0) / window.length;
      return [`${x(entry.step).toFixed(1)},${y(mean).toFixed(1)}`];
    });
    const colour = colours[index % colours.length];
    const label = margin.top + 16 * index + 8;
    return [
      `<polyline points="${points.join(" ")}" fill="none" stroke="${colour}" stroke-width="1.5"/>`,
      `<text x="${width - margin.right + 14}" y="${label + 4}" fill="${colour}">${name}</text>`,
    ];
  });
  const stages = entries
    .filter((entry, index) => entry.stage !== entries[index - 1]?.stage)
    .flatMap(({ step, stage }) => [
      `<line x1="${x(step)}" x2="${x(step)}" y1="${margin.top}" y2="${height - margin.bottom}" stroke="#999" stroke-dasharray="4 4"/>`,
      `<text x="${x(step) + 4}" y="${height - margin.bottom - 6}" fill="#555">${stage}</text>`,
    ]);
  const ticks: string[] = [];
  for (let power = Math.ceil(low); power <= high; power++)
    ticks.push(
      `<line x1="${margin.left}" x2="${width - margin.right}" y1="${y(10 ** power)}" y2="${y(10 ** power)}" stroke="#ddd"/>`,
      `<text x="${margin.left - 8}" y="${y(10 ** power) + 4}" text-anchor="end">${10 ** power}</text>`,
    );
  for (let part = 0; part <= 4; part++)
    ticks.push(
      `<text x="${x((last * part) / 4)}" y="${height - margin.bottom + 18}" text-anchor="middle">${Math.round((last * part) / 4)}</text>`,
    );
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="12">`,
    `<rect width="${width}" height="${height}" fill="white"/>`,
    `<text x="${margin.left}" y="20" font-size="15">${title}</text>`,
    `<text x="${(width - margin.right + margin.left) / 2}" y="${height - 6}" text-anchor="middle">optimiser steps</text>`,
    ...ticks,
    ...stages,
    ...curves,
    "</svg>\n",
  ].join("\n");
}
