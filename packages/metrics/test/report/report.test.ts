// Reports: the same numbers as a table, JSON, Markdown and one page that needs nothing else.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sharp from "sharp";
import { afterAll, describe, expect, it } from "vitest";
import {
  columns,
  type Evaluation,
  mean,
  ratioEvaluation,
  reportJson,
  reportMarkdown,
  reportTable,
  scoreReport,
} from "../../src/index.js";
import { reportHtml } from "../../src/node/index.js";

const place = mkdtempSync(join(tmpdir(), "report-"));
afterAll(() => rmSync(place, { recursive: true, force: true }));

const evil = "<script>alert(\"x\")</script> & 'more'";
const run = (values: number[]): Evaluation =>
  ratioEvaluation(
    values.length,
    { accuracy: mean(values), "of none": { gain: values.map(() => 0), of: values.map(() => 0) }, "a|b": mean(values) },
    {
      note: (i) => ({ id: i, question: evil, picture: i === 0 ? "a.png" : "none.png", truth: "7" }),
      plots: () => [
        {
          title: evil,
          x: "recall",
          y: "precision",
          lines: [
            {
              name: evil,
              points: [
                [0, 1],
                [1, 0.25],
              ],
            },
          ],
        },
      ],
    },
  );
const first = run([1, 0, 1, 1]);
const options = {
  title: evil,
  sources: { truth: "gt.json" },
  interval: true,
  second: run([1, 1, 1, 1]),
  resamples: 50,
};

describe("a report", () => {
  const report = scoreReport(first, options);

  it("1. has every figure with its interval, the comparison, and the worst samples first", () => {
    expect(report.figures[0]).toMatchObject({ name: "accuracy", value: 0.75 });
    expect(report.figures[0]!.interval![0]).toBeLessThan(0.75);
    expect(report.comparison![0]).toMatchObject({ difference: 0.25, wins: 1, losses: 0, ties: 3 });
    expect(report.worst.map(({ id, value }) => [id, value])).toEqual([
      [1, 0],
      [0, 1],
      [2, 1],
      [3, 1],
    ]);
    const bare = scoreReport(first, { title: "t" });
    expect(bare.figures[0]).toEqual({ name: "accuracy", value: 0.75 });
    expect(bare).not.toHaveProperty("comparison");
    expect(scoreReport(first, { title: "t", details: false })).toMatchObject({ plots: [], worst: [] });
  });

  it("2. has the largest errors first where small is good", () => {
    const errors = { ...run([1, 5, 3]), errors: ["accuracy"] };
    expect(scoreReport(errors, { title: "t", worst: 2 }).worst.map(({ value }) => value)).toEqual([5, 3]);
  });

  it("3. lets the following figures decide between samples that are equal in the first", () => {
    const tied: Evaluation = {
      ...ratioEvaluation(3, { hits: mean([0, 0, 0]), iou: mean([0.4, 0.1, 0.2]), error: mean([0, 0, 0]) }),
      note: (id) => ({ id }),
    };
    expect(scoreReport(tied, { title: "t" }).worst.map(({ id }) => id)).toEqual([1, 2, 0]);
  });

  it("4. is a table", () => {
    const lines = reportTable(scoreReport(first, { title: "rec" })).split("\n");
    expect(lines).toEqual([
      "rec, 4 samples",
      "",
      "figure     value",
      "----------------",
      "accuracy  0.7500",
      "of none        –",
      "a|b       0.7500",
      "",
    ]);
    expect(reportTable(report)).toMatch(/figure\s+first\s+second\s+difference\s+95 %\s+p\s+better\s+worse\s+equal/);
    expect(columns([["a"]])).toBe("a\n-");
  });

  it("5. is Markdown that a bar in a name does not break", () => {
    const text = reportMarkdown(report);
    expect(text).toContain("| a\\|b | 0.7500 |");
    expect(text).toContain("4 samples · truth: `gt.json`");
    expect(text).toContain("## Comparison");
  });

  it("6. is JSON, with null for what is not defined", () => {
    expect(JSON.parse(reportJson(report))).toMatchObject({
      samples: 4,
      figures: [{ value: 0.75 }, { value: null, interval: [null, null] }, {}],
    });
  });

  it("7. is one page: pictures inside it, nothing loaded, and no text that becomes markup", async () => {
    await sharp({ create: { width: 2, height: 2, channels: 3, background: "red" } })
      .png()
      .toFile(join(place, "a.png"));
    const page = reportHtml(report, { pictures: place });
    expect(page.match(/<img /g)).toHaveLength(1);
    expect(page).toMatch(/<img alt="" src="data:image\/png;base64,iVBOR/);
    expect(page.replaceAll("http://www.w3.org/2000/svg", "")).not.toMatch(/https?:|<script|<link|@import|url\(/);
    expect(page).toContain("&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt; &amp; &#39;more&#39;");
    expect(page.match(/<svg /g)).toHaveLength(2);
    expect(reportHtml(report)).not.toContain("<img");
  });

  it("8. draws what is marked in a picture, in the picture's own pixels", () => {
    const marks = [
      { of: "truth" as const, box: [1, 2, 3, 4] as const },
      { of: "answer" as const, box: [0.5, 0, 1, 1] as const },
    ];
    const marked = { ...first, note: () => ({ id: 1, picture: "a.png", marks }) };
    const page = reportHtml(scoreReport(marked, { title: "t" }), { pictures: place });
    expect(page).toContain('<rect class="mark truth" x="1" y="2" width="3" height="4"/>');
    expect(page).toContain('<rect class="mark answer" x="0.5" y="0" width="1" height="1"/>');
    expect(page.match(/<script>/g)).toHaveLength(1);
    expect(page).toContain('setAttribute("viewBox", "0 0 " + image.naturalWidth');
  });

  it("9. draws bars and lines to scale", async () => {
    const page = reportHtml(report);
    const plots = page.match(/<svg [\s\S]*?<\/svg>/g)!;
    // Both defined figures are equal, so their bars are.
    const widths = [...plots[0]!.matchAll(/class="bar" x="[\d.]+" y="\d+" width="([\d.]+)"/g)].map((match) => match[1]);
    expect(widths).toHaveLength(2);
    expect(new Set(widths).size).toBe(1);
    expect(plots[1]).toContain('points="56,28 356,253"');
    for (const plot of plots) expect((await sharp(Buffer.from(plot)).metadata()).width).toBe(640);
  });

  it("10. shows no picture that is no picture file", () => {
    writeFileSync(join(place, "secret.txt"), "secret");
    const leaking = { ...first, note: () => ({ id: 1, picture: "secret.txt" }) };
    expect(reportHtml(scoreReport(leaking, { title: "t" }), { pictures: place })).not.toContain("<img");
  });
});
