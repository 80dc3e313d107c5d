// A report as one page that needs nothing else: tables, plots, and the worst samples with their pictures.
import { readFileSync } from "node:fs";
import { extname, resolve } from "node:path";
import { type Cells, comparisonCells, figureCells, shown } from "../../report/cells.js";
import { linePlot } from "../../report/line-plot.js";
import type { ScoreReport, WorstSample } from "../../report/score-report.js";
import { barPlot, escaped } from "../../report/svg.js";

/** What a browser shows, by file extension. */
const imageTypes: Readonly<Record<string, string>> = {
  ".jpg": "image/jpeg",
  ".jpeg": "image/jpeg",
  ".png": "image/png",
  ".webp": "image/webp",
  ".gif": "image/gif",
};

const style = `
:root { color-scheme: light dark; --ink: #1c2026; --soft: #69707a; --rule: #d9dde2; --ground: #fff; --bar: #7aa7d9 }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e8eaed; --soft: #9aa1ab; --rule: #3a4048; --ground: #16191d; --bar: #41698f }
}
body { font: 15px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--ground); max-width: 60rem; margin: 2rem auto; padding: 0 1rem }
h1 { font-size: 1.4rem } h1::first-letter { text-transform: uppercase } h2 { font-size: 1.1rem; margin-top: 2.2rem }
p { color: var(--soft) }
.wide { overflow-x: auto }
table { border-collapse: collapse; font-variant-numeric: tabular-nums }
th, td { padding: .25rem .9rem .25rem 0; border-bottom: 1px solid var(--rule); text-align: right; white-space: nowrap }
th:first-child, td:first-child { text-align: left }
svg { width: 100%; max-width: 640px; display: block; margin: 1rem 0; font: 12px system-ui, sans-serif; fill: var(--ink) }
.title { font-weight: 600 } .bar { fill: var(--bar) } .line, .whisker, .grid { fill: none }
.line { stroke-width: 2 } .whisker { stroke: var(--ink) } .grid { stroke: var(--rule) }
.samples { display: grid; grid-template-columns: repeat(auto-fill, minmax(15rem, 1fr)); gap: 1rem }
figure { margin: 0; padding: .7rem; border: 1px solid var(--rule); border-radius: .4rem; overflow-wrap: anywhere }
figure img { width: 100%; display: block; border-radius: .2rem }
.picture { position: relative } .picture svg { position: absolute; inset: 0; height: 100%; margin: 0; max-width: none }
.key { display: inline-block; width: 1.6rem; margin: 0 .4rem .25rem 0; border-top: 2px solid }
.mark { fill: none; stroke-width: 2; vector-effect: non-scaling-stroke } .truth { stroke: #2fbf4a; border-color: #2fbf4a }
.answer { stroke: #ff5a36; stroke-dasharray: 5 3; border-color: #ff5a36; border-top-style: dashed }
dl { margin: .5rem 0 0; display: grid; grid-template-columns: auto 1fr; gap: .1rem .7rem }
dt { color: var(--soft); font-size: .8rem; line-height: 1.5rem } dd { margin: 0 }
`;

/**
 * The whole page as text.
 * @param pictures folder that the samples' pictures are in; without it, or where a file is not there, none is shown
 */
export function reportHtml(report: ScoreReport, { pictures }: { pictures?: string } = {}): string {
  const sources = Object.entries(report.sources).map(([role, file]) => `${role}: ${file}`);
  const comparison = comparisonCells(report);
  const sections = [
    `<h1>${escaped(report.title)}</h1>`,
    `<p>${escaped([`${report.samples} samples`, ...sources].join(" · "))}</p>`,
    table(figureCells(report)),
    barPlot(report.figures),
    ...(comparison ? ["<h2>Comparison</h2>", table(comparison)] : []),
    ...report.remarks.map((remark) => `<p>${escaped(remark)}</p>`),
    ...(report.plots.length > 0 ? ["<h2>Curves</h2>", ...report.plots.map(linePlot)] : []),
    ...worstSection(report, pictures),
  ];
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(report.title)}</title>
<style>${style}</style>
</head>
<body>
${sections.join("\n")}
</body>
</html>
`;
}

function table([head, ...rows]: Cells): string {
  const row = (cells: readonly string[], tag: string) =>
    `<tr>${cells.map((cell) => `<${tag}>${escaped(cell)}</${tag}>`).join("")}</tr>`;
  return `<div class="wide"><table>\n${[row(head!, "th"), ...rows.map((cells) => row(cells, "td"))].join("\n")}\n</table></div>`;
}

function worstSection({ worst, figures }: ScoreReport, pictures: string | undefined): string[] {
  if (worst.length === 0) return [];
  const samples = worst.map((sample) => sampleFigure(sample, figures[0]!.name, pictures));
  const grid = `<div class="samples">\n${samples.join("\n")}\n</div>`;
  if (!worst.some(({ marks }) => marks)) return ["<h2>Worst samples</h2>", grid];
  const key = '<p><span class="key truth"></span>truth <span class="key answer"></span>answer</p>';
  return ["<h2>Worst samples</h2>", key, grid, `<script>${fitMarks}</script>`];
}

/** Gives the marks their picture's pixels as units: its size is known as soon as it is shown. */
const fitMarks = `for (const image of document.querySelectorAll(".picture img")) {
  const fit = () => image.nextElementSibling?.setAttribute("viewBox", "0 0 " + image.naturalWidth + " " + image.naturalHeight);
  if (image.complete) fit(); else image.onload = fit;
}`;

function markings({ marks = [] }: WorstSample): string {
  if (marks.length === 0) return "";
  const rectangles = marks.map(({ of, box: [x, y, width, height] }) => {
    return `<rect class="mark ${of}" x="${x}" y="${y}" width="${Math.max(0, width)}" height="${Math.max(0, height)}"/>`;
  });
  return `<svg preserveAspectRatio="none">${rectangles.join("")}</svg>`;
}

function sampleFigure(sample: WorstSample, figure: string, pictures: string | undefined): string {
  const source = sample.picture && pictures !== undefined ? dataUri(resolve(pictures, sample.picture)) : undefined;
  const lines = [
    ["sample", String(sample.id)],
    [figure, shown(sample.value)],
    ["question", sample.question],
    ["truth", sample.truth],
    ["answer", sample.answer ?? "none"],
  ] as const;
  const shownLines = lines.flatMap(([name, value]) =>
    value === undefined ? [] : [`<dt>${escaped(name)}</dt><dd>${escaped(value)}</dd>`],
  );
  const image = source ? `<div class="picture"><img alt="" src="${source}">${markings(sample)}</div>` : "";
  return `<figure>${image}<dl>${shownLines.join("")}</dl></figure>`;
}

/** A picture's file as it is; undefined where there is none that a browser shows. */
function dataUri(path: string): string | undefined {
  const type = imageTypes[extname(path).toLowerCase()];
  if (type === undefined) return undefined;
  try {
    return `data:${type};base64,${readFileSync(path).toString("base64")}`;
  } catch {
    return undefined;
  }
}
