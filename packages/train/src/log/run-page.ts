// The page of a run, to look at while it trains: how far it is, its losses and rates, its answers. A file that needs no server.
import { escaped } from "@refvlm/metrics";
import type { LogEntry, TrainingEnd } from "./log-entry.js";
import { plotLog } from "./plot.js";

/** Logged steps that rates and the time left are told by. */
const RECENT = 20;

/** Steps that are drawn, evenly over the run: no screen shows more. */
const MOST_DRAWN = 600;

/** Seconds after which an open page loads itself anew, until the run is over. */
const RELOAD = 10;

const STYLE = `:root { color-scheme: light dark } body { font: 15px/1.5 system-ui, sans-serif; margin: 28px auto; max-width: 1000px; padding: 0 24px }
h1 { font-size: 24px; margin: 0 } dl { display: grid; grid-template-columns: max-content auto; gap: 2px 20px } dt { opacity: 0.65 }
dd { margin: 0; font-variant-numeric: tabular-nums } progress { width: 100% } img { max-width: 100% } svg { background: #fff; color: #000; max-width: 100%; height: auto }`;

const ENDS: Record<TrainingEnd, string> = {
  finished: "none: the run has ended",
  stopped: "the run was stopped; --resume goes on",
};

/** A picture of answers after a step; `file` is told from the page. */
export interface AnswerSheet {
  readonly step: number;
  readonly file: string;
}

/** What a page says beside the log. */
export interface PageState {
  /** When it is written; it says so, since a run that is killed writes no other. */
  readonly now: Date;
  /** In order. */
  readonly sheets?: readonly AnswerSheet[];
  /** How the run ended, where it is over: early stopping ends one before its last step. */
  readonly end?: TrainingEnd;
}

/**
 * The page of what has been logged so far.
 * @param entries at least one, in order
 * @param total steps of the whole run
 */
export function runPage(
  title: string,
  entries: readonly LogEntry[],
  total: number,
  { now, sheets = [], end }: PageState,
): string {
  const last = entries.at(-1)!;
  const recent = entries.slice(-RECENT);
  const told = [
    ["stage", last.stage],
    ["step", `${last.step} of ${total}`],
    ["trained for", duration(last.seconds)],
    ["time left", end ? ENDS[end] : timeLeft(recent, total)],
    ["pictures a second", mean(recent.map((entry) => entry.picturesPerSecond)).toFixed(1)],
    ["learning rate", last.lr.toExponential(2)],
    ["gradient norm", last.gradNorm.toPrecision(3)],
    ...Object.entries(last.losses).map(([name, value]) => [`loss: ${name}`, value.toFixed(4)]),
    ["written (UTC)", now.toISOString().slice(0, 19).replace("T", " ")],
  ];
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
${end ? "" : `<meta http-equiv="refresh" content="${RELOAD}">\n`}<title>${escaped(title)}</title>
<style>${STYLE}</style>
<h1>${escaped(title)}</h1>
<progress aria-label="steps done" value="${end === "finished" ? total : last.step}" max="${total}"></progress>
<dl>
${told.map(([name, value]) => `<dt>${escaped(name)}</dt><dd>${escaped(value)}</dd>`).join("\n")}
</dl>
${plotLog(thinned(entries), "losses")}${answersOf(sheets)}</html>
`;
}

/** The last sheet, and the way to those before. */
function answersOf(sheets: readonly AnswerSheet[]): string {
  const last = sheets.at(-1);
  if (!last) return "";
  const earlier = sheets.slice(0, -1).map(({ step, file }) => `<a href="${file}">${step}</a>`);
  return `
<h2>answers after step ${last.step}</h2>
<p>right (green): at least half of the points; wrong (red): less, with the truth in white${earlier.length > 0 ? `. After earlier steps: ${earlier.join(", ")}` : ""}</p>
<img src="${last.file}" alt="questions about pictures, with what the network answers">
`;
}

function timeLeft(recent: readonly LogEntry[], total: number): string {
  const [first, last] = [recent[0], recent.at(-1)!];
  const steps = last.step - first.step;
  return steps > 0 ? duration(((last.seconds - first.seconds) / steps) * (total - last.step)) : "not known yet";
}

/** Hours and minutes; seconds below a minute. */
function duration(seconds: number): string {
  const minutes = Math.round(seconds / 60);
  if (minutes < 1) return `${Math.round(seconds)} s`;
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** Every n-th entry, and the last. */
function thinned(entries: readonly LogEntry[]): LogEntry[] {
  const stride = Math.ceil(entries.length / MOST_DRAWN);
  return entries.filter((_, i) => (entries.length - 1 - i) % stride === 0);
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
