// A page to read samples on, complete in one file: figures, faults, and each turn with its picture.
import { type Colour, contrasting, drawOverlay, type Picture } from "@refvlm/vision";
import sharp from "sharp";
import type { DecodedSample } from "../loader/pixels.js";
import type { SampleTurn } from "../sample/sample.js";
import type { Inspection } from "./inspection.js";
import { PAGE_STYLE } from "./page-style.js";
import type { SpreadFigures } from "./spread.js";
import { spreadsOf } from "./statistics.js";
import { type Piece, tellTurn } from "./turn-view.js";

/** Longer side of the page's pictures in pixels: they are shown as large as they are drawn. */
const SIDE = 500;

/** The page of an inspection, as HTML. */
export async function inspectionPage(title: string, inspection: Inspection): Promise<string> {
  const cards = await Promise.all(inspection.chosen.map(sampleCard));
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(title)}</title>
<style>${PAGE_STYLE}</style>
<header><h1>${escaped(title)}</h1><p>${summary(inspection)}</p></header>
<main>
${faultTable(inspection)}
${figureTables(inspection)}
<section class="samples"><h2>Samples</h2>
${cards.join("\n")}
</section>
</main>
</html>
`;
}

function summary({ statistics }: Inspection): string {
  const { samples, turns, absentRate, embedded } = statistics;
  const pictures =
    embedded === samples ? "pictures in the rows" : embedded === 0 ? "pictures by path" : "mixed pictures";
  return `${samples} samples, ${turns} turns, ${percent(absentRate)} of the grounding questions about what is not there, ${pictures}`;
}

function faultTable({ faults, faultCounts }: Inspection): string {
  const total = Object.values(faultCounts).reduce((sum, count) => sum + count, 0);
  if (total === 0) return `<p class="sound">Every row is sound.</p>`;
  const rows = faults.map(
    ({ file, row, reason, detail }) =>
      `<tr><td>${escaped(file)}<td class="n">${row}<td>${reason}<td>${escaped(detail)}`,
  );
  const counts = Object.entries(faultCounts).map(([reason, count]) => `${reason} ${count}`);
  const shown = faults.length < total ? `, the first ${faults.length} of them:` : ":";
  return `<section class="faults"><h2>Faults</h2><p>${total} (${counts.join(", ")})${shown}</p>
<table><tr><th>file<th class="n">row<th>reason<th>what is wrong
${rows.join("\n")}
</table></section>`;
}

function figureTables({ statistics }: Inspection): string {
  const tasks = Object.entries(statistics.tasks).map(([task, { turns, absent }]) => {
    const shown = absent > 0 && !/^(caption|vqa|reg-)/.test(task) ? `${turns} (${absent} absent)` : String(turns);
    return [task, turns, shown] as const;
  });
  const plain = (counts: Readonly<Record<string, number>>) =>
    Object.entries(counts).map(([name, count]) => [name, count, String(count)] as const);
  const spreadRows = Object.entries(spreadsOf(statistics)).map(
    ([name, { least, median, mean, most }]) =>
      `<tr><td>${name}<td class="n">${least}<td class="n">${median}<td class="n">${mean.toFixed(1)}<td class="n">${most}`,
  );
  return `<section class="figures"><h2>Figures</h2><div class="tables">
${barTable("task", tasks)}
<div>
${barTable("source", plain(statistics.sources))}
${barTable("unit", plain(statistics.units))}
${barTable("prompt", plain(statistics.prompts))}
</div>
<div>
${barTable("instances of a phrase", histogram(statistics.instancesPerPhrase))}
<table><tr><th><th class="n">least<th class="n">median<th class="n">mean<th class="n">most
${spreadRows.join("\n")}
</table></div>
</div></section>`;
}

/** Small numbers one by one, the others together. */
function histogram({ counts }: SpreadFigures): [string, number, string][] {
  const few = counts.filter(([value]) => value <= 6).map(([value, times]) => [String(value), times] as const);
  const many = counts.filter(([value]) => value > 6).reduce((sum, [, times]) => sum + times, 0);
  return [...few, ...(many > 0 ? [["7 and more", many] as const] : [])].map(([name, n]) => [name, n, String(n)]);
}

function barTable(title: string, rows: readonly (readonly [name: string, value: number, shown: string])[]): string {
  if (rows.length === 0) return "";
  const most = Math.max(...rows.map(([, value]) => value));
  const lines = rows.map(([name, value, shown]) => {
    const width = ((100 * value) / most).toFixed(1);
    return `<tr><td>${escaped(name)}<td class="bar"><i style="width:${width}%"></i><td class="n">${shown}`;
  });
  return `<table><tr><th>${title}<th><th class="n">
${lines.join("\n")}
</table>`;
}

async function sampleCard(sample: DecodedSample): Promise<string> {
  const { id, source, licence, width, height, independent, turns } = sample;
  const told = await Promise.all(turns.map((turn) => turnBlock(turn, sample.picture)));
  const kind = turns.length === 1 ? "one turn" : independent ? "turns on their own" : "a conversation";
  return `<article><h3>${escaped(id)}</h3><p class="about">${escaped(source)}, ${width} x ${height}, ${kind}; ${escaped(licence)}</p>
${told.join("\n")}
</article>`;
}

async function turnBlock(turn: SampleTurn, picture: Picture): Promise<string> {
  const { question, plan, answer, shapes } = tellTurn(turn);
  const drawn = await drawOverlay(picture, shapes, { legend: false, minSide: SIDE, maxSide: SIDE });
  const lines = plan.length > 0 ? `<ul class="plan">${plan.map((line) => `<li>${escaped(line)}`).join("")}</ul>` : "";
  return `<div class="turn"><img alt="" width="${drawn.width}" height="${drawn.height}" src="${await dataUri(drawn)}">
<div class="words"><span class="task">${escaped(turn.task)}</span>
<p class="question">${question.map(chip).join("")}</p>
${lines}
<p class="answer">${answer.map(chip).join("")}</p></div></div>`;
}

async function dataUri({ data, width, height }: Picture): Promise<string> {
  const file = await sharp(data, { raw: { width, height, channels: 3 } })
    .jpeg({ quality: 82 })
    .toBuffer();
  return `data:image/jpeg;base64,${file.toString("base64")}`;
}

function chip({ text, role, colour, detail }: Piece): string {
  if (role === "words") return escaped(text);
  const unit = detail === undefined ? "" : `<small>${escaped(detail)}</small>`;
  if (!colour) return `<b>${escaped(text)}</b>`;
  const style = `background:${css(colour)};color:${css(contrasting(colour))}`;
  return `<span class="${role}" style="${style}">${escaped(text)}${unit}</span>`;
}

const css = (colour: Colour) => `rgb(${colour.join(" ")})`;
const percent = (share: number) => `${(100 * share).toFixed(1)} %`;

function escaped(text: string): string {
  const names: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
  return text.replace(/[&<>"]/g, (character) => names[character]!);
}
