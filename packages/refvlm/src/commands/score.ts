// `refvlm score KIND --gt FILE --pred FILE`: measures a file of results against its truth, as the official tools do.
import type { ScoreKind } from "@refvlm/metrics/node";
import { type Command, InvalidArgumentError } from "commander";
import { tellWritten } from "../terminal/tell-written.js";
import { wholeNumber } from "../whole-number.js";

interface ScoreOptions {
  gt?: string;
  pred?: string;
  compare?: string;
  interval?: boolean;
  resamples: number;
  set: Record<string, string>;
  maxDets?: string;
  categories?: string;
  classAgnostic?: boolean;
  sigmas?: string;
  json?: boolean;
  perPicture?: boolean;
  markdown?: string;
  html?: string;
  pictures?: string;
}

export function addScore(program: Command): void {
  program
    .command("score")
    .description("measure a file of results against its truth; without arguments: what can be measured")
    .argument("[kind]", "what the files hold")
    .option("--gt <file>", "the truth")
    .option("--pred <file>", "the results, - for standard input; what is missing there counts as wrong")
    .option("--compare <file>", "the results of a second run, compared with the first sample by sample")
    .option("--interval", "give every figure its 95 % interval")
    .option("--resamples <n>", "how often the samples are drawn again for intervals", wholeNumber(1), 1000)
    .option("--set <name=value>", "a setting of the kind; may be given again", setting, {})
    .option("--max-dets <list>", "detections: how many of a picture count, e.g. 1,10,100")
    .option("--categories <list>", "detections: ids or names of the categories to score on")
    .option("--class-agnostic", "detections: match whatever the category")
    .option("--sigmas <list>", "keypoints: the tolerance of each joint")
    .option("--json", "print the report as JSON")
    .option("--per-picture", "with --json: every picture's (or question's) own figures, the worst of them, and curves")
    .option("--markdown <file>", "write the report in Markdown")
    .option("--html <file>", "write the report as one page with plots and the worst examples")
    .option("--pictures <folder>", "where the page's pictures are, if not beside the truth")
    .action(score);
}

async function score(kind: string | undefined, options: ScoreOptions): Promise<void> {
  const { reportJson, reportMarkdown, reportTable, scoreReport } = await import("@refvlm/metrics");
  const { reportHtml, scoreKinds } = await import("@refvlm/metrics/node");
  if (kind === undefined) {
    process.stdout.write(kindList(scoreKinds));
    return;
  }
  const chosen = Object.hasOwn(scoreKinds, kind) ? scoreKinds[kind] : undefined;
  if (!chosen) throw new Error(`"${kind}" is no kind of result; give one of ${Object.keys(scoreKinds).join(", ")}`);
  const { gt, pred, compare } = options;
  const set = settingsOf(options);
  if (!gt || !pred) throw new Error(`score ${kind}: give both --gt FILE and --pred FILE`);
  for (const name of Object.keys(set))
    if (!chosen.settings?.[name])
      throw new Error(`score ${kind}: no setting "${name}"; ${settingNames(chosen.settings)}`);
  const encoder = await clipEncoder(`score ${kind}`, set.embeddings, chosen);
  using results = await readable(pred);
  const report = scoreReport(await chosen.score(gt, results.path, set, encoder?.encode), {
    title: chosen.about,
    sources: { kind, truth: gt, results: pred, ...(compare !== undefined && { "second run": compare }) },
    interval: options.interval,
    details: Boolean(options.html || (options.json && options.perPicture)),
    each: Boolean(options.json && options.perPicture),
    resamples: options.resamples,
    second: compare === undefined ? undefined : await chosen.score(gt, compare, set, encoder?.encode),
  });
  encoder?.dispose();
  const { writeFileSync } = await import("node:fs");
  const { dirname } = await import("node:path");
  const write = (path: string | undefined, text: () => string) => {
    if (path === undefined) return;
    writeFileSync(path, text());
    tellWritten(path);
  };
  write(options.markdown, () => reportMarkdown(report));
  write(options.html, () => reportHtml(report, { pictures: options.pictures ?? dirname(gt) }));
  process.stdout.write(options.json ? reportJson(report) : reportTable(report));
}

/** Before the folder of a published CLIP, where a kind compares texts by its vectors. */
const CLIP = "clip:";

/** The text tower that the setting `embeddings` names; undefined where it names a file or nothing. */
async function clipEncoder(command: string, embeddings: string | undefined, { takesEncoder }: ScoreKind) {
  if (!embeddings?.startsWith(CLIP)) return undefined;
  if (!takesEncoder) throw new Error(`${command}: embeddings must name a file of vectors; this kind runs no encoder`);
  const [{ loadClipTextEncoder }, { readyEngine }] = await Promise.all([
    import("@refvlm/model"),
    import("@refvlm/torch"),
  ]);
  await readyEngine();
  return loadClipTextEncoder(embeddings.slice(CLIP.length));
}

/** A file as it is; standard input as a file, which is gone again once it was read. */
async function readable(path: string): Promise<{ path: string } & Disposable> {
  if (path !== "-") return { path, [Symbol.dispose]() {} };
  const [{ createWriteStream, mkdtempSync, rmSync }, { tmpdir }, { join }, { pipeline }] = await Promise.all([
    import("node:fs"),
    import("node:os"),
    import("node:path"),
    import("node:stream/promises"),
  ]);
  const folder = mkdtempSync(join(tmpdir(), "refvlm-"));
  const file = join(folder, "stdin");
  await pipeline(process.stdin, createWriteStream(file));
  return { path: file, [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }) };
}

/** The settings, those with options of their own among them. */
function settingsOf({ set, maxDets, categories, classAgnostic, sigmas }: ScoreOptions): Record<string, string> {
  return {
    ...set,
    ...(maxDets !== undefined && { "max-dets": maxDets }),
    ...(categories !== undefined && { categories }),
    ...(classAgnostic && { "class-agnostic": "yes" }),
    ...(sigmas !== undefined && { sigmas }),
  };
}

/** The kinds with their settings, a line each. */
function kindList(kinds: typeof import("@refvlm/metrics/node").scoreKinds): string {
  const width = Math.max(...Object.keys(kinds).map((name) => name.length));
  const lines = Object.entries(kinds).flatMap(([name, { about, settings = {} }]) => [
    `${name.padEnd(width)}  ${about}`,
    ...Object.entries(settings).map(([key, says]) => `${" ".repeat(width)}    --set ${key}=… ${says}`),
  ]);
  return `refvlm score KIND --gt FILE --pred FILE\n\n${lines.join("\n")}\n`;
}

function settingNames(settings: Readonly<Record<string, string>> = {}): string {
  const names = Object.keys(settings);
  return names.length === 0 ? "it has none" : `it has ${names.join(", ")}`;
}

function setting(value: string, before: Record<string, string>): Record<string, string> {
  const at = value.indexOf("=");
  if (at < 1) throw new InvalidArgumentError("give a name and a value, e.g. alignment=median.");
  return { ...before, [value.slice(0, at)]: value.slice(at + 1) };
}
