// `refvlm score`: files in, figures out; one clear message where they cannot be scored.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { scoreKinds } from "@refvlm/metrics/node";
import { Command } from "commander";
import { afterAll, afterEach, describe, expect, it, vi } from "vitest";
import { addScore } from "../src/commands/score.js";

const place = mkdtempSync(join(tmpdir(), "refvlm-score-"));
afterAll(() => rmSync(place, { recursive: true, force: true }));
afterEach(() => vi.restoreAllMocks());

/** What the command prints. */
async function score(...args: string[]): Promise<string> {
  let out = "";
  vi.spyOn(process.stdout, "write").mockImplementation((text) => {
    out += text;
    return true;
  });
  const program = new Command().exitOverride().configureOutput({ writeErr: () => {} });
  addScore(program);
  for (const command of program.commands) command.exitOverride().configureOutput({ writeErr: () => {} });
  await program.parseAsync(["score", ...args], { from: "user" });
  return out;
}

function file(name: string, content: unknown): string {
  const path = join(place, name);
  writeFileSync(path, JSON.stringify(content));
  return path;
}

const boxes = [1, 2, 3, 4].map((id) => ({ id, box: [0, 0, 10, 10] }));
const gt = file("gt.json", boxes);
const first = file("first.json", boxes.slice(0, 2));
const second = file("second.json", boxes.slice(0, 3));
const files = ["--gt", gt, "--pred", first];

describe("refvlm score", () => {
  it("1. lists every kind and its settings", async () => {
    const out = await score();
    for (const [name, { about, settings = {} }] of Object.entries(scoreKinds)) {
      expect(out).toMatch(new RegExp(`^${name} +`, "m"));
      expect(out).toContain(about);
      for (const [key, says] of Object.entries(settings)) expect(out).toContain(`--set ${key}=… ${says}`);
    }
  });

  it("2. prints a table in which what is missing counts as wrong", async () => {
    expect(await score("rec", ...files)).toBe(`boxes of referring expressions: accuracy at IoU, mean IoU, 4 samples

figure         value
--------------------
accuracy@0.5  0.5000
accuracy@0.7  0.5000
accuracy@0.9  0.5000
mean IoU      0.5000
`);
  });

  it("3. gives intervals and compares two runs", async () => {
    const out = await score("rec", ...files, "--interval", "--resamples", "100", "--compare", second);
    expect(out).toMatch(/^accuracy@0\.5 {2}0\.5000 {2}0\.0000 … 1\.0000$/m);
    expect(out).toMatch(/^accuracy@0\.5 {2}0\.5000 {2}0\.7500 +\+0\.2500 .* 1 +0 +3$/m);
  });

  it("4. prints JSON, and writes Markdown and a page", async () => {
    const [markdown, html] = [join(place, "report.md"), join(place, "report.html")];
    const report = JSON.parse(await score("rec", ...files, "--json", "--markdown", markdown, "--html", html));
    expect(report).toMatchObject({ samples: 4, sources: { kind: "rec", truth: gt, results: first } });
    expect(report.figures[0]).toEqual({ name: "accuracy@0.5", value: 0.5 });
    expect(readFileSync(markdown, "utf8")).toContain("| accuracy@0.5 | 0.5000 |");
    expect(readFileSync(html, "utf8")).toMatch(/^<!doctype html>[\s\S]*<\/html>\n$/);
  });

  it("5. shows pictures from the folder that is named, else from beside the truth", async () => {
    const truth = file("with-picture.json", [{ ...boxes[0], picture: "a.png" }]);
    const html = join(place, "pictures.html");
    mkdirSync(join(place, "images"));
    writeFileSync(join(place, "images", "a.png"), "PNG");
    const page = async (...args: string[]) => {
      await score("rec", "--gt", truth, "--pred", first.replace("first", "none"), "--html", html, ...args);
      return readFileSync(html, "utf8");
    };
    file("none.json", []);
    expect(await page()).not.toContain("<img");
    expect(await page("--pictures", join(place, "images"))).toContain('<img alt="" src="data:image/png;base64,UE5H">');
  });

  it("6. hands settings to the kind", async () => {
    const maps = file("depth.json", [{ id: 1, depth: [1, 2] }]);
    const twice = file("twice.json", [{ id: 1, depth: [2, 4] }]);
    const rmse = async (...set: string[]) =>
      JSON.parse(await score("depth", "--gt", maps, "--pred", twice, "--json", ...set)).figures.find(
        ({ name }: { name: string }) => name === "rmse",
      ).value;
    expect(await rmse()).toBeCloseTo(Math.sqrt(2.5), 12);
    expect(await rmse("--set", "alignment=median", "--set", "max=10")).toBeCloseTo(0, 12);
  });

  const coco = {
    gt: file("coco-gt.json", {
      images: [{ id: 1 }, { id: 2 }],
      categories: [
        { id: 1, name: "cup" },
        { id: 7, name: "dog" },
      ],
      annotations: [1, 2].map((id) => ({
        id,
        image_id: id,
        category_id: id === 1 ? 1 : 7,
        bbox: [0, 0, 9, 9],
        area: 81,
      })),
    }),
    pred: file("coco-pred.json", [
      { image_id: 1, category_id: 1, bbox: [50, 50, 9, 9], score: 0.9 },
      { image_id: 1, category_id: 1, bbox: [0, 0, 9, 9], score: 0.8 },
      { image_id: 2, category_id: 1, bbox: [0, 0, 9, 9], score: 0.7 },
      { image_id: 2, category_id: 9, bbox: [0, 0, 9, 9], score: 0.7 },
    ]),
  };
  const figuresOf = async (kind: string, { gt, pred } = coco, ...args: string[]) => {
    const { figures } = JSON.parse(await score(kind, "--gt", gt, "--pred", pred, "--json", ...args));
    return Object.fromEntries(figures.map((each: { name: string; value: number }) => [each.name, each.value]));
  };

  it("8. detections are scored with other maxima, on chosen categories, and whatever the category", async () => {
    expect(await figuresOf("coco-box")).toMatchObject({ AP: 0.25, AR1: 0, AR100: 0.5 });
    expect(await figuresOf("coco-box", coco, "--max-dets", "1,2")).toMatchObject({ AP: 0.25, AR1: 0, AR2: 0.5 });
    expect(await figuresOf("coco-box", coco, "--max-dets", "1")).toMatchObject({ AP: 0, AR1: 0 });
    expect(await figuresOf("coco-box", coco, "--categories", "cup")).toMatchObject({ AP: 0.5, AR100: 1 });
    expect(await figuresOf("coco-box", coco, "--categories", "7, cup")).toMatchObject({ AP: 0.25 });
    const agnostic = await figuresOf("coco-box", coco, "--class-agnostic");
    expect(agnostic.AP).toBeCloseTo(2 / 3, 12);
    expect(agnostic.AR100).toBe(1);
    expect(await figuresOf("coco-box", coco, "--set", "class-agnostic=yes")).toEqual(agnostic);
  });

  it("9. keypoints of any number of joints are scored with their own tolerances", async () => {
    const posed = (at: number) => ({ image_id: 1, category_id: 1, keypoints: [at, 0, 2, 9, 9, 2], score: 1 });
    const files = {
      gt: file("pose-gt.json", {
        images: [{ id: 1 }],
        categories: [{ id: 1 }],
        annotations: [{ ...posed(0), id: 1, bbox: [0, 0, 100, 100], area: 10_000, num_keypoints: 2 }],
      }),
      pred: file("pose-pred.json", [posed(20)]),
    };
    // One joint is right, the other 20 pixels off: its similarity is exp(-400 / (8 sigma² 10000)); OKS is the mean of both.
    expect((await figuresOf("coco-keypoints", files, "--sigmas", "0.1,0.1")).AP).toBeCloseTo(0.7, 12); // OKS 0.803
    expect((await figuresOf("coco-keypoints", files, "--sigmas", "1,0.1")).AP).toBeCloseTo(1, 12);
    expect((await figuresOf("coco-keypoints", files, "--sigmas", "0.01,0.1")).AP).toBeCloseTo(0.1, 12);
  });

  it("10. says below the table what in the files is odd", async () => {
    expect(await score("coco-box", "--gt", coco.gt, "--pred", coco.pred)).toMatch(
      /\n\n.*coco-pred\.json: detections\[3\]\.category_id is 9, which is not among the truth's categories: ignored, as pycocotools does\n$/,
    );
  });

  it("11. works out every picture's own figures only where they are asked for", async () => {
    const report = async (...args: string[]) =>
      JSON.parse(await score("coco-box", "--gt", coco.gt, "--pred", coco.pred, "--json", ...args));
    expect(await report()).toMatchObject({ plots: [], worst: [] });
    expect(await report()).not.toHaveProperty("each");
    const { each, plots, worst } = await report("--per-picture");
    expect(each.map(({ id, figures }: { id: number; figures: { AP: number } }) => [id, figures.AP])).toEqual([
      [1, expect.closeTo(0.5, 12)],
      [2, 0],
    ]);
    expect(worst.map(({ id }: { id: number }) => id)).toEqual([2, 1]);
    expect(plots).toHaveLength(1);
  });
  it("12. the figures are the same whether every picture has its own or not", async () => {
    const figures = async (...args: string[]) =>
      JSON.parse(await score("coco-box", "--gt", coco.gt, "--pred", coco.pred, "--json", ...args)).figures;
    expect(await figures("--per-picture")).toEqual(await figures());
  });
  it("13. a page shows the worst pictures and its curve unasked, beside JSON that does not tell each picture", async () => {
    const page = join(place, "unasked.html");
    const json = JSON.parse(await score("coco-box", "--gt", coco.gt, "--pred", coco.pred, "--json", "--html", page));
    expect(json).not.toHaveProperty("each");
    expect(json.worst.map(({ id }: { id: number }) => id)).toEqual([2, 1]);
    expect(readFileSync(page, "utf8")).toContain("<svg");
  });

  it.each<[string, string[], RegExp]>([
    ["an unknown kind", ["sec", ...files], /"sec" is no kind of result; give one of coco-box, /],
    ["the name of an object's own method", ["toString", ...files], /"toString" is no kind of result/],
    ["a file that was not named", ["rec", "--gt", gt], /score rec: give both --gt FILE and --pred FILE/],
    [
      "a file that is not there",
      ["rec", "--gt", gt, "--pred", "none"],
      /^none: there is no such file; check the path$/,
    ],
    ["an unknown setting", ["depth", ...files, "--set", "scale=2"], /no setting "scale"; it has alignment, min, max/],
    ["a setting of a kind without any", ["rec", ...files, "--set", "a=b"], /no setting "a"; it has none/],
    ["a setting without a value", ["depth", ...files, "--set", "median"], /give a name and a value/],
    [
      "maxima that do not ascend",
      ["coco-box", "--gt", coco.gt, "--pred", coco.pred, "--max-dets", "10,1"],
      /max-dets: "10,1" are not ascending/,
    ],
    [
      "two maxima for LVIS",
      ["lvis-box", "--gt", coco.gt, "--pred", coco.pred, "--max-dets", "1,10"],
      /max-dets: LVIS has one maximum, not 1,10/,
    ],
    [
      "a category that is not there",
      ["coco-box", "--gt", coco.gt, "--pred", coco.pred, "--categories", "cat"],
      /categories: "cat" is no id and no name of the categories of .*coco-gt\.json/,
    ],
    ["tolerances that are none", ["coco-keypoints", ...files, "--sigmas", "0.1,x"], /sigmas: "0\.1,x" are not numbers/],
    ["an option of other kinds", ["rec", ...files, "--class-agnostic"], /no setting "class-agnostic"; it has none/],
    ["no number of resamples", ["rec", ...files, "--resamples", "few"], /give a whole number from 1/],
  ])("7. says in one message what is wrong with %s", async (_, args, message) => {
    await expect(score(...args)).rejects.toThrow(message);
  });
});
